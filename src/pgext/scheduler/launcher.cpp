#include "scheduler/launcher.hpp"

#include "pg/boundary/report.hpp"
#include "pg/value/clock.hpp"
#include "pg/worker/databases.hpp"
#include "pg/worker/worker.hpp"
#include "pg/worker/worker_transaction.hpp"
#include "scheduler/failure.hpp"
#include "settings/settings.hpp"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

namespace pgt::ext {
namespace {

using namespace std::chrono_literals;

/// The launcher is told what it has to know; should that ever fail, it finds out by itself.
constexpr auto between_looks = 60s;
/// What a worker may take to begin, before the server is taken to have given it up.
constexpr auto to_begin = 10s;
/// Most databases need none for longer than it takes to see that: there may be many more than workers.
constexpr int starting_at_once = 3;
/// Who waits for a worker is told when one is free, but not if it was not ours.
constexpr auto until_worker = 100ms;
/// A worker that has ended is counted for a while.
constexpr auto until_none = 5s;
constexpr auto until_any_worker = 10s;
/// What a scheduler may be idle before it makes room for one that has something to do; and what it may run if none is idle.
constexpr std::chrono::microseconds short_rest = 100ms;
constexpr std::chrono::microseconds turn = 5s;

constexpr std::chrono::seconds delay_after(int failures) {
    return std::chrono::seconds(1 << std::min(failures - 1, 6));
}

std::int64_t now() { return static_cast<std::int64_t>(pg::now()); }

bool runs(const pg::shared_database& place) { return place.scheduler.pid() != 0; }

bool is_due(std::int64_t due) { return due != 0 && due <= now(); }

} // namespace

void launcher::run() {
    for (;;) {
        if (pg::reloaded_configuration()) { wake_all(); }
        next_ = between_looks;
        if (!succeeds("looking after the schedulers", [this] { look(); })) { next_ = 1s; }
        pg::wait(std::chrono::duration_cast<std::chrono::microseconds>(next_));
    }
}

void launcher::look() {
    forget_answers();
    hear_of_homeless();
    pg::worker_transaction transaction;
    const std::vector<pg::oid> databases = pg::working_databases();
    transaction.commit();
    std::erase_if(known_, [&](const auto& one) { return !std::ranges::contains(databases, one.first); });
    release_places(databases);
    starting_ = static_cast<int>(
        std::ranges::count_if(known_, [](const auto& one) { return one.second.asked.has_value(); }));
    if (!settings::enabled()) { return; } // schedulers end by themselves
    waiting_ = 0;
    for (const pg::oid database : in_order(databases)) { watch(database); }
    if (waiting_ == 0) {
        has_warned_ = false;
        state_.has_no_worker = false;
    }
    make_room();
}

/// Where extensions were created, there may be ours.
void launcher::forget_answers() {
    const auto changed = state_.extensions.take();
    for (auto& [database, about] : known_) {
        if (changed.all || std::ranges::contains(changed.some, database)) { about.has_no_extension = false; }
    }
}

void launcher::hear_of_homeless() {
    const auto changed = state_.homeless.take();
    for (auto& [database, about] : known_) {
        if (changed.all || std::ranges::contains(changed.some, database)) { about.is_wanted = true; }
    }
}

/// Those that rest have to see what has been set.
void launcher::wake_all() {
    for (pg::shared_database& place : state_.databases()) { place.wanted = true; }
    for (auto& [database, about] : known_) { about.is_wanted = true; }
}

void launcher::release_places(const std::vector<pg::oid>& databases) {
    for (pg::shared_database& place : state_.databases()) {
        const bool is_gone = !std::ranges::contains(databases, place.id.load());
        if (is_gone && !runs(place)) { place.id = pg::no_oid; }
    }
}

/// Those that have waited longest come first.
std::vector<pg::oid> launcher::in_order(std::vector<pg::oid> databases) {
    std::ranges::stable_sort(databases, {}, [this](pg::oid database) {
        return known_[database].waits_since.value_or(clock::time_point::max());
    });
    return databases;
}

void launcher::watch(pg::oid database) {
    known& about = known_[database];
    pg::shared_database* const place = state_.find(database);
    if (place != nullptr && runs(*place)) {
        if (std::exchange(about.asked, std::nullopt)) { --starting_; }
        about.waits_since.reset();
        about.has_run = true;
        return;
    }
    if (place != nullptr) { take_note_of_end(about, *place); }
    if (about.has_no_extension) {
        about.waits_since.reset();
        if (place != nullptr) { place->id = pg::no_oid; }
        return;
    }
    if (!may_rest(about, place)) { start(database, about, place); }
}

/// Of a database without a scheduler: has one ended since the last look, and why?
void launcher::take_note_of_end(known& about, const pg::shared_database& place) {
    about.has_run = about.has_run || (about.asked && place.has_begun);
    const bool was_lost = about.asked && !about.has_run && clock::now() > *about.asked + to_begin;
    if (!about.has_run && !was_lost) { return; }
    about.asked.reset();
    about.has_run = false;
    about.has_no_extension = place.ended == pg::ending::no_extension;
    about.failures = place.ended == pg::ending::unexpected ? about.failures + 1 : 0;
    if (about.failures > 0) { about.not_before = clock::now() + delay_after(about.failures); }
}

/// Whether its scheduler has gone to rest, and nothing has happened since.
bool launcher::may_rest(const known& about, const pg::shared_database* place) {
    const bool rests = place != nullptr ? place->ended == pg::ending::to_rest : about.is_homeless;
    const std::int64_t due = place != nullptr ? place->due.load() : about.due;
    const bool is_wanted = place != nullptr ? place->wanted.load() : about.is_wanted;
    if (!rests || is_wanted || is_due(due)) { return false; }
    if (due != 0) { look_again(std::chrono::microseconds(due - now())); }
    return true;
}

void launcher::start(pg::oid database, known& about, pg::shared_database* place) {
    if (about.asked || starting_ >= starting_at_once) { return look_again(1s); }
    if (about.not_before > clock::now()) { return look_again(about.not_before - clock::now()); }
    if (place == nullptr) { place = claim(database); }
    if (place == nullptr) { return look_again(1s); }
    const auto wait = std::chrono::microseconds(place->free_until - now());
    if (wait > 0us) { return look_again(wait); }
    const pg::ending before = place->ended.exchange(pg::ending::unexpected);
    place->has_begun = false;
    if (!pg::start_scheduler(*place)) {
        place->ended = before;
        return wait_for_worker(about);
    }
    about.asked = clock::now();
    about.waits_since.reset();
    about.is_homeless = false;
    ++starting_;
    look_again(1s);
}

void launcher::wait_for_worker(known& about) {
    if (!about.waits_since) { about.waits_since = clock::now(); }
    ++waiting_;
}

launcher::clock::duration launcher::longest_wait() const {
    clock::duration longest{};
    for (const auto& [database, about] : known_) {
        if (about.waits_since) { longest = std::max(longest, clock::now() - *about.waits_since); }
    }
    return longest;
}

/// Asks as many schedulers to rest as databases wait.
void launcher::make_room() {
    if (waiting_ == 0) { return; }
    const bool has_any = starting_ > 0 || std::ranges::any_of(state_.databases(), runs);
    if (!has_any && longest_wait() > until_none) { return warn_without_worker(); }
    look_again(until_worker);
    int leaving =
        static_cast<int>(std::ranges::count_if(state_.databases(), [](const pg::shared_database& place) {
            return runs(place) && place.asked_to_rest;
        }));
    for (; leaving < waiting_; ++leaving) {
        pg::shared_database* const one = to_rest();
        if (one == nullptr) { return; }
        one->asked_to_rest = true;
        one->scheduler.wake();
    }
}

/// Who makes room for another; null: all have only just begun.
pg::shared_database* launcher::to_rest() {
    pg::shared_database* longest = nullptr;
    std::int64_t since = std::numeric_limits<std::int64_t>::max();
    const auto consider = [&](pg::shared_database& place, std::int64_t from,
                              std::chrono::microseconds least) {
        if (from == 0 || from > now() - least.count() || from >= since) { return; }
        longest = &place;
        since = from;
    };
    const auto may_leave = [](const pg::shared_database& place) {
        return runs(place) && place.has_begun && !place.asked_to_rest;
    };
    for (pg::shared_database& place : state_.databases()) {
        if (may_leave(place)) { consider(place, place.idle_since, short_rest); }
    }
    if (longest != nullptr) { return longest; }
    for (pg::shared_database& place : state_.databases()) {
        if (may_leave(place)) { consider(place, place.began, turn); }
    }
    return longest;
}

void launcher::warn_without_worker() {
    state_.has_no_worker = true;
    look_again(until_any_worker);
    if (std::exchange(has_warned_, true)) { return; }
    pg::report(pg::severity::warning, "there is no background worker left for a scheduler of pg_trickle",
               "Others use all that max_worker_processes allows.", "Increase max_worker_processes.");
}

pg::shared_database* launcher::claim(pg::oid database) {
    const auto found = std::ranges::find_if(state_.databases(), [](const pg::shared_database& place) {
        return place.id == pg::no_oid && !runs(place);
    });
    pg::shared_database* place = found == state_.databases().end() ? nullptr : &*found;
    for (pg::shared_database& one : state_.databases()) {
        if (place != nullptr && (place->id == pg::no_oid || !place->wanted)) { break; }
        if (one.ended == pg::ending::to_rest && !runs(one)) { place = &one; }
    }
    if (place == nullptr) { return nullptr; }
    const pg::oid before = place->id.exchange(database);
    if (before != pg::no_oid) { evict(*place, before); }
    place->free_until = 0;
    return place;
}

/// Who marks something in a place looks afterwards whether it is still his.
void launcher::evict(pg::shared_database& place, pg::oid database) {
    known& about = known_[database];
    about.is_homeless = true;
    about.due = place.due;
    about.is_wanted = place.wanted.exchange(false) || !place.changed.take().none();
    place.is_complete = false;
    place.has_prepared = false;
    place.due = 0;
    place.ended = pg::ending::unexpected;
}

} // namespace pgt::ext
