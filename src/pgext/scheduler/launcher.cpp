#include "scheduler/launcher.hpp"

#include "pg/worker/databases.hpp"
#include "pg/worker/worker.hpp"
#include "pg/worker/worker_transaction.hpp"
#include "scheduler/failure.hpp"
#include "scheduler/slot_state.hpp"
#include "settings/settings.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace pgt::ext {
namespace {

using namespace std::chrono_literals;

/// Without news. The launcher is told what it has to know; this is for the case that it was not.
constexpr auto between_looks = 60s;
/// How long a worker may take to begin before it is considered lost.
constexpr auto to_begin = 10s;
/// Most schedulers end at once, as their database has no extension: there may be many more databases than workers.
constexpr int starting_at_once = 3;

constexpr std::chrono::seconds delay_after(int failures) {
    return std::chrono::seconds(1 << std::min(failures - 1, 6));
}

} // namespace

void launcher::run() {
    for (;;) {
        if (pg::reloaded_configuration()) { wake_all(); }
        next_ = between_looks;
        if (!succeeds("supervising the schedulers", [this] { look(); })) { next_ = 1s; }
        pg::wait(std::chrono::duration_cast<std::chrono::microseconds>(next_));
    }
}

void launcher::look() {
    forget_answers();
    receive_unslotted();
    pg::worker_transaction transaction;
    const std::vector<pg::oid> databases = pg::working_databases();
    transaction.commit();
    std::erase_if(known_, [&](const auto& one) { return !std::ranges::contains(databases, one.first); });
    release_slots(databases);
    starting_ = static_cast<int>(
        std::ranges::count_if(known_, [](const auto& one) { return one.second.asked.has_value(); }));
    if (!settings::enabled()) { return; } // schedulers see that themselves, and idle
    waiting_ = 0;
    for (const pg::oid database : in_order(databases)) { watch(database); }
    if (waiting_ == 0) {
        has_warned_ = false;
        state_.has_no_worker = false;
    }
    state_.pool.is_short = waiting_ > 0;
    make_room();
}

/// A database in which an extension was created may have ours now.
void launcher::forget_answers() {
    const auto changed = state_.extensions.take();
    for (auto& [database, about] : known_) {
        if (changed.all || std::ranges::contains(changed.some, database)) { about.has_no_extension = false; }
    }
}

void launcher::receive_unslotted() {
    const auto changed = state_.unslotted.take();
    for (auto& [database, about] : known_) {
        if (changed.all || std::ranges::contains(changed.some, database)) { about.is_wanted = true; }
    }
}

/// Resting schedulers have to read changed settings.
void launcher::wake_all() {
    for (pg::shared_database& slot : state_.databases()) { slot.wanted = true; }
    for (auto& [database, about] : known_) { about.is_wanted = true; }
}

/// The databases that have waited longest for a worker come first.
std::vector<pg::oid> launcher::in_order(std::vector<pg::oid> databases) {
    std::ranges::stable_sort(databases, {}, [this](pg::oid database) {
        return known_[database].waits_since.value_or(clock::time_point::max());
    });
    return databases;
}

void launcher::watch(pg::oid database) {
    known& about = known_[database];
    pg::shared_database* const slot = state_.find(database);
    if (slot != nullptr && runs(*slot)) {
        if (std::exchange(about.asked, std::nullopt)) { --starting_; }
        about.waits_since.reset();
        about.has_run = true;
        return;
    }
    if (slot != nullptr) { note_end(about, *slot); }
    if (about.has_no_extension) {
        about.waits_since.reset();
        if (slot != nullptr) { slot->id = pg::no_oid; }
        return;
    }
    if (!may_rest(about, slot)) { start(database, about, slot); }
}

/// Of a database without a scheduler: records whether one has ended since the last look, and why.
void launcher::note_end(known& about, const pg::shared_database& slot) {
    about.has_run = about.has_run || (about.asked && slot.has_begun);
    const bool was_lost = about.asked && !about.has_run && clock::now() > *about.asked + to_begin;
    if (!about.has_run && !was_lost) { return; }
    about.asked.reset();
    about.has_run = false;
    about.has_no_extension = slot.ended == pg::ending::no_extension;
    about.failures = slot.ended == pg::ending::unexpected ? about.failures + 1 : 0;
    if (about.failures > 0) { about.not_before = clock::now() + delay_after(about.failures); }
}

/// Whether its scheduler rests and nothing has happened since.
bool launcher::may_rest(const known& about, const pg::shared_database* slot) {
    const bool rests = slot != nullptr ? slot->ended == pg::ending::to_rest : about.is_unslotted;
    const std::int64_t due = slot != nullptr ? slot->due.load() : about.due;
    const bool is_wanted = slot != nullptr ? slot->wanted.load() : about.is_wanted;
    if (!rests || is_wanted || is_due(due)) { return false; }
    if (due != 0) { look_again(std::chrono::microseconds(due - server_now())); }
    return true;
}

void launcher::start(pg::oid database, known& about, pg::shared_database* slot) {
    if (about.asked || starting_ >= starting_at_once) { return look_again(1s); }
    if (about.not_before > clock::now()) { return look_again(about.not_before - clock::now()); }
    if (slot == nullptr) { slot = claim(database); }
    if (slot == nullptr) { return look_again(1s); }
    const auto wait = std::chrono::microseconds(slot->free_until - server_now());
    if (wait > 0us) { return look_again(wait); }
    const pg::ending before = slot->ended.exchange(pg::ending::unexpected);
    slot->has_begun = false;
    if (!pg::start_scheduler(*slot)) {
        slot->ended = before;
        return wait_for_worker(about);
    }
    about.asked = clock::now();
    about.waits_since.reset();
    about.is_unslotted = false;
    ++starting_;
    look_again(1s);
}

} // namespace pgt::ext
