#include "lifecycle/width.hpp"

#include "lifecycle/sqlstates.hpp"

#include <format>

namespace pgt::ext {
namespace {

/// Statements that maintain a table have its columns twice, and the server's limit is that of 1,664.
constexpr std::size_t always_possible = 800;

} // namespace

void refuse_if_too_wide(const pg::error& failed, const wide_query& query) {
    if (failed.sqlstate() != sqlstate::too_many_columns || query.columns <= always_possible) { return; }
    throw user_error(sqlstate::too_many_columns,
                     std::format("query of stream table \"{}\" has too many columns", query.table))
        .detail(std::format("It has {}, and a stream table has hidden columns beside them: {}.",
                            query.columns, failed.what()))
        .hint("Select fewer columns, or create several stream tables that share a key.");
}

} // namespace pgt::ext
