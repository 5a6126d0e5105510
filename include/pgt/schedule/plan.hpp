/// `plan`: what the scheduler does next.
#pragma once

#include <pgt/schedule/progress.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace pgt::schedule {

/// What to do now.
struct pass {
    /// To be refreshed in this order, so that a change comes through all of them at once. A group of several is refreshed
    /// as one. Where nothing has come by the time that it is a group's turn, there is nothing to do.
    std::vector<group> groups;
    /// When to look again if nothing happens meanwhile; nothing: only when something happens.
    std::optional<moment> next;
};

namespace detail {

/// Looks at the groups one after the other.
class planner {
  public:
    planner(const network& tables, std::span<const progress> state, moment now)
        : tables_(tables), state_(state), now_(now), planned_(tables.size()) {}

    [[nodiscard]] pass run() {
        for (const group& one : tables_.groups()) { look_at(one); }
        return std::move(result_);
    }

  private:
    void look_at(const group& whole) {
        group members;
        std::ranges::copy_if(whole, std::back_inserter(members),
                             [this](std::size_t i) { return state_[i].active; });
        const bool is_pending = std::ranges::any_of(members, [this](std::size_t i) { return has_work(i); });
        const bool may_come =
            std::ranges::any_of(members, [this](std::size_t i) { return reads_planned(i); });
        if (!is_pending && !may_come) { return; }
        const moment time = due_of(members);
        if (time <= now_) {
            for (const std::size_t member : members) { planned_[member] = true; }
            result_.groups.push_back(std::move(members));
        } else if (is_pending && time != moment::max()) {
            result_.next = std::min(result_.next.value_or(time), time);
        }
    }

    [[nodiscard]] bool has_work(std::size_t table) const {
        return state_[table].pending || !tables_[table].has_capture || !state_[table].last;
    }

    /// Something that it reads is refreshed in this pass, and may change.
    [[nodiscard]] bool reads_planned(std::size_t table) const {
        const graph& all = tables_.tables();
        return std::ranges::any_of(all.inputs(table),
                                   [&](graph::node input) { return all.is_table(input) && planned_[input]; });
    }

    /// A group is due when one of its tables is, or all; but not while one waits after a failure.
    [[nodiscard]] moment due_of(const group& members) const {
        moment first = moment::max();
        moment last = moment::min();
        moment retry = moment::min();
        bool waits_for_all = false;
        for (const std::size_t member : members) {
            progress alone = state_[member];
            retry = std::max(retry, alone.not_before.value_or(moment::min()));
            alone.not_before.reset();
            const moment time = due(tables_.when(member), alone);
            first = std::min(first, time);
            last = std::max(last, time);
            waits_for_all |= tables_[member].policy == diamond_policy::slowest;
        }
        return std::max(waits_for_all ? last : first, retry);
    }

    const network& tables_;
    std::span<const progress> state_;
    moment now_;
    std::vector<bool> planned_;
    pass result_;
};

} // namespace detail

/// What to refresh at `now`, and when to look again. `state` has a place for each table.
[[nodiscard]] inline pass plan(const network& tables, std::span<const progress> state, moment now) {
    return detail::planner(tables, state, now).run();
}

} // namespace pgt::schedule
