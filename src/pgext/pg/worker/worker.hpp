/// Background workers: processes of the server that run code of ours.
#pragma once

#include "pg/worker/shared_state.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace pgt::pg {

/// Has the server start the launcher with itself, or on a standby at its promotion, and again whenever it ends. Call it
/// when the module is loaded, and only if the server is just starting.
void register_launcher();

/// Asks for a scheduler in a place of the shared memory. Says whether the server has room for one more worker.
[[nodiscard]] bool start_scheduler(shared_database& in);

// In a worker:

/// Lets signals in, and connects: to a database, or to none, so that only what is common to all can be read. A process
/// whose database is gone ends here.
void connect_worker(std::optional<oid> to = std::nullopt);

/// The activity of this process in pg_stat_activity.
void report_activity(const std::string& what);

/// Waits until the process is woken, or the time is over; without a time until it is woken. Then resets its latch. A process that is asked to end ends here. Throws `error`.
void wait(std::optional<std::chrono::microseconds> longest);

/// Whether the configuration was reloaded since the last call; if so, the settings of the server apply now, but not those of databases and users, which only a new session reads.
[[nodiscard]] bool reloaded_configuration();

/// Ends the process as one that is not needed any more.
[[noreturn]] void end_worker();

} // namespace pgt::pg
