/// Scheduling with workers, on a virtual clock: 500 stream tables, 8 workers, refreshes that take random times, fail, find their table locked or lose
/// their worker. No dependency is violated, and no table waits for ever.
#include <pgt/schedule/backoff.hpp>
#include <pgt/schedule/placement.hpp>
#include <pgt/schedule/plan.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace pgt::schedule {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t tables_count = 500;
constexpr std::size_t workers_count = 8;
constexpr relation_id bases = 100; ///< relations that are no stream tables

class dice {
  public:
    explicit dice(std::uint64_t seed) : engine_(seed) {}
    std::size_t operator()(std::size_t below) { return engine_() % below; }
    bool one_in(std::size_t count) { return (*this)(count) == 0; }
    span between(span least, span most) {
        return least +
               span(static_cast<span::rep>((*this)(static_cast<std::size_t>((most - least).count()))));
    }

  private:
    std::mt19937_64 engine_;
};

/// Many read base tables only; chains and diamonds come by chance. Few read tables far apart, which would make one diamond of all.
network make_network(dice& roll) {
    constexpr std::array schedules{"0s", "1s", "1s", "2s", "5s", "calculated"};
    std::vector<definition> all(tables_count);
    for (std::size_t i = 0; i < all.size(); ++i) {
        definition& one = all[i];
        one.id = static_cast<std::int64_t>(i);
        one.relation = static_cast<relation_id>(bases + i);
        one.reads.push_back(static_cast<relation_id>(roll(bases)));
        if (i >= 5 && roll.one_in(3)) {
            one.reads.push_back(static_cast<relation_id>(bases + i - 1 - roll(5)));
        }
        one.when = parse_rule(schedules[roll(schedules.size())], 0);
        one.has_capture = !roll.one_in(50);
        one.is_atomic = roll.one_in(3);
        one.service = static_cast<service_class>(roll(service_class_names.size()));
    }
    return {std::move(all), 1s};
}

class simulation {
  public:
    explicit simulation(std::uint64_t seed)
        : roll_(seed), tables_(make_network(roll_)), state_(tables_.size()) {
        for (progress& one : state_) { one.last = now_; }
        for (std::size_t i = 0; i < tables_.size(); ++i) {
            usual_.push_back(roll_.one_in(40) ? roll_.between(100ms, 2s) : roll_.between(200us, 15ms));
        }
    }

    void run(span time, bool changes) {
        const time_point end = now_ + time;
        while (now_ < end) { step(changes); }
    }
    [[nodiscard]] span longest_wait() const { return longest_wait_; }
    [[nodiscard]] std::size_t most_at_once() const { return most_at_once_; }
    /// Whether the scheduler itself ran jobs, and workers too.
    [[nodiscard]] bool used_both() const { return jobs_here_ > 0 && most_at_once_ > 1; }

  private:
    struct running_job {
        refresh_job job;
        time_point started;
        time_point end;
    };

    /// Starts what can be started; then the clock goes on to the next event.
    void step(bool changes) {
        if (changes && now_ >= next_change_) { change(); }
        end_due();
        check_waits();
        const ready_set ready = plan(tables_, state_, now_);
        if (start(ready)) { return; }
        time_point next = ready.next.value_or(time_point::max());
        for (const running_job& one : jobs_) { next = std::min(next, one.end); }
        if (changes) { next = std::min(next, next_change_); }
        now_ = std::max(now_ + 1us, std::min(next, now_ + 1s));
    }

    void change() {
        const auto source = static_cast<relation_id>(roll_(bases));
        for (std::size_t i = 0; i < tables_.size(); ++i) {
            if (std::ranges::contains(tables_[i].reads, source)) { state_[i].changed(now_); }
        }
        next_change_ = now_ + roll_.between(1ms, 100ms);
    }

    [[nodiscard]] std::optional<span> expected(const group& tables) const {
        span longest(0);
        for (const std::size_t one : tables) {
            if (!state_[one].took) { return std::nullopt; }
            longest = std::max(longest, *state_[one].took);
        }
        return longest;
    }

    /// As the scheduler does: workers first, then one job in its own process, which plans nothing meanwhile.
    bool start(const ready_set& ready) {
        span together(0);
        for (const refresh_job& job : ready.jobs) {
            together += expected(job.tables).value_or(worth_a_worker);
        }
        bool has_started = false;
        const refresh_job* here = nullptr;
        for (const refresh_job& job : ready.jobs) {
            const placement where = place(expected(job.tables), together);
            if (where != placement::here && jobs_.size() < workers_count) {
                begin(job);
                has_started = true;
            } else if (where != placement::worker && here == nullptr) {
                here = &job;
            }
        }
        if (here == nullptr) { return has_started; }
        run_here(*here);
        return true;
    }

    void begin(const refresh_job& job) {
        check(job);
        for (const std::size_t one : job.tables) { state_[one].started(); }
        jobs_.push_back({job, now_, now_ + duration(job)});
        most_at_once_ = std::max(most_at_once_, jobs_.size());
    }

    void run_here(const refresh_job& job) {
        begin(job);
        const running_job mine = jobs_.back();
        jobs_.pop_back();
        ++jobs_here_;
        now_ = mine.end;
        finish(mine, false);
    }

    [[nodiscard]] span duration(const refresh_job& job) {
        span sum(0);
        for (const std::size_t one : job.tables) { sum += usual_[one]; }
        return roll_.one_in(200) ? sum * 20 : roll_.between(sum / 2, sum * 2);
    }

    /// Neither it nor what it reads runs. A table may be refreshed while one that reads it is: that has its snapshot.
    void check(const refresh_job& job) const {
        REQUIRE(
            std::ranges::any_of(tables_.groups(), [&](const group& whole) { return whole == job.tables; }));
        for (const running_job& other : jobs_) {
            for (const std::size_t one : job.tables) {
                REQUIRE_FALSE(std::ranges::contains(other.job.tables, one));
                for (const std::size_t another : other.job.tables) {
                    REQUIRE_FALSE(std::ranges::contains(tables_.tables().inputs(one), another));
                }
            }
        }
    }

    void end_due() {
        for (std::size_t i = 0; i < jobs_.size();) {
            // A worker may be killed at any time.
            const bool is_killed = roll_.one_in(20'000);
            if (jobs_[i].end > now_ && !is_killed) {
                ++i;
                continue;
            }
            const running_job ended = jobs_[i];
            jobs_.erase(jobs_.begin() + static_cast<std::ptrdiff_t>(i));
            finish(ended, is_killed);
        }
    }

    void finish(const running_job& ended, bool is_killed) {
        const bool fails = is_killed || roll_.one_in(100);
        const bool is_busy = !fails && roll_.one_in(200);
        for (const std::size_t one : ended.job.tables) {
            if (fails) {
                state_[one].failed(failure_kind::transient, now_, now_);
            } else if (is_busy) {
                state_[one].postponed(now_ + 100ms, now_);
            } else {
                succeed(one, ended);
            }
        }
        if (!fails && !is_busy && !roll_.one_in(4)) { change_readers(ended.job.tables); }
    }

    void succeed(std::size_t table, const running_job& ended) {
        progress& state = state_[table];
        note_wait(table);
        state.refreshed(ended.job.round, now_);
        state.took = now_ - ended.started;
        if (const auto* const cadence = std::get_if<span>(&tables_.when(table))) {
            state.stretch = backed_off(state.stretch, *state.took, *cadence);
        }
    }

    void change_readers(const group& of) {
        for (const std::size_t one : of) {
            for (const graph::node reader : tables_.tables().readers(one)) {
                if (!std::ranges::contains(of, reader)) { state_[reader].changed(now_); }
            }
        }
    }

    /// By how much a table's changes have waited longer than its stretched schedule allows.
    void note_wait(std::size_t table) {
        const auto since = state_[table].waiting_since();
        const auto* const cadence = std::get_if<span>(&tables_.when(table));
        if (!since || cadence == nullptr) { return; }
        longest_wait_ = std::max(longest_wait_, now_ - *since - *cadence * state_[table].stretch);
    }
    void check_waits() {
        for (std::size_t i = 0; i < state_.size(); ++i) { note_wait(i); }
    }

    dice roll_;
    network tables_;
    std::vector<progress> state_;
    std::vector<span> usual_; ///< what a refresh of each table takes
    std::vector<running_job> jobs_;
    time_point now_{1s};
    time_point next_change_{1s};
    span longest_wait_{};
    std::size_t most_at_once_ = 0;
    std::size_t jobs_here_ = 0;
};

/// That of the environment, to repeat a run; else another one each time.
std::uint64_t seed_of(int run) {
    const char* const given = std::getenv("PGT_SCHEDULE_SEED"); // NOLINT(concurrency-mt-unsafe)
    if (given == nullptr) { return std::random_device()(); }
    return static_cast<std::uint64_t>(std::stoull(given)) + static_cast<std::uint64_t>(run);
}

} // namespace

TEST_CASE("schedule: 500 tables, 8 workers, failures and kills", "[schedule]") {
    for (int run = 0; run < 3; ++run) {
        const std::uint64_t seed = seed_of(run);
        std::cout << "PGT_SCHEDULE_SEED=" << seed << '\n';
        INFO("PGT_SCHEDULE_SEED=" << seed);
        simulation one(seed);
        one.run(20s, true);
        CHECK(one.longest_wait() < 30s);
        CHECK(one.used_both());
        CHECK(one.most_at_once() <= workers_count + 1);
        one.run(120s, false);
        CHECK(one.longest_wait() < 60s);
    }
}

} // namespace pgt::schedule
