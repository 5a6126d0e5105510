/// min(x) and max(x): the extremum; a group is recomputed when its extremum is deleted.
#include <pgt/lower/facts/equality.hpp>
#include <pgt/lower/store/aggregate/aggregate_states.hpp>

#include <cstddef>
#include <optional>
#include <vector>

namespace pgt::lower {

namespace {
class extremum final : public aggregate_state {
  public:
    [[nodiscard]] bool can_follow(const aggregate_states& states, const aggregate_call& call) const override {
        auto const of = states.argument(call);
        return of && looks_equal(*of);
    }
    [[nodiscard]] std::vector<aggregate_call> needs(const aggregate_states&,
                                                    const aggregate_call& /*call*/) const override {
        return {};
    }
    [[nodiscard]] bool is_stored() const override { return true; }
    [[nodiscard]] bool may_rescan() const override { return true; }
    [[nodiscard]] std::vector<sql::text> deltas(const aggregate_states& states, std::size_t i,
                                                const block& change) const override {
        return detail::of_inserted_and_deleted(states.calls()[i], i, change);
    }
    [[nodiscard]] std::optional<sql::text> any_delta(const aggregate_states& states, std::size_t i,
                                                     const block& change) const override {
        return sql::build("count({}) > 0", detail::argument_text(states.calls()[i], change));
    }
    [[nodiscard]] sql::text merged(const aggregate_states& states, std::size_t i,
                                   const stored_calls* old) const override {
        auto const d = sql::build("n.d{}", i + 1);
        if (old == nullptr) { return d; }
        bool const is_least = states.calls()[i].kind == aggregate_kind::min;
        return is_least ? sql::build("least({}, {})", (*old)[i], d)
                        : sql::build("greatest({}, {})", (*old)[i], d);
    }
    [[nodiscard]] std::optional<sql::text> rescan(const aggregate_states& states, std::size_t i,
                                                  const stored_calls& old) const override {
        bool const is_greatest = states.calls()[i].kind == aggregate_kind::max;
        auto const beyond = is_greatest ? sql::build(">=") : sql::build("<=");
        return sql::build("(n.e{} IS NOT NULL AND ({} IS NULL OR n.e{} {} {}))", i + 1, old[i], i + 1, beyond,
                          old[i]);
    }
};
} // namespace

const aggregate_state& extremum_state() {
    static const extremum only;
    return only;
}

} // namespace pgt::lower
