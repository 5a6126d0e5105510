/// sum(x) of intervals: the sum, and the count of values.
///
/// PostgreSQL adds up months, days and the time of intervals, each by itself.  So does this, as whole numbers: an interval times a weight would be
/// rounded.  What is added to an infinite interval is lost, so a group that has one, or had one, is recomputed.
#include <pgt/lower/store/aggregate/aggregate_states.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace pgt::lower {

namespace {
/// A part of an interval as a number, and the unit of that.
struct field {
    sql::pattern<> name; ///< of its column, after d<i + 1>
    std::string_view unit;
    sql::text (*of)(const sql::text& interval);
};

sql::text months_of(const sql::text& x) {
    return sql::build("(extract(year FROM {}) * 12 + extract(month FROM {}))", x, x);
}
sql::text days_of(const sql::text& x) { return sql::build("extract(day FROM {})", x); }
sql::text time_of(const sql::text& x) {
    return sql::build("(extract(hour FROM {}) * 3600000000 + extract(minute FROM {}) * 60000000 + "
                      "extract(microsecond FROM {}))",
                      x, x, x);
}

const std::array<field, 3>& fields() {
    static const std::array<field, 3> all{
        {{"months", " months", months_of}, {"days", " days", days_of}, {"time", " microseconds", time_of}}};
    return all;
}

/// What a change adds.
sql::text added(std::size_t i) {
    return sql::join(fields(), " + ", [i](const field& one) {
        return sql::build("CAST(n.d{}{} || {} AS interval)", i + 1, sql::build(one.name),
                          sql::literal{one.unit});
    });
}

class sum_of_intervals final : public aggregate_state {
  public:
    [[nodiscard]] bool can_follow(const aggregate_states& states, const aggregate_call& call) const override {
        return states.sums_interval(call);
    }
    [[nodiscard]] std::vector<aggregate_call> needs(const aggregate_states& states,
                                                    const aggregate_call& call) const override {
        return {states.values_of(call)};
    }
    [[nodiscard]] bool is_stored() const override { return true; }
    [[nodiscard]] bool may_rescan() const override { return true; }
    [[nodiscard]] std::vector<sql::text> deltas(const aggregate_states& states, std::size_t i,
                                                const block& change) const override {
        const auto& call = states.calls()[i];
        auto const x = detail::argument_text(call, change);
        auto const filter = detail::filter_clause(call, change, {});
        std::vector<sql::text> result;
        for (const field& one : fields()) {
            result.push_back(sql::build("coalesce(sum({} * {}){}, 0) AS d{}{}", one.of(x), change.weight,
                                        filter, i + 1, sql::build(one.name)));
        }
        result.push_back(sql::build("coalesce(bool_or(NOT isfinite({})){}, false) AS e{}", x, filter, i + 1));
        return result;
    }
    [[nodiscard]] std::optional<sql::text> any_delta(const aggregate_states& states, std::size_t i,
                                                     const block& change) const override {
        return sql::build("count({}) > 0", detail::argument_text(states.calls()[i], change));
    }
    [[nodiscard]] sql::text merged(const aggregate_states& states, std::size_t i,
                                   const stored_calls* old) const override {
        auto const sum = old != nullptr ? sql::build("coalesce({}, CAST({} AS interval)) + {}", (*old)[i],
                                                     sql::literal{"0"}, added(i))
                                        : added(i);
        return sql::build("CASE WHEN {} > 0 THEN ({}) END", states.count_after(states.calls()[i], old), sum);
    }
    [[nodiscard]] std::optional<sql::text> rescan(const aggregate_states& /*states*/, std::size_t i,
                                                  const stored_calls& old) const override {
        return sql::build("(n.e{} OR coalesce(NOT isfinite({}), false))", i + 1, old[i]);
    }
};
} // namespace

const aggregate_state& interval_sum_state() {
    static const sum_of_intervals only;
    return only;
}

} // namespace pgt::lower
