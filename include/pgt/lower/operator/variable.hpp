/// variable: the iterate of the recursion that it stands in.
/// import: an input of that recursion.  Rows of a state before a change are brought together first: the recursion must not follow rows
/// that are gone.
#pragma once

#include <pgt/lower/operator/shared.hpp>

#include <dbsp/operator/variable.hpp>

namespace pgt::lower {

template <> struct lowering_traits<variable_operator> : no_keys, no_origins, changes_with_inputs {
    static constexpr cost upkeep = cost::delta;
    static constexpr smallness small = smallness::never;
    static constexpr delta_flow flow = delta_flow::mixed;
    static constexpr linearity linear = linearity::in_all;
    static row_type types(typing& t, const use<variable_operator>& u);
    static std::vector<sql::text> names(column_names& n, const use<variable_operator>& u);
    static block sql(relational& r, const use<variable_operator>& u);
};

template <> struct lowering_traits<import_operator> : no_keys, no_origins, changes_with_inputs {
    static constexpr cost upkeep = cost::delta;
    static constexpr smallness small = smallness::never;
    static constexpr delta_flow flow = delta_flow::mixed;
    static constexpr linearity linear = linearity::in_all;
    static row_type types(typing& t, const use<import_operator>& u);
    static std::vector<sql::text> names(column_names& n, const use<import_operator>& u);
    static block sql(relational& r, const use<import_operator>& u);
};

} // namespace pgt::lower
