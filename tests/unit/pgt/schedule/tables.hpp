/// Stream tables for tests of planning.
#pragma once

#include <pgt/schedule/plan.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pgt::schedule {

/// Tables that are known by a letter, or any other text; those that were not declared are not stream tables.
class declared {
  public:
    struct options {
        std::string schedule = "calculated";
        bool has_capture = true;
        bool is_atomic = true;
        diamond_policy policy = diamond_policy::fastest;
        int stretch = 1;
        service_class service = service_class::standard;
        int refresh_group = 0;
    };

    declared& table(const std::string& name, const std::vector<std::string>& reads, options how) {
        definition one{.id = static_cast<std::int64_t>(all_.size()),
                       .relation = relation(name),
                       .reads = {},
                       .when = parse_rule(how.schedule, 0),
                       .has_capture = how.has_capture,
                       .is_atomic = how.is_atomic,
                       .policy = how.policy,
                       .stretch = how.stretch,
                       .service = how.service,
                       .refresh_group = how.refresh_group};
        for (const std::string& read : reads) { one.reads.push_back(relation(read)); }
        names_.push_back(name);
        all_.push_back(std::move(one));
        return *this;
    }
    declared& table(const std::string& name, const std::vector<std::string>& reads,
                    const std::string& schedule = "calculated") {
        return table(name, reads, options{.schedule = schedule});
    }

    [[nodiscard]] network made(span by_default = std::chrono::seconds(1)) const { return {all_, by_default}; }
    [[nodiscard]] std::size_t operator[](const std::string& name) const {
        return static_cast<std::size_t>(std::ranges::find(names_, name) - names_.begin());
    }
    /// Groups as text: members joined by +, groups by a blank.
    [[nodiscard]] std::string text(const std::vector<group>& groups) const {
        std::string result;
        for (const group& one : groups) {
            if (!result.empty()) { result += ' '; }
            for (const std::size_t member : one) {
                result += (member == one.front() ? "" : "+") + names_[member];
            }
        }
        return result;
    }

  private:
    relation_id relation(const std::string& name) {
        return relations_.emplace(name, static_cast<relation_id>(relations_.size() + 1)).first->second;
    }

    std::vector<definition> all_;
    std::vector<std::string> names_;
    std::map<std::string, relation_id> relations_;
};

/// A point in time, so many seconds after the beginning.
inline time_point at(double seconds) {
    return time_point(std::chrono::duration_cast<span>(std::chrono::duration<double>(seconds)));
}

/// A scheduler that runs one job at a time, on a clock that a test moves.
class virtual_scheduler {
  public:
    explicit virtual_scheduler(const declared& tables, span by_default = std::chrono::seconds(1))
        : names_(tables), tables_(tables.made(by_default)), state_(tables_.size()) {
        for (progress& one : state_) { one.last = at(0); }
    }

    [[nodiscard]] progress& operator[](const std::string& name) { return state_[names_[name]]; }
    [[nodiscard]] ready_set plan(double now) const { return schedule::plan(tables_, state_, at(now)); }
    /// A source of a table changes.
    virtual_scheduler& changed(const std::string& name, double now) {
        (*this)[name].changed(at(now));
        return *this;
    }
    /// The jobs that can start, as text.
    [[nodiscard]] std::string ready(double now) const {
        std::vector<group> groups;
        for (const refresh_job& job : plan(now).jobs) { groups.push_back(job.tables); }
        return names_.text(groups);
    }
    /// The job that refreshes a table begins.
    virtual_scheduler& start(const std::string& name, double now) {
        for (const refresh_job& job : plan(now).jobs) {
            if (!std::ranges::contains(job.tables, names_[name])) { continue; }
            for (const std::size_t table : job.tables) { state_[table].started(); }
            running_.push_back(job);
            return *this;
        }
        throw std::logic_error(name + " is not ready");
    }
    /// It ends, and has changed its tables.
    virtual_scheduler& finish(const std::string& name, double now) {
        const auto found = std::ranges::find_if(running_, [&](const refresh_job& job) {
            return std::ranges::contains(job.tables, names_[name]);
        });
        const refresh_job job = *found;
        running_.erase(found);
        for (const std::size_t table : job.tables) {
            state_[table].refreshed(job.round, at(now));
            change_readers(table, job.tables, now);
        }
        return *this;
    }
    /// Runs a round in which every refresh changes something; says what was refreshed.
    std::string run(double now) {
        std::vector<group> done;
        for (ready_set planned = plan(now); !planned.jobs.empty(); planned = plan(now)) {
            const group& first = planned.jobs.front().tables;
            for (const std::size_t table : first) { state_[table].started(); }
            for (const std::size_t table : first) {
                state_[table].refreshed(at(now), at(now));
                change_readers(table, first, now);
            }
            done.push_back(first);
        }
        return names_.text(done);
    }
    /// When it looks again, in seconds; -1: when something happens.
    [[nodiscard]] double next(double now) const {
        const ready_set planned = plan(now);
        return planned.next ? std::chrono::duration<double>(planned.next->time_since_epoch()).count() : -1;
    }

  private:
    /// But for those that were refreshed together with it.
    void change_readers(std::size_t table, const group& together, double now) {
        for (const graph::node reader : tables_.tables().readers(table)) {
            if (!std::ranges::contains(together, reader)) { state_[reader].changed(at(now)); }
        }
    }

    const declared& names_;
    network tables_;
    std::vector<progress> state_;
    std::vector<refresh_job> running_;
};

} // namespace pgt::schedule
