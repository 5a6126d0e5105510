/// `part`: a part of a FROM clause.
#pragma once

#include "bind/dependent.hpp"

#include <pgt/circuit/functions.hpp>

#include <cstddef>
#include <map>
#include <vector>

namespace pgt::bind::detail {

/// A part of a FROM clause as a circuit, with the number of each column of its rows.
struct part {
    circuit rows;
    std::vector<std::size_t> layout;
    bool recursive = false;
    /// What stands for a number instead of its column: an expression over the rows.
    std::map<std::size_t, expression> computed = {};
};

/// An item of FROM made of functions that are called with columns of other items, which it adds columns to.
struct dependent_function {
    function_rows made; ///< over the numbers of columns
    std::vector<std::size_t> added;
    int at = -1;
};

/// Parts joined by inner joins, in any order, then with subqueries in theirs, under conditions over the numbers of their columns.
struct join_group {
    std::vector<part> parts = {};
    std::vector<dependent> dependents = {};
    std::vector<expression> conditions = {};
    std::vector<dependent_function> functions = {};
};

/// Numbers of columns as expressions over the rows of a part; `width` numbers there are.
[[nodiscard]] std::vector<expression> positions(const part& p, std::size_t width);

/// The part with a column for what is computed.
[[nodiscard]] part plain(part p);

/// The layout of joined rows.
[[nodiscard]] std::vector<std::size_t> concatenated(const part& left, const part& right);

/// The rows of a part for which all conditions are true.
[[nodiscard]] part filtered(part p, const std::vector<expression>& conditions, std::size_t width);

} // namespace pgt::bind::detail
