/// `readiness`: which groups of stream tables can be refreshed in a round.
#pragma once

#include <pgt/schedule/network.hpp>
#include <pgt/schedule/progress.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace pgt::schedule {

/// The state of a group, made of its active members.
struct group_state {
    bool running = false;
    time_point work = time_point::max();    ///< when it has, or will have, something to do; greatest: never
    std::optional<time_point> turn;         ///< the latest one of a member
    time_point due = time_point::max();     ///< of groups with work, or that a coming group may give some
    time_point pending = time_point::max(); ///< since when it has had work
    service_class service = service_class::background; ///< the first one of a member
    bool is_held = false;    ///< a group that waits for it has to have its turn first
    bool is_coming = false;  ///< it is running, or is going to be refreshed in this round
    bool is_blocked = false; ///< a group that it reads is coming
};

class readiness {
  public:
    readiness(const network& tables, std::span<const progress> state, time_point now);

    [[nodiscard]] bool is_ready(std::size_t which) const;
    [[nodiscard]] group active_members(std::size_t of) const;
    struct urgency_of_group {
        service_class service;
        bool has_waited;
    };
    /// The class that a group that is ready counts as; and whether it has waited so long that this is a better one than its own.
    [[nodiscard]] urgency_of_group urgency(std::size_t of) const;
    /// When a group that is not ready is due, or gets another turn. Groups that wait for jobs that run need no time: when one ends
    /// one plans again.
    [[nodiscard]] std::optional<time_point> next_turn(std::size_t of) const;

  private:
    [[nodiscard]] bool has_work(const group_state& one) const { return one.work <= now_; }
    [[nodiscard]] bool had_turn(const group_state& one) const { return one.turn && *one.turn >= now_; }
    [[nodiscard]] bool has_turn(const group_state& one) const { return one.due <= now_ && !had_turn(one); }

    [[nodiscard]] group_state state_of(const group& members) const;
    /// Since when a table has had something to do; without capture each interval brings some, greatest: nothing.
    [[nodiscard]] time_point begin_of_work(std::size_t table) const;
    /// A group is due when one of its active members is, or all of them are; but not before one of them may be retried. Greatest: one
    /// of them is gated.
    [[nodiscard]] time_point due_of(const group& members) const;
    /// Holds groups back that would pass a waiting reader by: from the last group to the first, the longest wait of all readers.
    void hold_sources();
    void follow_inputs();

    const network& tables_;
    std::span<const progress> state_;
    time_point now_;
    std::vector<group_state> groups_;
};

} // namespace pgt::schedule
