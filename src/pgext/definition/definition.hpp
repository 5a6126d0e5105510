/// The query of a stream table: checked, and kept by the server as a view.
///
/// The view is a part of the stream table, for the server's dependencies: renaming what it reads changes nothing,
/// dropping that is refused, or with CASCADE takes the stream table along.
#pragma once

#include "catalog/store.hpp"
#include "pg/query/analysis.hpp"

#include <pgt/bind/catalog.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace pgt::ext {

/// Analyses a query under the caller's search_path and rights, restricted. Throws `user_error` for what no stream table can be
/// defined by, and `error` for what the server finds wrong.
[[nodiscard]] pg::analysed_query checked_query(const std::string& text);

/// Makes the view: of the query as it was analysed, of which nothing is parsed again. Throws `user_error` 0A000 if the query depends
/// on what goes with the session.
[[nodiscard]] pg::oid create_definition(const std::string& table, std::int64_t id,
                                        const pg::analysed_query& query);

/// What a view made by `create_definition` says now.
struct definition {
    pg::relation_name
        view;          ///< whose rows are always those that the author meant, whatever can be said in SQL
    std::string query; ///< canonical
    std::vector<bind::column_info> columns;
};
[[nodiscard]] definition read_definition(pg::oid view);

} // namespace pgt::ext
