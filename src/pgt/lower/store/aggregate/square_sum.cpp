/// The sum of squares, a state of variances.
#include <pgt/lower/store/aggregate/aggregate_states.hpp>

#include <cstddef>
#include <vector>

namespace pgt::lower {

namespace {
class sum_of_squares final : public additive_state {
  public:
    [[nodiscard]] bool can_follow(const aggregate_states&, const aggregate_call& /*call*/) const override {
        return false; // of queries; a variance needs it
    }
    [[nodiscard]] std::vector<aggregate_call> needs(const aggregate_states&,
                                                    const aggregate_call& /*call*/) const override {
        return {};
    }
    [[nodiscard]] sql::text merged(const aggregate_states& states, std::size_t i,
                                   const stored_calls* old) const override {
        auto const sum = sum_after(i, old);
        return sql::build("CASE WHEN {} > 0 THEN {} END", states.count_after(states.calls()[i], old), sum);
    }

  private:
    [[nodiscard]] sql::text added(const aggregate_states& states, std::size_t i,
                                  const block& change) const override {
        const auto& call = states.calls()[i];
        auto const x = detail::argument_text(call, change);
        return sql::build("coalesce(sum(CAST({} AS numeric) * {} * {}){}, 0)", x, x, change.weight,
                          detail::filter_clause(call, change, {}));
    }
};
} // namespace

const aggregate_state& square_sum_state() {
    static const sum_of_squares only;
    return only;
}

} // namespace pgt::lower
