#include "lifecycle/width.hpp"

#include "lifecycle/sqlstates.hpp"

#include <format>

namespace pgt::ext {

void refuse_if_too_wide(const pg::error& failed, const std::string& table) {
    if (failed.sqlstate() != sqlstate::too_many_columns) { return; }
    throw user_error(sqlstate::too_many_columns,
                     std::format("query of stream table \"{}\" has too many columns", table))
        .detail(std::format(
            "A stream table has hidden columns beside those of its query, and the statements that "
            "maintain it have both: {}.",
            failed.what()))
        .hint("Select fewer columns, or create several stream tables that share a key.");
}

} // namespace pgt::ext
