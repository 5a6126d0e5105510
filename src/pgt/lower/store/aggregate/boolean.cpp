/// bool_and(x) and bool_or(x): computed from how often x is true, and how often it is false.
#include <pgt/lower/store/aggregate/aggregate_states.hpp>

#include <cstddef>
#include <vector>

namespace pgt::lower {

namespace {
/// How often the argument of a call is true, or false.
aggregate_call times(const aggregate_call& call, bool is_true) {
    auto const test = is_true ? sql::build(" IS TRUE OR NULL)") : sql::build(" IS FALSE OR NULL)");
    return count_of(expression::call(operation::server, {sql::build("("), test}, {call.call.args()[0]}),
                    call.filter);
}

class truth final : public computed_state {
  public:
    [[nodiscard]] bool can_follow(const aggregate_states& states, const aggregate_call& call) const override {
        return states.argument(call).has_value();
    }
    [[nodiscard]] std::vector<aggregate_call> needs(const aggregate_states&,
                                                    const aggregate_call& call) const override {
        return {times(call, true), times(call, false)};
    }
    [[nodiscard]] sql::text merged(const aggregate_states& states, std::size_t i,
                                   const stored_calls* old) const override {
        const auto& call = states.calls()[i];
        auto const t = states.merged(states.index_of(times(call, true)), old);
        auto const f = states.merged(states.index_of(times(call, false)), old);
        return call.kind == aggregate_kind::bool_and
                   ? sql::build("CASE WHEN {} > 0 THEN false WHEN {} > 0 THEN true END", f, t)
                   : sql::build("CASE WHEN {} > 0 THEN true WHEN {} > 0 THEN false END", t, f);
    }
};
} // namespace

const aggregate_state& boolean_state() {
    static const truth only;
    return only;
}

} // namespace pgt::lower
