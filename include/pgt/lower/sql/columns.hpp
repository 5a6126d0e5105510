/// The columns of blocks that are there, and those that have to be.
#pragma once

#include <pgt/lower/facts/typing.hpp>
#include <pgt/lower/sql/block.hpp>

namespace pgt::lower::detail {
/// The block with NULLs of a type where it has a bare NULL or nothing and another term has something.
block filled(block b, const std::vector<bool>& wanted, const row_type& rows);
/// The columns that are there, as they are called in a subquery.
std::vector<sql::text> existing(const block& b);
/// All columns of rows that have so many.
std::vector<bool> all_of(std::size_t width);
/// Whether every column that is there satisfies `property`.
template <class Property> bool all_columns(const block& b, const row_type& rows, Property property) {
    for (std::size_t i = 0; i < b.columns.size(); ++i) {
        if (b.columns[i].exists() && !property(rows.at(i))) { return false; }
    }
    return true;
}

} // namespace pgt::lower::detail
