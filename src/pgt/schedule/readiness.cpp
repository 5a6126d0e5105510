#include "schedule/readiness.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iterator>

namespace pgt::schedule {

readiness::readiness(const network& tables, std::span<const progress> state, time_point now)
    : tables_(tables), state_(state), now_(now), groups_(tables.groups().size()) {
    for (std::size_t i = 0; i < groups_.size(); ++i) { groups_[i] = state_of(tables.groups()[i]); }
    hold_sources();
    follow_inputs();
}

bool readiness::is_ready(std::size_t which) const {
    const group_state& one = groups_[which];
    return has_work(one) && !one.running && !one.is_blocked && !one.is_held && has_turn(one);
}

group readiness::active_members(std::size_t of) const {
    group members;
    std::ranges::copy_if(tables_.groups()[of], std::back_inserter(members),
                         [this](std::size_t table) { return state_[table].active; });
    return members;
}

readiness::urgency_of_group readiness::urgency(std::size_t of) const {
    constexpr span patience = std::chrono::seconds(10);
    const group_state& one = groups_[of];
    const time_point since = std::max(one.due, one.pending);
    const auto own = static_cast<std::int64_t>(one.service);
    const std::int64_t better = since == time_point::min() || since > now_ ? 0 : (now_ - since) / patience;
    return {static_cast<service_class>(std::max<std::int64_t>(own - better, 0)), better > 0};
}

std::optional<time_point> readiness::next_turn(std::size_t of) const {
    const group_state& one = groups_[of];
    const time_point time = std::max(one.due, one.work);
    if (one.running || time == time_point::max()) { return std::nullopt; }
    if (time > now_) { return time; }
    return had_turn(one) ? std::optional(now_ + span(1)) : std::nullopt;
}

group_state readiness::state_of(const group& members) const {
    group_state one;
    for (const std::size_t table : members) {
        const progress& member = state_[table];
        one.running |= member.running;
        if (!member.active) { continue; }
        one.service = std::min(one.service, tables_[table].service);
        one.turn = std::max(one.turn, member.turn);
        one.work = std::min(one.work, begin_of_work(table));
        one.pending = std::min(one.pending, member.pending.value_or(begin_of_work(table)));
    }
    if (one.work != time_point::max()) { one.due = due_of(members); }
    return one;
}

time_point readiness::begin_of_work(std::size_t table) const {
    if (state_[table].pending || !state_[table].last) { return time_point::min(); }
    if (tables_[table].has_capture) { return state_[table].moment.value_or(time_point::max()); }
    return end_of_interval(tables_.when(table), state_[table]);
}

time_point readiness::due_of(const group& members) const {
    time_point first = time_point::max();
    time_point last = time_point::min();
    time_point retry = time_point::min();
    bool waits_for_all = false;
    for (const std::size_t member : members) {
        if (!state_[member].active) { continue; }
        if (state_[member].gated) { return time_point::max(); }
        retry = std::max(retry, state_[member].not_before.value_or(time_point::min()));
        const time_point time = due(tables_.when(member), state_[member], now_);
        first = std::min(first, time);
        last = std::max(last, time);
        waits_for_all |= tables_[member].policy == diamond_policy::slowest;
    }
    return std::max(waits_for_all ? last : first, retry);
}

void readiness::hold_sources() {
    std::vector<time_point> waiting(groups_.size(), time_point::max()); // since when a reader has waited
    for (std::size_t i = groups_.size(); i-- > 0;) {
        group_state& one = groups_[i];
        one.is_held = one.turn && waiting[i] <= *one.turn;
        time_point since = waiting[i];
        if (has_work(one) && !one.running && has_turn(one)) {
            since = std::min(since, std::max(one.due, one.pending));
        }
        for (const std::size_t input : tables_.group_inputs(i)) {
            waiting[input] = std::min(waiting[input], since);
        }
    }
}

void readiness::follow_inputs() {
    for (std::size_t i = 0; i < groups_.size(); ++i) {
        group_state& one = groups_[i];
        one.is_blocked = std::ranges::any_of(tables_.group_inputs(i),
                                             [this](std::size_t input) { return groups_[input].is_coming; });
        if (one.is_blocked && one.work == time_point::max()) { one.due = due_of(tables_.groups()[i]); }
        one.is_coming = one.running || ((has_work(one) || one.is_blocked) && !one.is_held && has_turn(one));
    }
}

} // namespace pgt::schedule
