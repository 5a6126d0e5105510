/// count(*), count(x) and regr_count(y, x): their own states.
#include <pgt/lower/facts/equality.hpp>
#include <pgt/lower/store/aggregate/aggregate_states.hpp>

#include <cstddef>
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

class counted_rows final : public additive_state {
  public:
    [[nodiscard]] bool can_follow(const aggregate_states& states, const aggregate_call& call) const override {
        return call.kind != aggregate_kind::count || states.argument(call).has_value();
    }
    [[nodiscard]] std::vector<aggregate_call> needs(const aggregate_states&,
                                                    const aggregate_call& /*call*/) const override {
        return {};
    }
    [[nodiscard]] sql::text merged(const aggregate_states&, std::size_t i,
                                   const stored_calls* old) const override {
        auto const d = sql::build("n.d{}", i + 1);
        return old != nullptr ? sql::build("({} + {})", (*old)[i], d) : d;
    }

  private:
    [[nodiscard]] sql::text added(const aggregate_states& states, std::size_t i,
                                  const block& change) const override {
        const auto& call = states.calls()[i];
        auto const more =
            call.kind == aggregate_kind::count_rows ? sql::text() : all_there(states, call, change);
        return sql::build("coalesce({}{}, 0)", total_of(change.weight),
                          detail::filter_clause(call, change, more));
    }
};
} // namespace

const aggregate_state& count_state() {
    static const counted_rows only;
    return only;
}

} // namespace pgt::lower
