/// avg(x): computed from sum(x) and count(x).
#include <pgt/lower/store/aggregate/aggregate_states.hpp>

#include <cstddef>
#include <vector>

namespace pgt::lower {

namespace {

class average final : public computed_state {
  public:
    [[nodiscard]] bool can_follow(const aggregate_states& states, const aggregate_call& call) const override {
        return states.sums_interval(call) || sum_state().can_follow(states, call);
    }
    [[nodiscard]] std::vector<aggregate_call> needs(const aggregate_states& states,
                                                    const aggregate_call& call) const override {
        std::vector<aggregate_call> result{sum_behind(call), states.values_of(call)};
        if (states.sums_numeric(call)) { result.push_back(scale_of(call)); }
        return result;
    }
    [[nodiscard]] sql::text merged(const aggregate_states& states, std::size_t i,
                                   const stored_calls* old) const override {
        const auto& call = states.calls()[i];
        auto const sum = states.merged(states.index_of(sum_behind(call)), old);
        auto const count = states.count_after(call, old);
        // NULL / 0 is NULL
        return states.sums_interval(call) ? sql::build("({} / {}::float8)", sum, count)
                                          : sql::build("({}::numeric / {}::numeric)", sum, count);
    }
};
} // namespace

const aggregate_state& avg_state() {
    static const average only;
    return only;
}

} // namespace pgt::lower
