/// Whether a query ends with LIMIT.
#pragma once

#include "pg/query/analysis.hpp"

#include <cstdint>
#include <optional>

namespace pgt::pg {

/// Whether LIMIT or FETCH FIRST applies to the query as a whole.
[[nodiscard]] bool is_limited(const analysed_query& query);

/// How many rows it keeps; nothing if it does not end with LIMIT, or with one that is NULL or no constant.
[[nodiscard]] std::optional<std::int64_t> limit_of(const analysed_query& query);

} // namespace pgt::pg
