/// `readiness`: which groups of stream tables can be refreshed in a round.
#pragma once

#include <pgt/schedule/progress.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <ranges>
#include <span>
#include <vector>

namespace pgt::schedule::detail {

/// The state of a group, made of its active members.
struct group_state {
    bool running = false;
    time_point work = time_point::max();    ///< when it has, or will have, something to do; greatest: never
    std::optional<time_point> turn;         ///< the latest one of a member
    time_point due = time_point::max();     ///< of groups with work, or that a coming group may give some
    time_point pending = time_point::max(); ///< since when it has had work
    bool is_held = false;                   ///< a group that waits for it has to have its turn first
    bool is_coming = false;                 ///< it is running, or is going to be refreshed in this round
    bool is_blocked = false;                ///< a group that it reads is coming
};

class readiness {
  public:
    readiness(const network& tables, std::span<const progress> state, time_point now)
        : tables_(tables), state_(state), now_(now), groups_(tables.groups().size()) {
        for (std::size_t i = 0; i < groups_.size(); ++i) { groups_[i] = state_of(tables.groups()[i]); }
        hold_sources();
        follow_inputs();
    }

    [[nodiscard]] bool is_ready(std::size_t group) const {
        const group_state& one = groups_[group];
        return has_work(one) && !one.running && !one.is_blocked && !one.is_held && has_turn(one);
    }

    [[nodiscard]] group active_members(std::size_t of) const {
        group members;
        std::ranges::copy_if(tables_.groups()[of], std::back_inserter(members),
                             [this](std::size_t table) { return state_[table].active; });
        return members;
    }

    /// When a group that is not ready is due, or gets another turn. Groups that wait for jobs that run need no time: when one ends
    /// one plans again.
    [[nodiscard]] std::optional<time_point> next_turn(std::size_t group) const {
        const group_state& one = groups_[group];
        const time_point time = std::max(one.due, one.work);
        if (one.running || time == time_point::max()) { return std::nullopt; }
        if (time > now_) { return time; }
        return had_turn(one) ? std::optional(now_ + span(1)) : std::nullopt;
    }

  private:
    [[nodiscard]] bool has_work(const group_state& one) const { return one.work <= now_; }
    [[nodiscard]] bool had_turn(const group_state& one) const { return one.turn && *one.turn >= now_; }
    [[nodiscard]] bool has_turn(const group_state& one) const { return one.due <= now_ && !had_turn(one); }

    [[nodiscard]] group_state state_of(const group& members) const {
        group_state one;
        for (const std::size_t table : members) {
            const progress& member = state_[table];
            one.running |= member.running;
            if (!member.active) { continue; }
            one.turn = std::max(one.turn, member.turn);
            one.work = std::min(one.work, begin_of_work(table));
            one.pending = std::min(one.pending, member.pending.value_or(begin_of_work(table)));
        }
        if (one.work != time_point::max()) { one.due = due_of(members); }
        return one;
    }

    /// Since when a table has had something to do; without capture each interval brings some, greatest: nothing.
    [[nodiscard]] time_point begin_of_work(std::size_t table) const {
        if (state_[table].pending || !state_[table].last) { return time_point::min(); }
        return tables_[table].has_capture ? time_point::max() : due(tables_.when(table), state_[table]);
    }

    /// A group is due when one of its active members is, or all of them are; but not before one of them may be retried.
    [[nodiscard]] time_point due_of(const group& members) const {
        time_point first = time_point::max();
        time_point last = time_point::min();
        time_point retry = time_point::min();
        bool waits_for_all = false;
        for (const std::size_t member : members) {
            if (!state_[member].active) { continue; }
            retry = std::max(retry, state_[member].not_before.value_or(time_point::min()));
            const time_point time = due(tables_.when(member), state_[member]);
            first = std::min(first, time);
            last = std::max(last, time);
            waits_for_all |= tables_[member].policy == diamond_policy::slowest;
        }
        return std::max(waits_for_all ? last : first, retry);
    }

    /// Holds groups back that would pass a waiting reader by: from the last group to the first, the longest wait of all readers.
    void hold_sources() {
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

    void follow_inputs() {
        for (std::size_t i = 0; i < groups_.size(); ++i) {
            group_state& one = groups_[i];
            one.is_blocked = std::ranges::any_of(
                tables_.group_inputs(i), [this](std::size_t input) { return groups_[input].is_coming; });
            if (one.is_blocked && one.work == time_point::max()) { one.due = due_of(tables_.groups()[i]); }
            one.is_coming =
                one.running || ((has_work(one) || one.is_blocked) && !one.is_held && has_turn(one));
        }
    }

    const network& tables_;
    std::span<const progress> state_;
    time_point now_;
    std::vector<group_state> groups_;
};

} // namespace pgt::schedule::detail
