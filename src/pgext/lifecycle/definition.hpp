/// The query of a stream table: checked, and kept by the server as a view.
///
/// The view is a part of the stream table, for the server's dependencies: renaming what it reads changes nothing,
/// dropping that is refused, or with CASCADE takes the stream table along.
#pragma once

#include "catalog/store.hpp"
#include "pg/analysis.hpp"

#include <pgt/bind/catalog.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace pgt::ext {

/// Analyses a query under the caller's search_path and rights. Throws `user_error` for what no stream table can be
/// defined by, and `error` for what the server finds wrong.
[[nodiscard]] pg::analysed_query checked_query(const std::string& text);

/// Throws `user_error` 42501 if `owner` may not read all relations of the query.
void check_rights(pg::oid owner, const pg::analysed_query& query);

/// Makes the view.
[[nodiscard]] pg::oid create_definition(const std::string& table, std::int64_t id,
                                        const pg::analysed_query& query);

/// What a view made by `create_definition` says now.
struct definition {
    std::string query; ///< canonical
    std::vector<bind::column_info> columns;
};
[[nodiscard]] definition read_definition(pg::oid view);

} // namespace pgt::ext
