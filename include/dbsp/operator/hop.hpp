/// hop: each row in every window that its time is in; windows of one size that begin every so often, and overlap.
#pragma once

#include <dbsp/operator/flat_map.hpp>
#include <dbsp/operator/tumble.hpp>

#include <string>
#include <utility>
#include <vector>

namespace dbsp {

/// `hop(bids, col<"time">, 3600, 60)`: the rows, once for each window `[start, start + size)` that its time is in, where `start` is a multiple of
/// `step` (from `origin` on).  `stamp(row, start)` makes the output row.  With `step = size` it is `tumble`; the windows slide where the
/// step is the unit of time.
/// Linear: a `flat_map` to `size / step` rows.  Errors: as `tumble`.
template <any_circuit In, class Time, class Stamp = window_in_front>
[[nodiscard]] auto hop(In in, Time time, event_time size, event_time step, Stamp stamp = {},
                       event_time origin = 0) {
    constexpr bool fits = detail::check_time<Time, In>();
    static_assert(fits, "hop: the time of a row is an integer");
    detail::require_positive("hop", "size", size);
    detail::require_positive("hop", "step", step);
    auto const label =
        "windows of " + std::to_string(size) + " every " + std::to_string(step) + " by " + label_of(time);
    return dbsp::flat_map(std::move(in),
                          labelled(label, [time = std::move(time), size, step, stamp = std::move(stamp),
                                           origin](const typename In::value_type& row) {
                              auto const at = static_cast<event_time>(time(row));
                              std::vector<std::remove_cvref_t<decltype(stamp(row, at))>> windows;
                              auto start = detail::last_start(at, step, origin);
                              while (at - start < size) {
                                  windows.push_back(stamp(row, start));
                                  start = (checked<event_time>(start) - checked<event_time>(step)).value();
                              }
                              return windows;
                          }));
}

/// `bids | hop(col<"time">, 3600, 60)`.
template <class Time, class Stamp = window_in_front>
    requires(!any_circuit<Time>)
[[nodiscard]] auto hop(Time time, event_time size, event_time step, Stamp stamp = {}, event_time origin = 0) {
    return pipe{
        [=]<any_circuit In>(In in) { return dbsp::hop(std::move(in), time, size, step, stamp, origin); }};
}

} // namespace dbsp
