/// The columns of blocks that are there, and those that have to be.
#pragma once

#include <pgt/lower/block.hpp>
#include <pgt/lower/typing.hpp>

namespace pgt::lower {

namespace detail {
/// The block with NULLs of a type where it has a bare NULL or nothing and another term has something.
inline block filled(block b, const std::vector<bool>& wanted, const row_type& rows) {
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
/// The columns that are there, as they are called in a subquery.
inline std::vector<sql::text> existing(const block& b) {
    std::vector<sql::text> result;
    for (const auto& column : b.columns) {
        if (column.exists()) { result.push_back(column.sql); }
    }
    return result;
}
/// Whether every column that is there satisfies `property`.
template <class Property> bool all_columns(const block& b, const row_type& rows, Property property) {
    for (std::size_t i = 0; i < b.columns.size(); ++i) {
        if (b.columns[i].exists() && !property(rows.at(i))) { return false; }
    }
    return true;
}
} // namespace detail

} // namespace pgt::lower
