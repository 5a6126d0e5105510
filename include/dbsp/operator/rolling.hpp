/// rolling: each row with aggregates over the rows of its key that are at most so much older.
#pragma once

#include <dbsp/operator/aggregate.hpp>
#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/flat_map.hpp>
#include <dbsp/operator/join.hpp>
#include <dbsp/operator/tumble.hpp>

#include <limits>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace dbsp {

namespace detail {
/// `Agg` over the second rows of pairs.
template <class Agg> struct over_second : Agg {
    template <class T, class W> [[nodiscard]] auto of(const zset<T, W>& pairs) const {
        zset<typename T::second_type, W> rows;
        for (const auto& [both, w] : pairs) { rows.add(both.second, w); }
        return Agg::of(rows);
    }
    template <class T, class W> struct state : Agg::template state<typename T::second_type, W> {
        using inner = typename Agg::template state<typename T::second_type, W>;
        void add(const over_second& agg, const T& both, const W& w) { inner::add(agg, both.second, w); }
        [[nodiscard]] auto result(const over_second& agg) const { return inner::result(agg); }
    };
};

/// The times up to `width` before a time.  They are cut into spans of `width + 1`, so they lie in one or in two of those.
struct rolling_width {
    event_time width;

    [[nodiscard]] event_time first(event_time time) const {
        constexpr auto lowest = std::numeric_limits<event_time>::min();
        return time < lowest + width ? lowest : time - width;
    }
    [[nodiscard]] bool contains(event_time time, event_time other) const {
        return other <= time && other >= first(time);
    }
    [[nodiscard]] event_time span(event_time time) const {
        auto const size = width + 1;
        return time / size - (time % size < 0 ? 1 : 0);
    }
};
} // namespace detail

/// `rolling(trades, col<"share">, col<"time">, 3600, as<"mean">(avg(col<"price">)))`: each row, with the aggregates over the rows of its
/// key whose time is from `time - width` to `time`, both included; its own is among them.  The output row is that of `aggregate` with the row as the
/// key.  SQL: `agg(...) over (partition by key order by time range between width preceding and current row)`.
///
/// Composite: a join of the rows with themselves, on key and span of time, aggregated by row; it needs a bag.
/// Errors: `circuit_error` for a negative width; `negative_weight_error`.
template <static_circuit In, class Key, class Time, class... Agg>
    requires(sizeof...(Agg) > 0)
[[nodiscard]] auto rolling(In in, Key key, Time time, event_time width, Agg... agg) {
    using row = typename In::value_type;
    using spanned = std::pair<event_time, row>;
    static_assert(detail::check_time<Time, In>(), "rolling: the time of a row is an integer");
    if (width < 0 || width == std::numeric_limits<event_time>::max()) {
        throw circuit_error("rolling: the width is " + std::to_string(width) +
                            "; it must be 0 or more, and less than the largest number");
    }
    detail::rolling_width const before{width};
    auto const time_of = [time](const row& one) { return static_cast<event_time>(time(one)); };
    auto const spans_before = [=](const row& one) {
        std::vector<spanned> spans{{before.span(time_of(one)), one}};
        auto const first = before.span(before.first(time_of(one)));
        if (first != spans.front().first) { spans.emplace_back(first, one); }
        return spans;
    };
    auto const rows = share(std::move(in));
    auto const partners = join(
        flat_map(distinct(rows), labelled("spans", spans_before)), rows,
        on(labelled("span and key",
                    [key](const spanned& one) { return std::pair(one.first, key(one.second)); }),
           labelled("span and key",
                    [=](const row& one) { return std::pair(before.span(time_of(one)), key(one)); }),
           labelled("within " + std::to_string(width),
                    [=](const spanned& one, const row& other) {
                        return before.contains(time_of(one.second), time_of(other));
                    })),
        labelled("both", [](const spanned& one, const row& other) { return std::pair(one.second, other); }));
    auto const together = labelled("results", [](const row& one, const auto&... result) {
        return std::pair(one, std::tuple(result...));
    });
    using results_of = aggregation<std::remove_const_t<decltype(together)>, detail::over_second<Agg>...>;
    auto const results = detail::connect_grouped<op::aggregate>(
        group_by(partners, labelled("row", [](const auto& both) { return both.first; })),
        results_of{together, {detail::over_second<Agg>{std::move(agg)}...}});
    return join(rows, results, on(identity_fn{}, labelled("row", [](const auto& one) { return one.first; })),
                labelled("row and results", [](const row& one, const auto& found) {
                    return std::apply(
                        [&](const auto&... result) { return default_group_row<Agg...>{}(one, result...); },
                        found.second);
                }));
}

} // namespace dbsp
