/// Variances and standard deviations of integers and numerics: computed from how many values there are, their sum, and the sum of
/// their squares, as PostgreSQL computes them.
#include <pgt/lower/store/aggregate/aggregate_states.hpp>

#include <cstddef>
#include <vector>

namespace pgt::lower {

namespace {

class deviation final : public computed_state {
  public:
    [[nodiscard]] bool can_follow(const aggregate_states& states, const aggregate_call& call) const override {
        return sum_state().can_follow(states, call);
    }
    [[nodiscard]] std::vector<aggregate_call> needs(const aggregate_states& states,
                                                    const aggregate_call& call) const override {
        std::vector<aggregate_call> result{sum_behind(call), squares_of(call), states.values_of(call)};
        if (states.sums_numeric(call)) { result.push_back(scale_of(call)); }
        return result;
    }
    [[nodiscard]] sql::text merged(const aggregate_states& states, std::size_t i,
                                   const stored_calls* old) const override {
        const auto& call = states.calls()[i];
        auto const total = [&](const aggregate_call& of) { return states.merged(states.index_of(of), old); };
        using enum aggregate_kind;
        bool const is_variance = call.kind == var_pop || call.kind == var_samp;
        bool const is_sample = call.kind == var_samp || call.kind == stddev_samp;
        auto const function =
            is_variance ? sql::build("pgtrickle.variance_of") : sql::build("pgtrickle.deviation_of");
        return sql::build("{}({}, {}, {}, {})", function, states.count_after(call, old),
                          total(sum_behind(call)), total(squares_of(call)),
                          is_sample ? sql::build("true") : sql::build("false"));
    }
};
} // namespace

const aggregate_state& deviation_state() {
    static const deviation only;
    return only;
}

} // namespace pgt::lower
