/// restrict: the rows whose key is among those that a change touches.
///
///     ... WHERE EXISTS (SELECT FROM change WHERE change.key = key)
///
/// which PostgreSQL turns into a join that starts from the change.  `=` finds no NULLs; where a key may have some, a second term
/// finds the rows with NULLs by hash, and is not even begun when no touched key has one.
#pragma once

#include <pgt/lower/operator/shared.hpp>

#include <dbsp/operator/restrict.hpp>

namespace pgt::lower {

template <>
struct lowering_traits<dbsp::op::restrict<key>>
    : columns_of_first_input, no_keys, no_origins, changes_with_inputs {
    static constexpr cost upkeep = cost::delta;
    static constexpr smallness small = smallness::always;
    static constexpr delta_flow flow = delta_flow::mixed;
    static constexpr linearity linear = linearity::in_none;
    static block sql(relational& r, const use<dbsp::op::restrict<key>>& u);
};

} // namespace pgt::lower
