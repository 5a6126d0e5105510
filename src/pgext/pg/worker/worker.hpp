/// Background workers: processes of the server that run code of ours.
#pragma once

#include "pg/worker/shared_state.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

struct BackgroundWorkerHandle; // NOLINT: the server's name

namespace pgt::pg {

/// Has the server start the launcher with itself, or on a standby at its promotion, and again whenever it ends. Call it
/// when the module is loaded while the server starts.
void register_launcher();

/// Requests a scheduler for a slot of the shared memory. Returns false if the server has no free worker.
[[nodiscard]] bool start_scheduler(shared_database& in);

/// Requests a refresh worker with this argument; null: the server has no free worker.
[[nodiscard]] BackgroundWorkerHandle* request_worker(std::int64_t argument);

// In a worker:

/// Lets signals in, and connects: to a database, or to none, so that only what is common to all can be read. A process
/// whose database is gone ends here.
void connect_worker(std::optional<oid> to = std::nullopt);

/// Sets what pg_stat_activity shows of this process.
void report_activity(const std::string& what);

/// Waits until the process is woken or the time is over; without a time until it is woken. Resets the latch. A process that is
/// asked to end ends here. Throws `error`.
void wait(std::optional<std::chrono::microseconds> longest);

/// Whether the configuration was reloaded since the last call; if so, the settings of the server are applied now, but not
/// those of databases and roles, which only a new session reads.
[[nodiscard]] bool reloaded_configuration();

/// Ends the process, which is no longer needed.
[[noreturn]] void end_worker();

} // namespace pgt::pg
