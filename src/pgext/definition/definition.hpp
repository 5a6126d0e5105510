/// The query of a stream table: checked, and kept by the server as a view.
///
/// To the server's dependencies the view is a part of the stream table: renaming what it reads changes nothing, dropping that is
/// refused, or with CASCADE drops the stream table too.
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

/// Creates the view, of the query as it was analysed: nothing is parsed again. Throws `user_error` 0A000 if the query uses temporary
/// objects.
[[nodiscard]] pg::oid create_definition(const std::string& table, std::int64_t id,
                                        const pg::analysed_query& query);

/// What a view made by `create_definition` contains now.
struct definition {
    pg::oid id = pg::no_oid; ///< of the view
    pg::relation_name
        view; ///< its rows are those of the query as it was analysed, whatever its text would mean now
    std::string query; ///< canonical
    std::vector<bind::column_info> columns;
};
[[nodiscard]] definition read_definition(pg::oid view);

} // namespace pgt::ext
