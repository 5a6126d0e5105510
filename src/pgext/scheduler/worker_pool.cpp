#include "scheduler/worker_pool.hpp"

#include "catalog/schedule_time.hpp"
#include "pg/worker/shared_state.hpp"
#include "scheduler/message.hpp"
#include "settings/settings.hpp"

#include <pgt/schedule/placement.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace pgt::ext {
namespace {

using namespace std::chrono_literals;
using pg::shared_job;
using pg::work_phase;

/// After the server had no background worker left.
constexpr schedule::span until_next_try = 1s;

/// How many workers this database may have now.
int allowed() {
    const int most = settings::max_dynamic_refresh_workers();
    return schedule::allowed_workers(settings::max_concurrent_refreshes(),
                                     settings::per_database_worker_quota(), most,
                                     pg::count_workers(pg::shared()->pool));
}

/// What is known of a job whose worker has ended.
job_outcome lost_outcome() {
    job_outcome outcome{.how = job_outcome::result::lost};
    outcome.failure = {"57P01", "the worker that ran the refresh has ended"};
    return outcome;
}

shared_job::state state_of(job_outcome::result how) {
    switch (how) {
    case job_outcome::result::done: return shared_job::state::succeeded;
    case job_outcome::result::busy: return shared_job::state::postponed;
    case job_outcome::result::failed: return shared_job::state::failed;
    case job_outcome::result::lost: break;
    }
    return shared_job::state::lost;
}

} // namespace

executor::answer worker_pool::start(const job_order& order) {
    const std::vector<std::byte> message = message_of(order);
    if (message.size() > decltype(pg::shared_worker::message){}.size()) { return answer::unable; }
    forget_stopped();
    worker* one = find_idle(order.tables.front().relation);
    if (one == nullptr) { one = add(); }
    if (one == nullptr) { return is_busy() ? answer::full : answer::unable; }
    give(*one, order, message);
    return answer::started;
}

/// The worker that had the table last, or else any one, if it is idle. It is `in_hand` then, and does not end by itself any more.
worker_pool::worker* worker_pool::find_idle(pg::oid table) {
    const auto had = last_.find(table);
    const auto take = [](worker& one) {
        return !one.job && one.slot->step(work_phase::idle, work_phase::in_hand);
    };
    if (had != last_.end()) {
        const auto own = std::ranges::find(workers_, had->second, &worker::slot);
        if (own != workers_.end() && take(*own)) { return &*own; }
    }
    const auto any = std::ranges::find_if(workers_, take);
    return any == workers_.end() ? nullptr : &*any;
}

/// One more worker; null: there may be, or can be, no more.
worker_pool::worker* worker_pool::add() {
    const bool may_start = !pg::shared()->pool.is_short && time_now() >= not_before_;
    if (!may_start || static_cast<int>(workers_.size()) >= allowed()) { return nullptr; }
    pg::shared_worker* const slot = pg::claim_worker(settings::max_dynamic_refresh_workers());
    if (slot == nullptr) { return nullptr; }
    slot->phase = work_phase::in_hand;
    if (!pg::start_worker(*slot)) {
        pg::release_worker(*slot);
        not_before_ = time_now() + until_next_try;
        return nullptr;
    }
    workers_.push_back({.slot = slot});
    return &workers_.back();
}

void worker_pool::give(worker& to, const job_order& order, std::span<const std::byte> message) {
    pg::shared_worker& slot = *to.slot;
    const auto [entry, number] = pg::shared()->pool.begin_job();
    to.job = order;
    to.given = time_now();
    to.entry = entry;
    to.number = number;
    entry->database = slot.database.load();
    entry->table = order.tables.front().id;
    entry->tables = static_cast<int>(order.tables.size());
    entry->attempt = order.attempt;
    entry->scheduler = slot.scheduler.load();
    entry->worker = slot.process.pid();
    entry->how = shared_job::state::running;
    entry->planned = to_server_time(order.round);
    entry->started = to_server_time(to.given);
    entry->ended = 0;
    entry->id = number;
    slot.job = number;
    for (const job_table& one : order.tables) { last_[one.relation] = &slot; }
    std::ranges::copy(message, slot.message.begin());
    slot.length = static_cast<std::uint32_t>(message.size());
    slot.phase = work_phase::requested;
    slot.process.wake();
}

std::vector<ended_job> worker_pool::finished() {
    std::vector<ended_job> all;
    for (worker& one : workers_) {
        if (!one.job) { continue; }
        const bool has_stopped = pg::has_stopped(*one.slot); // first: it may end right after its job
        const bool has_ended = one.slot->phase == work_phase::in_hand;
        if (!has_ended && !has_stopped) { continue; }
        job_outcome outcome = end(one, !has_ended);
        all.push_back({*std::exchange(one.job, std::nullopt), std::move(outcome)});
    }
    if (!all.empty()) { drop_surplus(); }
    forget_stopped();
    return all;
}

job_outcome worker_pool::end(worker& of, bool is_lost) {
    pg::shared_worker& slot = *of.slot;
    job_outcome outcome = is_lost ? lost_outcome() : read_outcome(std::span(slot.message).first(slot.length));
    if (is_lost) { outcome.took = time_now() - of.given; }
    if (of.entry->id == of.number) {
        of.entry->ended = to_server_time(time_now());
        of.entry->how = state_of(outcome.how);
    }
    slot.phase = is_lost ? work_phase::leaving : work_phase::idle;
    return outcome;
}

/// Idle workers beyond what the database may have now, or while databases wait for a background worker, end.
void worker_pool::drop_surplus() {
    int surplus = pg::shared()->pool.is_short ? static_cast<int>(workers_.size())
                                              : static_cast<int>(workers_.size()) - allowed();
    for (const worker& one : workers_) {
        if (surplus <= 0) { return; }
        if (one.job || !one.slot->step(work_phase::idle, work_phase::leaving)) { continue; }
        one.slot->process.wake();
        --surplus;
    }
}

void worker_pool::forget_stopped() {
    std::erase_if(workers_, [this](const worker& one) {
        if (one.job || !pg::has_stopped(*one.slot)) { return false; }
        std::erase_if(last_, [&one](const auto& had) { return had.second == one.slot; });
        pg::release_worker(*one.slot);
        return true;
    });
}

bool worker_pool::is_busy() const {
    return std::ranges::any_of(workers_, [](const worker& one) { return one.job.has_value(); });
}

bool worker_pool::refreshes(pg::oid table) const {
    return std::ranges::any_of(workers_, [table](const worker& one) {
        return one.job && std::ranges::contains(one.job->tables, table, &job_table::relation);
    });
}

} // namespace pgt::ext
