/// `tracked`: aggregates that follow changes by a state in the stream table, without looking at the rows of their group.
///
/// Every state is an aggregate itself, so filling a table computes states as it computes results, and a state that the query shows
/// anyway takes no column of its own.
///
///     count(x)       its own state                                       n + dn
///     sum(x)         the sum, and count(x), which says when it is NULL   s + ds
///     avg(x)         sum(x) and count(x)                                 (s + ds) / (n + dn)
///     bool_and(x)    how often x is true, and false
///     min(x), max(x) the extremum: the lesser of it and of what comes; a group is computed anew when its extremum goes
///
/// Sums of integers and numerics are undone exactly by subtraction; those of floating point are not, and their groups are computed
/// anew.  The sum of numerics shows as many digits as its longest term, so a second state, pgtrickle.scale_count, knows that term's
/// scale and how many there are; a group is computed anew when the last of them goes, or NaN or an infinity is about.
#pragma once

#include <pgt/lower/equality.hpp>
#include <pgt/lower/operator/aggregate.hpp>
#include <pgt/lower/shape.hpp>

#include <optional>
#include <string>
#include <vector>

namespace pgt::lower {

namespace detail {
inline bool is_integer(const bind::type_info& type) {
    return type.name == "smallint" || type.name == "integer" || type.name == "bigint";
}
inline bool is_numeric(const bind::type_info& type) { return type.name.starts_with("numeric"); }

inline aggregate_call make_call(aggregate_kind kind, sql::pattern<> open, const expression& argument,
                                std::optional<expression> filter) {
    return {kind, expression::call(operation::server, {sql::build(open), sql::build(")")}, {argument}),
            std::move(filter)};
}
inline aggregate_call count_of(const expression& argument, const std::optional<expression>& filter) {
    return make_call(aggregate_kind::count, "count(", argument, filter);
}
inline aggregate_call sum_of(const expression& argument, const std::optional<expression>& filter) {
    return make_call(aggregate_kind::sum, "sum(", argument, filter);
}
inline aggregate_call count_of_rows() {
    return {
        aggregate_kind::count_rows, expression::call(operation::server, {sql::build("count(*)")}, {}), {}};
}
/// The greatest scale among the arguments of a sum of numerics.
inline aggregate_call scale_of(const aggregate_call& sum) {
    auto const x = sum.call.args()[0];
    return {
        aggregate_kind::other,
        expression::call(operation::server, {sql::build("pgtrickle.scale_count("), sql::build(", 1)")}, {x}),
        sum.filter};
}
inline expression is_what(const expression& argument, bool truth) {
    auto const test = truth ? sql::build(" IS TRUE OR NULL)") : sql::build(" IS FALSE OR NULL)");
    return expression::call(operation::server, {sql::build("("), test}, {argument});
}
} // namespace detail

/// The states of a grouped query: the calls it has and those that it needs beside them.
class tracked {
  public:
    /// The states of a query; none where some aggregate has to see the rows of its group.
    static std::optional<tracked> of(const grouped_query& q, typing& types) {
        tracked result(q, types.of(q.in));
        auto const keys = types.of_expressions(q.group.columns(), result.rows_);
        if (q.having || !std::ranges::all_of(keys, looks_equal)) { return std::nullopt; }
        for (const auto& call : q.calls) {
            if (!result.can_track(call)) { return std::nullopt; }
            result.need_all(call);
        }
        result.need(detail::count_of_rows());
        auto groups = q;
        groups.calls = result.calls_;
        groups.columns = detail::columns_from(q.group.columns().size() + groups.calls.size());
        result.groups_ = types.of(circuit_of(groups, q.in));
        return result;
    }

    /// All calls: those of the query, in their order, then the states it doesn't show.
    [[nodiscard]] const std::vector<aggregate_call>& calls() const { return calls_; }
    /// Whether some change makes a group be computed anew.
    [[nodiscard]] bool may_rescan() const { return std::ranges::any_of(calls_, rescans); }

    /// `d`: what a change (its rows weighted) brings to each call, as columns d1, d2, ...; extremes have a second one, e1, of what goes.
    [[nodiscard]] std::vector<sql::text> deltas(const block& change) const {
        std::vector<sql::text> result;
        for (std::size_t i = 0; i < calls_.size(); ++i) {
            const auto& call = calls_[i];
            if (is_extreme(call)) {
                result.push_back(sql::build("{} AS d{}", extreme(call, change, " > 0"), i + 1));
                result.push_back(sql::build("{} AS e{}", extreme(call, change, " < 0"), i + 1));
            } else if (is_scale(call)) {
                result.push_back(sql::build("{} AS d{}", scale_change(call, change), i + 1));
            } else if (is_stored(call)) {
                result.push_back(sql::build("{} AS d{}", weighted_sum(call, change), i + 1));
            }
        }
        return result;
    }
    /// Whether `d` brings anything at all.
    [[nodiscard]] sql::text any_delta(const block& change) const {
        std::vector<sql::text> parts;
        for (const auto& call : calls_) {
            if (is_extreme(call)) {
                parts.push_back(sql::build("count({}) > 0", call.call.args()[0].print(change.texts())));
            } else if (is_scale(call)) {
                // The count is in the lower 48 bits.
                parts.push_back(sql::build("coalesce({}, 0) % {} <> 0", scale_change(call, change),
                                           std::int64_t{1} << 48));
            } else if (is_stored(call)) {
                parts.push_back(sql::build("{} <> 0", weighted_sum(call, change)));
            }
        }
        return sql::join(parts, " OR ");
    }

    /// Call `i` after the change: `old` is what is stored of each call, `d` and `e` the delta's columns; no `old` for a new group.
    [[nodiscard]] sql::text merged(std::size_t i, const std::vector<sql::text>* old) const {
        const auto& call = calls_[i];
        auto const d = sql::build("n.d{}", i + 1);
        switch (call.kind) {
        case aggregate_kind::count:
        case aggregate_kind::count_rows: return old ? sql::build("({} + {})", (*old)[i], d) : d;
        case aggregate_kind::sum: return merged_sum(i, old);
        case aggregate_kind::min: return old ? sql::build("least({}, {})", (*old)[i], d) : d;
        case aggregate_kind::max: return old ? sql::build("greatest({}, {})", (*old)[i], d) : d;
        default: return is_scale(call) ? merged_scale(i, old) : computed(i, old);
        }
    }
    /// Whether the group has to be computed anew, given what is stored of it; counts are 0 where nothing is.
    [[nodiscard]] sql::text rescan(std::vector<sql::text> old) const {
        for (std::size_t i = 0; i < calls_.size(); ++i) {
            bool const counts =
                calls_[i].kind == aggregate_kind::count || calls_[i].kind == aggregate_kind::count_rows;
            if (counts) { old[i] = sql::build("coalesce({}, 0)", old[i]); }
        }
        std::vector<sql::text> conditions;
        for (std::size_t i = 0; i < calls_.size(); ++i) {
            const auto& call = calls_[i];
            if (is_extreme(call)) {
                auto const beyond = call.kind == aggregate_kind::max ? sql::build(">=") : sql::build("<=");
                conditions.push_back(sql::build("(n.e{} IS NOT NULL AND ({} IS NULL OR n.e{} {} {}))", i + 1,
                                                old[i], i + 1, beyond, old[i]));
            } else if (is_scale(call)) {
                conditions.push_back(
                    sql::build("({} > 0 AND {} IS NULL)", count_after(call, &old), added_scale(i, &old)));
            }
        }
        return conditions.empty() ? sql::build("false") : sql::join(conditions, " OR ");
    }
    /// The place of the count of all rows.
    [[nodiscard]] std::size_t group_count() const { return index_of(detail::count_of_rows()); }
    /// Whether a call is kept in the table: avg and bool_and are computed from others.
    [[nodiscard]] static bool is_stored(const aggregate_call& call) {
        return call.kind != aggregate_kind::avg && call.kind != aggregate_kind::bool_and &&
               call.kind != aggregate_kind::bool_or;
    }

  private:
    tracked(const grouped_query& q, row_type rows) : calls_(q.calls), rows_(std::move(rows)) {}

    static bool is_extreme(const aggregate_call& call) {
        return call.kind == aggregate_kind::min || call.kind == aggregate_kind::max;
    }
    /// What is known of the argument of a call, which is a column of the rows.
    [[nodiscard]] std::optional<column_type> argument(const aggregate_call& call) const {
        auto const column = call.call.args().empty() ? std::nullopt : call.call.args()[0].as_column();
        return column ? std::optional(rows_.at(*column)) : std::nullopt;
    }
    [[nodiscard]] bool sums_numeric(const aggregate_call& call) const {
        auto const of = argument(call);
        return of && detail::is_numeric(of->type);
    }
    static bool rescans(const aggregate_call& call) { return is_extreme(call) || is_scale(call); }
    static bool is_scale(const aggregate_call& call) {
        return call.kind == aggregate_kind::other && call.call.args().size() == 1 &&
               call.call == detail::scale_of(call).call;
    }
    [[nodiscard]] bool can_track(const aggregate_call& call) const {
        auto const of = argument(call);
        switch (call.kind) {
        case aggregate_kind::count_rows: return true;
        case aggregate_kind::count:
        case aggregate_kind::bool_and:
        case aggregate_kind::bool_or: return of.has_value();
        case aggregate_kind::sum:
        case aggregate_kind::avg: return of && (detail::is_integer(of->type) || sums_numeric(call));
        case aggregate_kind::min:
        case aggregate_kind::max: return of && looks_equal(*of);
        default: return false;
        }
    }

    /// The number of values that a call is over.
    [[nodiscard]] aggregate_call values_of(const aggregate_call& call) const {
        auto const of = argument(call);
        bool const all = of && !of->nullable && !call.filter;
        return all ? detail::count_of_rows() : detail::count_of(call.call.args()[0], call.filter);
    }
    [[nodiscard]] static aggregate_call sum_behind(const aggregate_call& call) {
        return detail::sum_of(call.call.args()[0], call.filter);
    }
    [[nodiscard]] static aggregate_call times(const aggregate_call& call, bool truth) {
        return detail::count_of(detail::is_what(call.call.args()[0], truth), call.filter);
    }
    /// Whether two calls compute the same, however they are written.
    [[nodiscard]] static bool same_call(const aggregate_call& a, const aggregate_call& b) {
        if (a.kind == aggregate_kind::other || a.kind != b.kind) { return a == b; }
        return std::ranges::equal(a.call.args(), b.call.args()) && a.filter == b.filter;
    }
    [[nodiscard]] auto find(const aggregate_call& call) const {
        return std::ranges::find_if(calls_, [&](const auto& known) { return same_call(known, call); });
    }
    void need(const aggregate_call& call) {
        if (find(call) == calls_.end()) { calls_.push_back(call); }
    }
    void need_all(const aggregate_call& call) {
        switch (call.kind) {
        case aggregate_kind::avg: need(sum_behind(call)); [[fallthrough]];
        case aggregate_kind::sum:
            need(values_of(call));
            if (sums_numeric(call)) { need(detail::scale_of(call)); }
            break;
        case aggregate_kind::bool_and:
        case aggregate_kind::bool_or:
            need(times(call, true));
            need(times(call, false));
            break;
        default: break;
        }
    }
    [[nodiscard]] std::size_t index_of(const aggregate_call& call) const {
        auto const found = find(call);
        if (found == calls_.end()) { throw std::logic_error("tracked: a state is missing"); }
        return static_cast<std::size_t>(found - calls_.begin());
    }

    [[nodiscard]] static sql::text filtered(const aggregate_call& call, const block& change,
                                            const sql::text& more) {
        std::vector<sql::text> conditions;
        if (call.filter) { conditions.push_back(call.filter->print(change.texts())); }
        if (!more.empty()) { conditions.push_back(more); }
        return conditions.empty() ? sql::text()
                                  : sql::build(" FILTER (WHERE {})", sql::join(conditions, " AND "));
    }
    [[nodiscard]] static sql::text extreme(const aggregate_call& call, const block& change,
                                           sql::pattern<> sign) {
        return sql::build("{}{}", call.call.print(change.texts()),
                          filtered(call, change, sql::build("{}{}", change.weight, sql::build(sign))));
    }
    [[nodiscard]] sql::text weighted_sum(const aggregate_call& call, const block& change) const {
        if (call.kind == aggregate_kind::count_rows) {
            return sql::build("coalesce({}{}, 0)", total_of(change.weight), filtered(call, change, {}));
        }
        auto const x = call.call.args()[0].print(change.texts());
        auto const of = argument(call).value_or(column_type());
        if (call.kind == aggregate_kind::count) {
            return sql::build("coalesce({}{}, 0)", total_of(change.weight),
                              filtered(call, change, is_not_null(of.type, x)));
        }
        auto const& type = of.type.name;
        bool const narrow = type == "integer" || type == "smallint";
        // The least bigint has no negative.
        auto const term =
            sql::build("{} * {}", type == "bigint" ? sql::build("{}::numeric", x) : x, change.weight);
        auto const sum = narrow ? total_of(term) : sql::build("sum({})", term);
        return sql::build("coalesce({}{}, 0)", sum, filtered(call, change, {}));
    }

    [[nodiscard]] static sql::text scale_change(const aggregate_call& call, const block& change) {
        return sql::build("pgtrickle.scale_count({}, {}){}", call.call.args()[0].print(change.texts()),
                          change.weight, filtered(call, change, {}));
    }
    [[nodiscard]] sql::text count_after(const aggregate_call& call, const std::vector<sql::text>* old) const {
        return merged(index_of(values_of(call)), old);
    }
    [[nodiscard]] static sql::text added_scale(std::size_t i, const std::vector<sql::text>* old) {
        return sql::build("pgtrickle.scale_count_add({}, n.d{})", old ? (*old)[i] : sql::build("NULL"),
                          i + 1);
    }
    [[nodiscard]] sql::text merged_scale(std::size_t i, const std::vector<sql::text>* old) const {
        return sql::build("CASE WHEN {} > 0 THEN {} END", count_after(calls_[i], old), added_scale(i, old));
    }

    [[nodiscard]] sql::text merged_sum(std::size_t i, const std::vector<sql::text>* old) const {
        auto const count = count_after(calls_[i], old);
        auto const sum =
            old ? sql::build("(coalesce({}, 0) + n.d{})", (*old)[i], i + 1) : sql::build("n.d{}", i + 1);
        auto const& type = groups_.at(groups_.size() - calls_.size() + i).type.name;
        auto const of_type = type.empty() ? sum : sql::build("CAST({} AS {})", sum, sql::from_server(type));
        return sql::build("CASE WHEN {} > 0 THEN {} END", count, of_type);
    }
    /// What isn't stored, from what is.
    [[nodiscard]] sql::text computed(std::size_t i, const std::vector<sql::text>* old) const {
        const auto& call = calls_[i];
        if (call.kind == aggregate_kind::avg) {
            auto const sum = merged(index_of(sum_behind(call)), old);
            auto const count = count_after(call, old);
            return sql::build("({}::numeric / {}::numeric)", sum, count); // NULL / 0 is NULL
        }
        auto const t = merged(index_of(times(call, true)), old);
        auto const f = merged(index_of(times(call, false)), old);
        return call.kind == aggregate_kind::bool_and
                   ? sql::build("CASE WHEN {} > 0 THEN false WHEN {} > 0 THEN true END", f, t)
                   : sql::build("CASE WHEN {} > 0 THEN true WHEN {} > 0 THEN false END", t, f);
    }

    std::vector<aggregate_call> calls_;
    row_type rows_;   ///< what is aggregated
    row_type groups_; ///< the key columns, then the calls
};

} // namespace pgt::lower
