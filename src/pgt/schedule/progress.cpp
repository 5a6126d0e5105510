#include <pgt/schedule/progress.hpp>

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

namespace pgt::schedule {
namespace {

constexpr time_point at_once = time_point::min();

} // namespace

void progress::changed(time_point now) {
    if (!pending) { pending = now; }
}

void progress::started() {
    running = true;
    applying = std::exchange(pending, std::nullopt);
}

void progress::refreshed(time_point planned, time_point ended) {
    end_turn(ended);
    applying.reset();
    last = planned;
    not_before.reset();
    failures = 0;
}

void progress::postponed(time_point until, time_point ended) {
    end_turn(ended);
    resume_pending();
    not_before = until;
}

void progress::rolled_back(time_point ended) {
    end_turn(ended);
    resume_pending();
}

void progress::failed(failure_kind kind, time_point now, time_point ended) {
    end_turn(ended);
    resume_pending();
    ++failures;
    not_before = now + retry_delay(kind, failures);
}

void progress::end_turn(time_point round) {
    running = false;
    turn = round;
}

void progress::resume_pending() {
    if (applying) { pending = std::exchange(applying, std::nullopt); }
}

time_point end_of_interval(const cadence& when, const progress& of) {
    if (!of.last) { return at_once; }
    if (const auto* const repeated = std::get_if<cron>(&when)) {
        return repeated->next(*of.last).value_or(time_point::max());
    }
    const span interval = std::get<span>(when) * of.stretch;
    return interval > span(0) ? time_point((of.last->time_since_epoch() / interval + 1) * interval) : at_once;
}

span pause_before(span interval, const progress& of) {
    constexpr int part = 10;
    return std::clamp(of.took.value_or(span(0)) * part, interval / part, interval);
}

time_point due(const cadence& when, const progress& of, time_point now) {
    if (const auto* const interval = std::get_if<span>(&when); interval != nullptr && of.last) {
        const span quiet = of.waiting_since().value_or(now) - *of.last;
        if (quiet >= pause_before(*interval * of.stretch, of)) { return at_once; }
    }
    return end_of_interval(when, of);
}

std::optional<span> tolerance(const cadence& when) {
    const auto* const interval = std::get_if<span>(&when);
    return interval == nullptr ? std::nullopt : std::optional<span>(*interval * 2 + std::chrono::seconds(1));
}

bool is_stale(const cadence& when, const progress& of, time_point now) {
    const std::optional<span> tolerated = tolerance(when);
    const std::optional<time_point> since = of.waiting_since();
    return tolerated && since && now > *since + *tolerated;
}

} // namespace pgt::schedule
