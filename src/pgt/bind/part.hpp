/// `part`: a part of a FROM clause.
#pragma once

#include "bind/dependent.hpp"

#include <pgt/circuit/functions.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <span>
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
    /// The number of a column that is TRUE in all rows.
    std::optional<std::size_t> presence = {};
};

/// Whether something in a group reads a number for which `is_asked` holds.
template <class Asked> [[nodiscard]] bool reads_any(const join_group& group, const Asked& is_asked) {
    auto const asks = [&](const expression& e) { return std::ranges::any_of(e.columns(), is_asked); };
    auto const subquery = [&](const dependent& d) {
        auto const operands = std::span(d.columns).subspan(d.leaf_width);
        return std::ranges::any_of(d.read, is_asked) || std::ranges::any_of(operands, asks);
    };
    auto const function = [&](const dependent_function& f) {
        return std::ranges::any_of(f.made.functions, asks, &row_function::call);
    };
    return std::ranges::any_of(group.conditions, asks) || std::ranges::any_of(group.dependents, subquery) ||
           std::ranges::any_of(group.functions, function);
}

/// The numbers of the columns that the rows of a group have, without the first ones, those of the row of the query around it.
[[nodiscard]] std::vector<std::size_t> numbers_of(const join_group& group, std::size_t outer_width);

/// The part without the first numbers, those of the row of the query around it, but for those that are kept.
[[nodiscard]] part without_outer(part p, std::size_t outer_width, const std::set<std::size_t>& kept = {});
/// The part with a last column that is TRUE.
[[nodiscard]] part with_presence(part p, std::size_t number);

/// Numbers of columns as expressions over the rows of a part; `width` numbers there are.
[[nodiscard]] std::vector<expression> positions(const part& p, std::size_t width);

/// The part with a column for what is computed.
[[nodiscard]] part plain(part p);

/// The layout of joined rows.
[[nodiscard]] std::vector<std::size_t> concatenated(const part& left, const part& right);

/// Whether a part has all columns that a subquery reads, or is compared with.
[[nodiscard]] bool is_readable(const part& p, const dependent& d);

/// The rows of a part for which all conditions are true.
[[nodiscard]] part filtered(part p, const std::vector<expression>& conditions, std::size_t width);

} // namespace pgt::bind::detail
