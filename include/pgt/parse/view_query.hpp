/// `query_of_view`: the query in the text of a CREATE MATERIALIZED VIEW.
#pragma once

#include <string>

namespace pgt::parse {

/// The text of the query as it was written: what follows AS, without WITH DATA or WITH NO DATA. `statement` is one that PostgreSQL has
/// parsed. Throws `user_error` 42601 if it has no query.
[[nodiscard]] std::string query_of_view(const std::string& statement);

} // namespace pgt::parse
