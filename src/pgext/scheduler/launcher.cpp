#include "scheduler/launcher.hpp"

#include "pg/clock.hpp"
#include "pg/databases.hpp"
#include "pg/report.hpp"
#include "pg/worker.hpp"
#include "pg/worker_transaction.hpp"
#include "settings/settings.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace pgt::ext {
namespace {

using namespace std::chrono_literals;

/// The launcher is told what it has to know; should that ever fail, it finds out by itself.
constexpr auto between_looks = 60s;
/// What a worker may take to begin, before the server is taken to have given it up.
constexpr auto to_begin = 10s;
constexpr auto until_place = 10s;
/// Most databases need none for longer than it takes to see that: there may be many more than workers.
constexpr int starting_at_once = 3;

constexpr std::chrono::seconds delay_after(int failures) {
    return std::chrono::seconds(1 << std::min(failures - 1, 6));
}

} // namespace

void launcher::run() {
    for (;;) {
        (void)pg::reloaded_configuration();
        next_ = between_looks;
        look();
        pg::wait(std::chrono::duration_cast<std::chrono::microseconds>(next_));
    }
}

void launcher::look() {
    forget_answers();
    pg::worker_transaction transaction;
    const std::vector<pg::oid> databases = pg::working_databases();
    transaction.commit();
    std::erase_if(known_, [&](const auto& one) { return !std::ranges::contains(databases, one.first); });
    release_places(databases);
    starting_ = static_cast<int>(
        std::ranges::count_if(known_, [](const auto& one) { return one.second.asked.has_value(); }));
    if (!settings::enabled()) { return; } // schedulers end by themselves
    for (const pg::oid database : databases) { watch(database); }
}

/// Where extensions were created, there may be ours.
void launcher::forget_answers() {
    const auto changed = state_.extensions.take();
    for (auto& [database, about] : known_) {
        if (changed.all || std::ranges::contains(changed.some, database)) { about.has_no_extension = false; }
    }
}

void launcher::release_places(const std::vector<pg::oid>& databases) {
    for (pg::shared_database& place : state_.databases()) {
        const bool is_gone = !std::ranges::contains(databases, place.id.load());
        if (is_gone && place.scheduler.pid() == 0) { place.id = pg::no_oid; }
    }
}

void launcher::watch(pg::oid database) {
    known& about = known_[database];
    pg::shared_database* const place = state_.find(database);
    if (place != nullptr && place->scheduler.pid() != 0) {
        about.asked.reset();
        about.has_run = true;
        return;
    }
    if (place != nullptr) { take_note_of_end(about, *place); }
    if (about.has_no_extension) {
        if (place != nullptr) { place->id = pg::no_oid; }
        return;
    }
    start(database, about, place);
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

void launcher::start(pg::oid database, known& about, pg::shared_database* place) {
    if (about.asked || starting_ >= starting_at_once) { return look_again(1s); }
    if (about.not_before > clock::now()) { return look_again(about.not_before - clock::now()); }
    if (place == nullptr) { place = claim(database); }
    if (place == nullptr) { return look_again(until_place); }
    const auto wait = std::chrono::microseconds(place->free_until - static_cast<std::int64_t>(pg::now()));
    if (wait > 0us) { return look_again(wait); }
    place->has_begun = false;
    place->ended = pg::ending::unexpected;
    if (pg::start_scheduler(*place)) {
        about.asked = clock::now();
        ++starting_;
        has_warned_ = false;
        return look_again(1s);
    }
    about.not_before = clock::now() + until_place;
    look_again(until_place);
    if (std::exchange(has_warned_, true)) { return; }
    pg::report(pg::severity::warning, "there is no background worker left for a scheduler of pg_trickle",
               "Each database with the extension needs one, and the server one more.",
               "Increase max_worker_processes.");
}

pg::shared_database* launcher::claim(pg::oid database) {
    for (pg::shared_database& place : state_.databases()) {
        if (place.id != pg::no_oid || place.scheduler.pid() != 0) { continue; }
        place.free_until = 0;
        place.id = database;
        return &place;
    }
    return nullptr;
}

} // namespace pgt::ext
