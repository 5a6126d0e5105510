/// count(*), count(x) and regr_count(y, x): their own states.
#include <pgt/lower/facts/equality.hpp>
#include <pgt/lower/store/aggregate/aggregate_states.hpp>

#include <cstddef>
#include <optional>
#include <vector>

namespace pgt::lower {

namespace {
/// All arguments are there: those of the call that are columns, by their types.
sql::text all_there(const aggregate_states& states, const aggregate_call& call, const block& change) {
    auto const in = change.texts();
    return sql::join(call.call.args(), " AND ", [&](const expression& argument) {
        return is_not_null(states.type_of(argument).value_or(column_type()).type, argument.print(in));
    });
}

/// How many rows, values or pairs a change brings.
sql::text counted(const aggregate_states& states, std::size_t i, const block& change) {
    const auto& call = states.calls()[i];
    auto const more = call.kind == aggregate_kind::count_rows ? sql::text() : all_there(states, call, change);
    return sql::build("coalesce({}{}, 0)", total_of(change.weight),
                      detail::filter_clause(call, change, more));
}

class counted_rows final : public aggregate_state {
  public:
    [[nodiscard]] bool can_follow(const aggregate_states& states, const aggregate_call& call) const override {
        return call.kind != aggregate_kind::count || states.argument(call).has_value();
    }
    [[nodiscard]] std::vector<aggregate_call> needs(const aggregate_states&,
                                                    const aggregate_call& /*call*/) const override {
        return {};
    }
    [[nodiscard]] bool is_stored() const override { return true; }
    [[nodiscard]] bool may_rescan() const override { return false; }
    [[nodiscard]] std::vector<sql::text> deltas(const aggregate_states& states, std::size_t i,
                                                const block& change) const override {
        return {sql::build("{} AS d{}", counted(states, i, change), i + 1)};
    }
    [[nodiscard]] std::optional<sql::text> any_delta(const aggregate_states& states, std::size_t i,
                                                     const block& change) const override {
        return sql::build("{} <> 0", counted(states, i, change));
    }
    [[nodiscard]] sql::text merged(const aggregate_states&, std::size_t i,
                                   const stored_calls* old) const override {
        auto const d = sql::build("n.d{}", i + 1);
        return old != nullptr ? sql::build("({} + {})", (*old)[i], d) : d;
    }
    [[nodiscard]] std::optional<sql::text> rescan(const aggregate_states&, std::size_t /*i*/,
                                                  const stored_calls& /*old*/) const override {
        return std::nullopt;
    }
};
} // namespace

const aggregate_state& count_state() {
    static const counted_rows only;
    return only;
}

} // namespace pgt::lower
