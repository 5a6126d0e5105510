#include "pg/worker/drain.hpp"

#include "pg/worker/shared_state.hpp"

#include <pgt/error.hpp>

#include "pg/boundary/guard.hpp"

extern "C" {
#include <miscadmin.h>
#include <storage/latch.h>
#include <utils/timestamp.h>
#include <utils/wait_event.h>
}

namespace pgt::pg {
namespace {

/// How often a session looks whether a drain is complete: schedulers wake no sessions.
constexpr int milliseconds_between = 10;

void nap() {
    call([] {
        WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, milliseconds_between,
                  PG_WAIT_EXTENSION);
        ResetLatch(MyLatch);
        CHECK_FOR_INTERRUPTS();
    });
}

/// The drain that is in force here; null: none is.
shared_drain* find() noexcept {
    if (shared() == nullptr) return nullptr;
    for (shared_drain& one : shared()->drains.of)
        if (one.database == MyDatabaseId && one.number != 0) return &one;
    return nullptr;
}

/// Begins a drain here; null: there is no free entry.
shared_drain* claim() noexcept {
    const std::uint32_t number = ++shared()->drains.last;
    for (shared_drain& one : shared()->drains.of) {
        std::uint32_t none = 0;
        if (!one.number.compare_exchange_strong(none, number)) continue;
        one.began = GetCurrentTimestamp();
        one.database = MyDatabaseId; // last: it is found by it
        return &one;
    }
    return nullptr;
}

shared_drain& begin() {
    if (shared_drain* const found = find(); found != nullptr) return *found;
    shared_drain* const entry = claim();
    if (entry == nullptr) {
        throw user_error(sqlstate::program_limit_exceeded, "too many databases are drained")
            .hint("Call pgtrickle.undrain() in one of them.");
    }
    return *entry;
}

shared_process* scheduler() noexcept {
    shared_database* const here = shared_of_database();
    return here == nullptr ? nullptr : &here->scheduler;
}

void wake_scheduler() noexcept {
    if (shared_process* const process = scheduler(); process != nullptr) process->wake();
}

/// Where there is no scheduler no refresh runs, and the next one sees the drain before it starts any.
bool is_complete(const shared_drain& one) noexcept {
    const shared_process* const process = scheduler();
    return one.drained == one.number || process == nullptr || process->pid() == 0;
}

} // namespace

bool drain_scheduler(std::chrono::seconds longest) {
    const shared_drain& drain = begin();
    wake_scheduler();
    const TimestampTz end = TimestampTzPlusMilliseconds(
        GetCurrentTimestamp(), std::chrono::duration_cast<std::chrono::milliseconds>(longest).count());
    while (!is_complete(drain) && GetCurrentTimestamp() < end) nap();
    return is_complete(drain);
}

bool is_drained() noexcept {
    const shared_drain* const drain = find();
    return drain != nullptr && is_complete(*drain);
}

bool is_draining() noexcept { return find() != nullptr; }

std::optional<std::int64_t> begin_of_drain() noexcept {
    const shared_drain* const drain = find();
    return drain == nullptr ? std::nullopt : std::optional(drain->began.load());
}

bool end_drain() noexcept {
    bool was_in_force = false;
    for (shared_drain* one = find(); one != nullptr; one = find()) {
        one->database = no_oid; // first: the entry is free when it has no number
        one->number = 0;
        was_in_force = true;
    }
    wake_scheduler();
    return was_in_force;
}

void follow_drain(bool is_quiet) noexcept {
    if (shared_drain* const drain = find(); drain != nullptr && is_quiet)
        drain->drained = drain->number.load();
}

} // namespace pgt::pg
