#include "pg/worker/worker.hpp"

#include <algorithm>

#include "pg/boundary/guard.hpp"
#include "pg/boundary/protect.hpp"

extern "C" {
#include <miscadmin.h>
#include <pgstat.h>
#include <postmaster/bgworker.h>
#include <postmaster/interrupt.h>
#include <storage/ipc.h>
#include <storage/latch.h>
#include <tcop/tcopprot.h>
#include <utils/backend_status.h>
#include <utils/guc.h>
#include <utils/wait_event.h>
}

namespace pgt::pg {
namespace {

constexpr int seconds_until_restart = 1;

BackgroundWorker describe(const char* type, const char* function) {
    BackgroundWorker worker{};
    strlcpy(worker.bgw_name, type, sizeof worker.bgw_name);
    strlcpy(worker.bgw_type, type, sizeof worker.bgw_type);
    strlcpy(worker.bgw_library_name, "pg_trickle", sizeof worker.bgw_library_name);
    strlcpy(worker.bgw_function_name, function, sizeof worker.bgw_function_name);
    worker.bgw_flags = BGWORKER_SHMEM_ACCESS | BGWORKER_BACKEND_DATABASE_CONNECTION;
    worker.bgw_start_time = BgWorkerStart_RecoveryFinished;
    worker.bgw_restart_time = BGW_NEVER_RESTART;
    return worker;
}

uint32 wait_event() {
    static uint32 event = 0;
    if (event == 0) event = WaitEventExtensionNew("PgTrickleIdle");
    return event;
}

/// Milliseconds, rounded up: waking early would mean to look at the clock once more.
long rounded(std::chrono::microseconds time) {
    constexpr std::chrono::milliseconds most = std::chrono::hours(1);
    return static_cast<long>(
        std::clamp(std::chrono::ceil<std::chrono::milliseconds>(time), std::chrono::milliseconds(0), most)
            .count());
}

/// Sends statistics that are due; milliseconds until more are, 0: none are left.
long send_statistics() { return pgstat_report_stat(false); }

void end_if_asked() {
    if (ProcDiePending) proc_exit(1); // quietly: nothing is interrupted
    CHECK_FOR_INTERRUPTS();
}

void sleep(long milliseconds) {
    const int events = WL_LATCH_SET | WL_EXIT_ON_PM_DEATH | (milliseconds < 0 ? 0 : WL_TIMEOUT);
    WaitLatch(MyLatch, events, milliseconds, wait_event());
    ResetLatch(MyLatch);
}

} // namespace

void register_launcher() {
    if (IsBinaryUpgrade) return; // pg_upgrade: nothing may be written but what it writes itself
    BackgroundWorker worker = describe("pg_trickle launcher", "pgtrickle_launcher_main");
    worker.bgw_restart_time = seconds_until_restart;
    call([&worker] { RegisterBackgroundWorker(&worker); });
}

bool start_scheduler(shared_database& in) {
    BackgroundWorker worker = describe("pg_trickle scheduler", "pgtrickle_scheduler_main");
    worker.bgw_main_arg = Int32GetDatum(static_cast<int>(&in - shared()->databases().data()));
    worker.bgw_notify_pid = MyProcPid;
    return call([&worker] { return RegisterDynamicBackgroundWorker(&worker, nullptr); });
}

BackgroundWorkerHandle* request_worker(std::int64_t argument) {
    BackgroundWorker worker = describe("pg_trickle worker", "pgtrickle_worker_main");
    worker.bgw_main_arg = Int64GetDatum(argument);
    worker.bgw_notify_pid = MyProcPid;
    return call([&worker] {
        BackgroundWorkerHandle* handle = nullptr;
        const MemoryContext before = MemoryContextSwitchTo(TopMemoryContext);
        const bool is_registered = RegisterDynamicBackgroundWorker(&worker, &handle);
        MemoryContextSwitchTo(before);
        return is_registered ? handle : nullptr;
    });
}

void connect_worker(std::optional<oid> to) {
    pqsignal(SIGHUP, SignalHandlerForConfigReload);
    pqsignal(SIGTERM, die);
    call([=] {
        BackgroundWorkerUnblockSignals();
        if (to) {
            BackgroundWorkerInitializeConnectionByOid(*to, InvalidOid, 0);
        } else {
            BackgroundWorkerInitializeConnection(nullptr, nullptr, 0);
        }
    });
}

void report_activity(const std::string& what) {
    call([text = what.c_str()] { pgstat_report_activity(STATE_RUNNING, text); });
}

void wait(std::optional<std::chrono::microseconds> longest) {
    long time = longest ? rounded(*longest) : -1;
    call([&time] {
        end_if_asked();
        pgstat_report_activity(STATE_IDLE, nullptr);
        const long statistics = send_statistics();
        if (statistics > 0 && (time < 0 || statistics < time)) time = statistics;
        sleep(time);
        end_if_asked();
    });
}

bool reloaded_configuration() {
    if (!ConfigReloadPending) return false;
    ConfigReloadPending = false;
    call([] { ProcessConfigFile(PGC_SIGHUP); });
    return true;
}

void end_worker() { proc_exit(0); }

} // namespace pgt::pg
