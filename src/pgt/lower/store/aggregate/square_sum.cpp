/// The sum of squares, a state of variances.
#include <pgt/lower/store/aggregate/aggregate_states.hpp>

#include <cstddef>
#include <optional>
#include <vector>

namespace pgt::lower {

namespace {
/// What a change adds to the sum.
sql::text summed(const aggregate_call& call, const block& change) {
    auto const x = detail::argument_text(call, change);
    return sql::build("coalesce(sum(CAST({} AS numeric) * {} * {}){}, 0)", x, x, change.weight,
                      detail::filter_clause(call, change, {}));
}

class sum_of_squares final : public aggregate_state {
  public:
    [[nodiscard]] bool can_follow(const aggregate_states&, const aggregate_call& /*call*/) const override {
        return false; // of queries; a variance needs it
    }
    [[nodiscard]] std::vector<aggregate_call> needs(const aggregate_states&,
                                                    const aggregate_call& /*call*/) const override {
        return {};
    }
    [[nodiscard]] bool is_stored() const override { return true; }
    [[nodiscard]] bool may_rescan() const override { return false; }
    [[nodiscard]] std::vector<sql::text> deltas(const aggregate_states& states, std::size_t i,
                                                const block& change) const override {
        return {sql::build("{} AS d{}", summed(states.calls()[i], change), i + 1)};
    }
    [[nodiscard]] std::optional<sql::text> any_delta(const aggregate_states& states, std::size_t i,
                                                     const block& change) const override {
        return sql::build("{} <> 0", summed(states.calls()[i], change));
    }
    [[nodiscard]] sql::text merged(const aggregate_states& states, std::size_t i,
                                   const stored_calls* old) const override {
        auto const sum = old != nullptr ? sql::build("(coalesce({}, 0) + n.d{})", (*old)[i], i + 1)
                                        : sql::build("n.d{}", i + 1);
        return sql::build("CASE WHEN {} > 0 THEN {} END", states.count_after(states.calls()[i], old), sum);
    }
    [[nodiscard]] std::optional<sql::text> rescan(const aggregate_states&, std::size_t /*i*/,
                                                  const stored_calls& /*old*/) const override {
        return std::nullopt;
    }
};
} // namespace

const aggregate_state& square_sum_state() {
    static const sum_of_squares only;
    return only;
}

} // namespace pgt::lower
