/// Laws of planning: whatever order jobs end in, sources come before readers, nothing runs twice at a time and nothing starves;
/// with one job at a time the sequence is that of a pass over the groups in the order of their dependencies.
#include <pgt/schedule/plan.hpp>

#include <catch2/catch_test_macros.hpp>
#include <rapidcheck/catch.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <set>
#include <utility>
#include <vector>

namespace pgt::schedule {
namespace {

using namespace std::chrono_literals;

constexpr relation_id bases = 3; ///< relations that are no stream tables

class dice {
  public:
    explicit dice(std::uint64_t seed) : engine_(seed) {}
    /// From 0 to `below - 1`.
    std::size_t operator()(std::size_t below) { return engine_() % below; }
    bool one_in(std::size_t count) { return (*this)(count) == 0; }

  private:
    std::mt19937_64 engine_;
};

rule random_rule(dice& roll) {
    constexpr std::array texts{"0s", "1s", "2s", "3s", "calculated"};
    return parse_rule(texts[roll(texts.size())], 0);
}

/// Each table reads some of those before it, and base tables.
network random_network(dice& roll) {
    std::vector<definition> tables(1 + roll(9));
    for (std::size_t i = 0; i < tables.size(); ++i) {
        definition& one = tables[i];
        one.relation = static_cast<relation_id>(bases + i);
        for (std::size_t reads = 1 + roll(3); reads > 0; --reads) {
            one.reads.push_back(static_cast<relation_id>(roll(roll.one_in(2) ? bases : bases + i)));
        }
        std::ranges::sort(one.reads);
        const auto repeated = std::ranges::unique(one.reads);
        one.reads.erase(repeated.begin(), repeated.end());
        one.when = random_rule(roll);
        one.has_capture = !roll.one_in(8);
        one.is_atomic = !roll.one_in(3);
        one.policy = roll.one_in(3) ? diamond_policy::slowest : diamond_policy::fastest;
        if (roll.one_in(6)) { one.refresh_group = 1 + static_cast<int>(roll(3)); }
    }
    return {std::move(tables), 1s};
}

std::vector<progress> random_state(const network& tables, dice& roll) {
    std::vector<progress> state(tables.size());
    for (progress& one : state) {
        one.active = !roll.one_in(6);
        if (!roll.one_in(6)) { one.last = time_point(); }
        if (!one.last) { one.changed(time_point()); }
    }
    return state;
}

/// Tables without capture have to be recomputed once in each interval.
bool has_work(const network& tables, const std::vector<progress>& state, std::size_t table, time_point now) {
    const progress& one = state[table];
    const bool is_unknown = !tables[table].has_capture && end_of_interval(tables.when(table), one) <= now;
    return one.active && (one.pending || !one.last || is_unknown);
}

bool has_work(const network& tables, const std::vector<progress>& state, const group& members,
              time_point now) {
    return std::ranges::any_of(members,
                               [&](std::size_t table) { return has_work(tables, state, table, now); });
}

group active_of(const group& whole, const std::vector<progress>& state) {
    group members;
    std::ranges::copy_if(whole, std::back_inserter(members),
                         [&](std::size_t one) { return state[one].active; });
    return members;
}

/// Written down once more, and independently: when a group is due.
time_point due_of(const network& tables, const std::vector<progress>& state, const group& members,
                  time_point now) {
    std::vector<time_point> times;
    time_point retry = time_point::min();
    bool is_slowest = false;
    for (const std::size_t one : members) {
        times.push_back(due(tables.when(one), state[one], now));
        retry = std::max(retry, state[one].not_before.value_or(time_point::min()));
        is_slowest = is_slowest || tables[one].policy == diamond_policy::slowest;
    }
    return std::max(is_slowest ? std::ranges::max(times) : std::ranges::min(times), retry);
}

/// What becomes of the job of a group in a round; whether it changes something. The same for the same seed.
enum class result : std::uint8_t { changed, unchanged, failed, busy };
result result_of(std::uint64_t seed, std::size_t round, const group& tables) {
    dice roll(seed + round * 1000 + tables.front());
    (void)roll(2);
    constexpr std::array results{result::changed,   result::changed,   result::changed, result::changed,
                                 result::unchanged, result::unchanged, result::failed,  result::busy};
    return results[roll(results.size())];
}

void change_readers(const network& tables, std::vector<progress>& state, const group& of, time_point now) {
    for (const std::size_t one : of) {
        for (const graph::node reader : tables.tables().readers(one)) {
            if (!std::ranges::contains(of, reader)) { state[reader].changed(now); }
        }
    }
}

void finish(const network& tables, std::vector<progress>& state, const refresh_job& job, result how,
            time_point now) {
    for (const std::size_t one : job.tables) {
        switch (how) {
        case result::changed:
        case result::unchanged: state[one].refreshed(job.round, now); break;
        case result::failed: state[one].failed(failure_kind::of_data, now, now); break;
        case result::busy: state[one].postponed(now + 100ms, now); break;
        }
    }
    if (how == result::changed) { change_readers(tables, state, job.tables, now); }
}

using sequence = std::vector<group>;

void run(const network& tables, std::vector<progress>& state, const refresh_job& job, std::uint64_t seed,
         std::size_t round, sequence& done) {
    for (const std::size_t one : job.tables) { state[one].started(); }
    finish(tables, state, job, result_of(seed, round, job.tables), job.round);
    done.push_back(job.tables);
}

/// A pass over all groups that are due and have work, or may be given some by those before them, as they were when it began.
sequence pass_in_order(const network& tables, std::vector<progress>& state, time_point now,
                       std::uint64_t seed, std::size_t round) {
    std::set<std::size_t> planned;
    std::vector<group> groups;
    for (const group& whole : tables.groups()) {
        const group members = active_of(whole, state);
        if (members.empty()) { continue; }
        const bool may_come = std::ranges::any_of(members, [&](std::size_t one) {
            return std::ranges::any_of(tables.tables().inputs(one),
                                       [&](graph::node input) { return planned.contains(input); });
        });
        if (!may_come && !has_work(tables, state, members, now)) { continue; }
        if (due_of(tables, state, members, now) > now) { continue; }
        planned.insert_range(members);
        groups.push_back(members);
    }
    sequence done;
    for (const group& members : groups) {
        if (!has_work(tables, state, members, now)) { continue; }
        run(tables, state, {.tables = members, .round = now}, seed, round, done);
    }
    return done;
}

/// The same by the ready set, of which the first is run each time.
sequence round_by_ready_set(const network& tables, std::vector<progress>& state, time_point now,
                            std::uint64_t seed, std::size_t round) {
    sequence done;
    for (ready_set next = plan(tables, state, now); !next.jobs.empty(); next = plan(tables, state, now)) {
        run(tables, state, next.jobs.front(), seed, round, done);
    }
    return done;
}

sequence sorted(sequence done) {
    std::ranges::sort(done);
    return done;
}

void change_some(std::vector<progress>& state, time_point now, dice& roll) {
    for (progress& one : state) {
        if (roll.one_in(3)) { one.changed(now); }
    }
}

/// Several jobs at a time, which end in any order.
class pool {
  public:
    pool(const network& tables, std::vector<progress> state, std::size_t slots, std::uint64_t seed)
        : tables_(tables), state_(std::move(state)), slots_(slots), roll_(seed), passed_(tables.size()) {}

    void run(int steps) {
        for (int i = 0; i < steps; ++i) { step(true); }
    }
    /// Nothing changes any more: all work is done some time.
    void settle() {
        for (int i = 0; i < 2000; ++i) { step(false); }
        for (const group& whole : tables_.groups()) {
            const bool waits = std::ranges::any_of(active_of(whole, state_), [&](std::size_t one) {
                return state_[one].waiting_since() && now_ > *state_[one].waiting_since() + 30s;
            });
            RC_ASSERT(!waits);
        }
    }

  private:
    void step(bool changes) {
        if (changes && roll_.one_in(3)) { change_some(state_, now_, roll_); }
        const ready_set ready = plan(tables_, state_, now_);
        check(ready);
        if (!ready.jobs.empty() && running_.size() < slots_) {
            start(ready.jobs[roll_(ready.jobs.size())]); // an executor may choose
        } else if (!running_.empty() && (!ready.jobs.empty() || roll_.one_in(2))) {
            end(roll_(running_.size()));
        } else if (ready.jobs.empty()) {
            now_ += span(static_cast<span::rep>(1 + roll_(700'000)));
        }
    }

    [[nodiscard]] bool reads(const group& reader, const group& source) const {
        return std::ranges::any_of(reader, [&](std::size_t one) {
            return std::ranges::any_of(source, [&](std::size_t other) {
                return std::ranges::contains(tables_.tables().inputs(one), other);
            });
        });
    }

    void check(const ready_set& ready) const {
        for (const refresh_job& job : ready.jobs) {
            RC_ASSERT(is_whole(job.tables));
            for (const std::size_t one : job.tables) { RC_ASSERT(!state_[one].running); }
            for (const refresh_job& other : running_) { RC_ASSERT(!reads(job.tables, other.tables)); }
            for (const refresh_job& other : ready.jobs) {
                RC_ASSERT(&other == &job || !reads(job.tables, other.tables));
            }
        }
    }

    [[nodiscard]] bool is_whole(const group& tables) const {
        return std::ranges::any_of(tables_.groups(),
                                   [&](const group& whole) { return active_of(whole, state_) == tables; });
    }

    void start(const refresh_job& job) {
        for (const std::size_t one : job.tables) { state_[one].started(); }
        running_.push_back(job);
        for (const std::size_t one : job.tables) { passed_[one].assign(tables_.size(), 0); }
    }

    void end(std::size_t which) {
        const refresh_job job = running_[which];
        running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(which));
        for (const group& whole : tables_.groups()) { count_turn(active_of(whole, state_), job.tables); }
        finish(tables_, state_, job, roll_.one_in(4) ? result::unchanged : result::changed, now_);
    }

    /// While a group waits for its turn, each of those that it reads has few.
    void count_turn(const group& waiting, const group& ended) {
        if (waiting.empty() || waiting == ended || !has_work(tables_, state_, waiting, now_) ||
            state_[waiting.front()].running || due_of(tables_, state_, waiting, now_) > now_ ||
            !reads(waiting, ended)) {
            return;
        }
        std::vector<int>& counts = passed_[waiting.front()];
        counts.resize(tables_.size());
        RC_ASSERT(++counts[ended.front()] <= 3);
    }

    const network& tables_;
    std::vector<progress> state_;
    std::size_t slots_;
    dice roll_;
    std::vector<std::vector<int>>
        passed_; ///< of each table: the turns of others since its last one, while it waited
    std::vector<refresh_job> running_;
    time_point now_{1s};
};

} // namespace

TEST_CASE("schedule: each group stands after those that it reads", "[schedule]") {
    rc::prop("groups are ordered, and hold each table once", [](std::uint64_t seed) {
        dice roll(seed);
        const network tables = random_network(roll);
        std::set<std::size_t> seen;
        for (const group& members : tables.groups()) {
            for (const std::size_t one : members) {
                RC_ASSERT(seen.insert(one).second);
                for (const graph::node input : tables.tables().inputs(one)) {
                    RC_ASSERT(!tables.tables().is_table(input) || seen.contains(input));
                }
            }
        }
        RC_ASSERT(seen.size() == tables.size());
    });
}

TEST_CASE("schedule: one job at a time is a pass in the order of the dependencies", "[schedule]") {
    rc::prop("ready sets, one by one = passes", [](std::uint64_t seed) {
        dice roll(seed);
        const network tables = random_network(roll);
        std::vector<progress> by_pass = random_state(tables, roll);
        std::vector<progress> by_set = by_pass;
        time_point now(1s);
        for (std::size_t round = 0; round < 20; ++round) {
            dice same = roll;
            change_some(by_pass, now, roll);
            change_some(by_set, now, same);
            // Independent ones may change places.
            RC_ASSERT(sorted(pass_in_order(tables, by_pass, now, seed, round)) ==
                      sorted(round_by_ready_set(tables, by_set, now, seed, round)));
            now += span(static_cast<span::rep>(1 + roll(900'000)));
        }
    });
}

TEST_CASE("schedule: any number of jobs at a time, ended in any order", "[schedule]") {
    rc::prop("independent, whole, none twice, none passed by, all done", [](std::uint64_t seed) {
        dice roll(seed);
        const network tables = random_network(roll);
        std::vector<progress> state = random_state(tables, roll);
        pool jobs(tables, std::move(state), 1 + roll(4), seed);
        jobs.run(400);
        jobs.settle();
    });
}

} // namespace pgt::schedule
