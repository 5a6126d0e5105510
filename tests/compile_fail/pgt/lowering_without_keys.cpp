// An operator whose traits lack a part is refused, with a sentence that says which.
// expect: lowering_traits: no `keys` says which keys the rows of this operator have
#include <pgt/lower/operator/shared.hpp>

namespace {
struct made_up {
    using algebra = dbsp::linear;
    static constexpr auto name = "made_up";
};
} // namespace

namespace pgt::lower {
template <>
struct lowering_traits<made_up> : columns_of_first_input,
#ifdef POSITIVE_CONTROL
                                  keys_of_first_input,
#endif
                                  origins_of_first_input,
                                  changes_with_inputs {
    static constexpr cost upkeep = cost::delta;
    static constexpr smallness small = smallness::with_all_inputs;
    static constexpr delta_flow flow = delta_flow::row_by_row;
    static constexpr linearity linear = linearity::in_all;
    static block sql(relational& r, const use<made_up>& u);
};
} // namespace pgt::lower

static_assert(pgt::lower::has_all_parts<made_up>());
