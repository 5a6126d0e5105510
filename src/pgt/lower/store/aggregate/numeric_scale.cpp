/// pgtrickle.scale_count(x): the greatest scale among numerics, and how many have it, a state of their sum.
#include <pgt/lower/store/aggregate/aggregate_states.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace pgt::lower {

namespace {
/// The scales that a change brings.
sql::text counted(const aggregate_call& call, const block& change) {
    return sql::build("pgtrickle.scale_count({}, {}){}", detail::argument_text(call, change), change.weight,
                      detail::filter_clause(call, change, {}));
}
sql::text added(std::size_t i, const stored_calls* old) {
    return sql::build("pgtrickle.scale_count_add({}, n.d{})", old != nullptr ? (*old)[i] : sql::build("NULL"),
                      i + 1);
}

class numeric_scale final : public aggregate_state {
  public:
    [[nodiscard]] bool can_follow(const aggregate_states&, const aggregate_call& /*call*/) const override {
        return false; // of queries; a sum needs it
    }
    [[nodiscard]] std::vector<aggregate_call> needs(const aggregate_states&,
                                                    const aggregate_call& /*call*/) const override {
        return {};
    }
    [[nodiscard]] bool is_stored() const override { return true; }
    [[nodiscard]] bool may_rescan() const override { return true; }
    [[nodiscard]] std::vector<sql::text> deltas(const aggregate_states& states, std::size_t i,
                                                const block& change) const override {
        return {sql::build("{} AS d{}", counted(states.calls()[i], change), i + 1)};
    }
    [[nodiscard]] std::optional<sql::text> any_delta(const aggregate_states& states, std::size_t i,
                                                     const block& change) const override {
        // The count is in the lower 48 bits.
        return sql::build("coalesce({}, 0) % {} <> 0", counted(states.calls()[i], change),
                          std::int64_t{1} << 48);
    }
    [[nodiscard]] sql::text merged(const aggregate_states& states, std::size_t i,
                                   const stored_calls* old) const override {
        return sql::build("CASE WHEN {} > 0 THEN {} END", states.count_after(states.calls()[i], old),
                          added(i, old));
    }
    [[nodiscard]] std::optional<sql::text> rescan(const aggregate_states& states, std::size_t i,
                                                  const stored_calls& old) const override {
        return sql::build("({} > 0 AND {} IS NULL)", states.count_after(states.calls()[i], &old),
                          added(i, &old));
    }
};
} // namespace

const aggregate_state& numeric_scale_state() {
    static const numeric_scale only;
    return only;
}

} // namespace pgt::lower
