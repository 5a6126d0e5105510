/// sum(x): the sum, and the count of values, which says when it is NULL.  Money is added up as numerics, which do not overflow on the way.
#include <pgt/lower/store/aggregate/aggregate_states.hpp>
#include <pgt/sql/type_name.hpp>

#include <cstddef>
#include <vector>

namespace pgt::lower {

namespace {
bool is_money(const aggregate_states& states, const aggregate_call& call) {
    auto const of = states.argument(call);
    return of && sql::bare_type_name(of->type.name) == "money";
}

class sum_of_values final : public additive_state {
  public:
    [[nodiscard]] bool can_follow(const aggregate_states& states, const aggregate_call& call) const override {
        auto const of = states.argument(call);
        return of && (detail::is_integer(of->type) || is_money(states, call) || states.sums_numeric(call));
    }
    [[nodiscard]] std::vector<aggregate_call> needs(const aggregate_states& states,
                                                    const aggregate_call& call) const override {
        std::vector<aggregate_call> result{states.values_of(call)};
        if (states.sums_numeric(call)) { result.push_back(scale_of(call)); }
        return result;
    }
    [[nodiscard]] sql::text merged(const aggregate_states& states, std::size_t i,
                                   const stored_calls* old) const override {
        auto const count = states.count_after(states.calls()[i], old);
        auto const sum = is_money(states, states.calls()[i]) ? money_after(i, old) : sum_after(i, old);
        auto const& type = states.type_of(i).name;
        auto const of_type = type.empty() ? sum : sql::build("CAST({} AS {})", sum, sql::from_server(type));
        return sql::build("CASE WHEN {} > 0 THEN {} END", count, of_type);
    }

  private:
    static sql::text money_after(std::size_t i, const stored_calls* old) {
        return old != nullptr ? sql::build("(coalesce(CAST({} AS numeric), 0) + n.d{})", (*old)[i], i + 1)
                              : sql::build("n.d{}", i + 1);
    }
    [[nodiscard]] sql::text added(const aggregate_states& states, std::size_t i,
                                  const block& change) const override {
        const auto& call = states.calls()[i];
        auto const x = detail::argument_text(call, change);
        auto const type = states.argument(call).value_or(column_type()).type.name;
        bool const narrow = type == "integer" || type == "smallint";
        // The least bigint has no negative.
        bool const is_wide = type == "bigint" || is_money(states, call);
        auto const term = sql::build("{} * {}", is_wide ? sql::build("{}::numeric", x) : x, change.weight);
        auto const sum = narrow ? total_of(term) : sql::build("sum({})", term);
        return sql::build("coalesce({}{}, 0)", sum, detail::filter_clause(call, change, {}));
    }
};
} // namespace

const aggregate_state& sum_state() {
    static const sum_of_values only;
    return only;
}

} // namespace pgt::lower
