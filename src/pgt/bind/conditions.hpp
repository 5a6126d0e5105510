/// Conditions of WHERE and ON: the operands of their ANDs, and those that concern some columns only.
#pragma once

#include <pgt/expr/list.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace pgt::bind::detail {

/// The conditions, one operand of AND each; those that are always true are none.
[[nodiscard]] std::vector<expression> conjuncts(const std::vector<expression>& conditions);

/// Whether all columns that an expression reads are in the layout.
[[nodiscard]] bool reads_only(const expression& e, const std::vector<std::size_t>& layout);

/// Removes the conditions for which `wanted` is true from a list, and returns them.
template <class Wanted>
std::vector<expression> take(std::vector<expression>& conditions, const Wanted& wanted) {
    auto const taken =
        std::ranges::stable_partition(conditions, [&](const expression& e) { return !wanted(e); });
    std::vector<expression> result(taken.begin(), taken.end());
    conditions.erase(taken.begin(), taken.end());
    return result;
}

/// Removes the conditions that read columns of this layout only, and some.
[[nodiscard]] std::vector<expression> take_filters(std::vector<expression>& conditions,
                                                   const std::vector<std::size_t>& layout);

} // namespace pgt::bind::detail
