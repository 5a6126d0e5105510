/// tumble: each row with the window of its time; windows of one size, one behind the other.
#pragma once

#include <dbsp/operator/map.hpp>
#include <dbsp/row/concat.hpp>
#include <dbsp/wiring/closing.hpp>

#include <concepts>
#include <string>
#include <utility>

namespace dbsp {

namespace detail {
/// The last of the points `origin + n * step` that is not after `time`.
inline event_time last_start(event_time time, event_time step, event_time origin) {
    checked<event_time> const distance = checked<event_time>(time) - checked<event_time>(origin);
    auto const behind = distance.value() % step;
    return (checked<event_time>(time) - checked<event_time>(behind < 0 ? behind + step : behind)).value();
}
inline void require_positive(const char* op, const char* what, event_time size) {
    if (size <= 0) {
        throw circuit_error(std::string(op) + ": the " + what + " of a window is " + std::to_string(size) +
                            "; it must be positive");
    }
}
template <class Time, class In> consteval bool check_time() {
    return std::integral<
        std::remove_cvref_t<std::invoke_result_t<const Time&, const typename In::value_type&>>>;
}
} // namespace detail

/// The default row of `tumble` and `hop`: the columns of the row behind the column `window`; or, for rows without named columns, the
/// pair of both.
struct window_in_front {
    template <class Row> auto operator()(const Row& row, event_time start) const {
        if constexpr (named_row<Row>) {
            return concat(record<field<"window", event_time>>(start), row);
        } else {
            return std::pair<event_time, Row>(start, row);
        }
    }
};

/// `tumble(bids, col<"time">, 3600)`: the rows, each with the start of its window: the multiple of `size` (from `origin` on) at its time or
/// before.  `stamp(row, start)` makes the output row.
/// Linear: a `map`.  Errors: `circuit_error` for a size that is not positive; `overflow_error` where a window begins before all times.
template <any_circuit In, class Time, class Stamp = window_in_front>
[[nodiscard]] auto tumble(In in, Time time, event_time size, Stamp stamp = {}, event_time origin = 0) {
    constexpr bool fits = detail::check_time<Time, In>();
    static_assert(fits, "tumble: the time of a row is an integer");
    detail::require_positive("tumble", "size", size);
    auto const label = "window of " + std::to_string(size) + " by " + label_of(time);
    return dbsp::map(std::move(in), labelled(label, [time = std::move(time), size, stamp = std::move(stamp),
                                                     origin](const typename In::value_type& row) {
                         return stamp(row,
                                      detail::last_start(static_cast<event_time>(time(row)), size, origin));
                     }));
}

/// `bids | tumble(col<"time">, 3600)`.
template <class Time, class Stamp = window_in_front>
    requires(!any_circuit<Time>)
[[nodiscard]] auto tumble(Time time, event_time size, Stamp stamp = {}, event_time origin = 0) {
    return pipe{
        [=]<any_circuit In>(In in) { return dbsp::tumble(std::move(in), time, size, stamp, origin); }};
}

} // namespace dbsp
