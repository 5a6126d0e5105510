#include "pg/worker/shared_workers.hpp"

#include "pg/worker/shared_state.hpp"
#include "pg/worker/worker.hpp"

#include "pg/boundary/guard.hpp"

extern "C" {
#include <miscadmin.h>
#include <postmaster/bgworker.h>
#include <storage/ipc.h>
}

namespace pgt::pg {
namespace {

/// Of the slots that this process uses: the process that was requested last.
constinit std::array<BackgroundWorkerHandle*, std::tuple_size_v<decltype(shared_pool::workers)>> handles{};

std::size_t index_of(const shared_worker& slot) {
    return static_cast<std::size_t>(&slot - shared()->pool.workers.data());
}

void release_all(int /*code*/, Datum /*argument*/) {
    for (shared_worker& one : shared()->pool.workers) {
        if (one.scheduler != MyProcPid) continue;
        if (BackgroundWorkerHandle* const handle = handles[index_of(one)]; handle != nullptr)
            TerminateBackgroundWorker(handle);
        one.scheduler = 0;
    }
}

void release_at_end() {
    static bool is_registered = false;
    if (std::exchange(is_registered, true)) return;
    call([] { before_shmem_exit(release_all, 0); });
}

} // namespace

int count_workers(shared_pool& pool) noexcept {
    int count = 0;
    for (const shared_worker& one : pool.workers)
        if (one.scheduler != 0 || one.process.pid() != 0) ++count;
    return count;
}

shared_worker* claim_worker(int most) {
    release_at_end();
    shared_pool& pool = shared()->pool;
    for (shared_worker& one : pool.workers) {
        int none = 0;
        if (one.process.pid() != 0 || !one.scheduler.compare_exchange_strong(none, MyProcPid)) continue;
        if (count_workers(pool) > most) {
            one.scheduler = 0;
            return nullptr;
        }
        one.database = MyDatabaseId;
        one.phase = work_phase::idle;
        return &one;
    }
    return nullptr;
}

bool start_worker(shared_worker& in) {
    in.has_begun = false;
    const std::uint32_t ticket = ++in.ticket;
    const auto argument = static_cast<std::int64_t>((std::uint64_t{ticket} << 32U) | index_of(in));
    handles[index_of(in)] = request_worker(argument);
    return handles[index_of(in)] != nullptr;
}

bool has_stopped(const shared_worker& in) {
    if (in.has_begun) return in.process.pid() == 0;
    return call([handle = handles[index_of(in)]] {
        pid_t pid = 0;
        return handle == nullptr || GetBackgroundWorkerPid(handle, &pid) == BGWH_STOPPED;
    });
}

void release_worker(shared_worker& slot) {
    if (BackgroundWorkerHandle*& handle = handles[index_of(slot)]; handle != nullptr)
        call([old = std::exchange(handle, nullptr)] { pfree(old); });
    slot.scheduler = 0;
}

} // namespace pgt::pg
