/// bit_and(x), bit_or(x) and bit_xor(x): the result, and how many values there are.
///
/// A value combined twice by `#` is gone, so bit_xor follows every change.  bit_and and bit_or follow inserted values; a deleted one
/// may have been the only one that decided a bit, unless it decides none: no bit of it is set for bit_or, none is missing for
/// bit_and.
#include <pgt/lower/store/aggregate/aggregate_states.hpp>

#include <cstddef>
#include <optional>
#include <vector>

namespace pgt::lower {

namespace {
/// Whether values of a type have the same number of bits, so that results can be combined.
bool has_fixed_bits(const bind::type_info& type) {
    return detail::is_integer(type) || type.name.starts_with("bit(");
}

/// What all bit aggregates have in common: they are stored, and NULL where there are no values.
class bit_state : public aggregate_state {
  public:
    [[nodiscard]] bool can_follow(const aggregate_states& states, const aggregate_call& call) const final {
        auto const of = states.argument(call);
        return of && has_fixed_bits(of->type);
    }
    [[nodiscard]] std::vector<aggregate_call> needs(const aggregate_states& states,
                                                    const aggregate_call& call) const final {
        return {states.values_of(call)};
    }
    [[nodiscard]] bool is_stored() const final { return true; }
    [[nodiscard]] std::optional<sql::text> any_delta(const aggregate_states& states, std::size_t i,
                                                     const block& change) const final {
        return sql::build("count({}) > 0", detail::argument_text(states.calls()[i], change));
    }
    [[nodiscard]] sql::text merged(const aggregate_states& states, std::size_t i,
                                   const stored_calls* old) const final {
        const auto& call = states.calls()[i];
        auto const d = sql::build("n.d{}", i + 1);
        auto const combined =
            old != nullptr ? sql::build("coalesce({} {} {}, {}, {})", (*old)[i], sign(call), d, (*old)[i], d)
                           : d;
        return sql::build("CASE WHEN {} > 0 THEN {} END", states.count_after(call, old), combined);
    }

  protected:
    static sql::text sign(const aggregate_call& call) {
        if (call.kind == aggregate_kind::bit_and) { return sql::build("&"); }
        return call.kind == aggregate_kind::bit_or ? sql::build("|") : sql::build("#");
    }
};

class parity final : public bit_state {
  public:
    [[nodiscard]] bool may_rescan() const override { return false; }
    [[nodiscard]] std::vector<sql::text> deltas(const aggregate_states& states, std::size_t i,
                                                const block& change) const override {
        const auto& call = states.calls()[i];
        auto const x = detail::argument_text(call, change);
        return {sql::build("bit_xor(CASE WHEN {} % 2 <> 0 THEN {} ELSE {} # {} END){} AS d{}", change.weight,
                           x, x, x, detail::filter_clause(call, change, {}), i + 1)};
    }
    [[nodiscard]] std::optional<sql::text> rescan(const aggregate_states&, std::size_t /*i*/,
                                                  const stored_calls& /*old*/) const override {
        return std::nullopt;
    }
};

class decided_bits final : public bit_state {
  public:
    [[nodiscard]] bool may_rescan() const override { return true; }
    [[nodiscard]] std::vector<sql::text> deltas(const aggregate_states& states, std::size_t i,
                                                const block& change) const override {
        return detail::of_inserted_and_deleted(states.calls()[i], i, change);
    }
    [[nodiscard]] std::optional<sql::text> rescan(const aggregate_states& states, std::size_t i,
                                                  const stored_calls& old) const override {
        const auto& call = states.calls()[i];
        auto const e = sql::build("n.e{}", i + 1);
        auto const none = sql::build("({} # {})", e, e);
        auto const decides_none = call.kind == aggregate_kind::bit_or ? none : sql::build("(~ {})", none);
        return sql::build("({} > 0 AND {} <> {})", states.count_after(call, &old), e, decides_none);
    }
};
} // namespace

const aggregate_state& bits_state() {
    static const decided_bits only;
    return only;
}

const aggregate_state& bit_parity_state() {
    static const parity only;
    return only;
}

} // namespace pgt::lower
