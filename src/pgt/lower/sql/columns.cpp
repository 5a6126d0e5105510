#include <pgt/lower/sql/columns.hpp>

#include <cstddef>
#include <vector>

namespace pgt::lower::detail {

block filled(block b, const std::vector<bool>& wanted, const row_type& rows) {
    for (std::size_t i = 0; i < b.columns.size(); ++i) {
        auto& column = b.columns[i];
        if (!wanted[i]) {
            column = {};
        } else if (column.text() == sql::build("NULL")) {
            bool const known = i < rows.size() && !rows[i].type.name.empty();
            column.sql = known ? typed_null(rows[i].type) : sql::build("NULL");
        }
    }
    return b;
}

std::vector<sql::text> existing(const block& b) {
    std::vector<sql::text> result;
    for (const auto& column : b.columns) {
        if (column.exists()) { result.push_back(column.sql); }
    }
    return result;
}

std::vector<bool> all_of(std::size_t width) { return std::vector<bool>(width, true); }

} // namespace pgt::lower::detail
