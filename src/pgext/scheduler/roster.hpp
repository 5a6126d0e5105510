/// `roster`: the stream tables of a database and the state of each, as the scheduler knows them.
#pragma once

#include "capture/consumers.hpp"
#include "capture/overview.hpp"

#include <pgt/schedule/plan.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

namespace pgt::ext {

/// A stream table, with what the scheduler remembers of it beside its progress.
struct scheduled_table {
    table_overview row;
    schedule::span turn{}; ///< its time limit while tables of other owners wait
    std::optional<schedule::time_point> alerted_stale{};
    std::optional<schedule::time_point> alerted_late{};
    std::optional<schedule::time_point> alerted_breach{};
    bool alerted_left_behind = false;
    std::optional<std::string> recorded_wait{}; ///< the history says why it waits
    std::optional<schedule::time_point> waits_since{};
    bool alerted_stuck = false;
};

class roster {
  public:
    /// What is to be looked for when it is loaded.
    struct search {
        bool buffers = false; ///< the change buffers of all tables, not only of those that are new
        bool marks = false;   ///< changes of marked sources may have been missed
    };

    /// Replaces the tables by those that the catalog has now. Tables that were there before keep their state. To be called in a
    /// transaction.
    void load(search what);

    [[nodiscard]] std::size_t size() const { return tables_.size(); }
    [[nodiscard]] scheduled_table& operator[](std::size_t table) { return tables_[table]; }
    [[nodiscard]] const scheduled_table& operator[](std::size_t table) const { return tables_[table]; }
    [[nodiscard]] schedule::progress& progress(std::size_t table) { return progress_[table]; }
    [[nodiscard]] const schedule::progress& progress(std::size_t table) const { return progress_[table]; }
    [[nodiscard]] const schedule::cadence& cadence(std::size_t table) const { return network_.when(table); }

    [[nodiscard]] schedule::ready_set plan(schedule::time_point now) const {
        return schedule::plan(network_, progress_, now);
    }

    /// Whether any table is of the class critical.
    [[nodiscard]] bool has_critical() const { return has_critical_; }

    /// These sources have changed.
    void changed(std::span<const pg::oid> sources, schedule::time_point now);
    /// Marked sources with changes that are not applied yet.
    [[nodiscard]] std::vector<pg::oid> pending_marks() const;
    /// Jobs that run no more, whose outcome got lost, count as rolled back. `runs`: whether one still refreshes a relation.
    void end_turns(schedule::time_point round, const std::function<bool(pg::oid)>& runs);
    /// The clock was set back: tables must not wait for what is no longer the past.
    void clock_was_set_back(schedule::time_point now);

    /// Nothing if it is no stream table any more.
    [[nodiscard]] std::optional<std::size_t> find(pg::oid relation) const;

  private:
    [[nodiscard]] schedule::progress progress_of(const table_overview& table,
                                                 std::optional<std::size_t> before) const;
    [[nodiscard]] bool may_have_changed(const table_overview& table, std::optional<std::size_t> before,
                                        bool may_have_missed) const;
    void index();

    std::vector<scheduled_table> tables_;
    std::vector<schedule::progress> progress_;
    schedule::network network_;
    bool has_critical_ = false;
    std::unordered_map<pg::oid, std::size_t> by_relation_;
    std::unordered_map<pg::oid, std::vector<std::size_t>>
        readers_; ///< by source: the tables that apply its changes
};

} // namespace pgt::ext
