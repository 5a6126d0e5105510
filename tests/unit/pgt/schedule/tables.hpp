/// Stream tables for tests of planning.
#pragma once

#include <pgt/schedule/plan.hpp>

#include <cstddef>
#include <map>
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
    };

    declared& table(const std::string& name, const std::vector<std::string>& reads, options how) {
        definition one{.id = static_cast<std::int64_t>(all_.size()),
                       .relation = relation(name),
                       .reads = {},
                       .when = parse_rule(how.schedule, 0),
                       .has_capture = how.has_capture,
                       .is_atomic = how.is_atomic,
                       .policy = how.policy};
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
inline moment at(double seconds) {
    return moment(std::chrono::duration_cast<span>(std::chrono::duration<double>(seconds)));
}

/// What a scheduler does, on a clock that a test moves.
class virtual_scheduler {
  public:
    explicit virtual_scheduler(const declared& tables, span by_default = std::chrono::seconds(1))
        : names_(tables), tables_(tables.made(by_default)), state_(tables_.size()) {
        for (progress& one : state_) { one.last = at(0); }
    }

    [[nodiscard]] progress& operator[](const std::string& name) { return state_[names_[name]]; }
    [[nodiscard]] pass plan(double now) const { return schedule::plan(tables_, state_, at(now)); }
    /// Changes come to what a table reads.
    virtual_scheduler& changed(const std::string& name, double now) {
        (*this)[name].changed(at(now));
        return *this;
    }
    /// Runs a pass in which every refresh changes something; says what was refreshed.
    std::string run(double now) {
        const pass planned = plan(now);
        for (const group& one : planned.groups) {
            for (const std::size_t table : one) { state_[table].refreshed(at(now)); }
        }
        return names_.text(planned.groups);
    }
    /// When it looks again, in seconds; -1: when something happens.
    [[nodiscard]] double next(double now) const {
        const pass planned = plan(now);
        return planned.next ? std::chrono::duration<double>(planned.next->time_since_epoch()).count() : -1;
    }

  private:
    const declared& names_;
    network tables_;
    std::vector<progress> state_;
};

} // namespace pgt::schedule
