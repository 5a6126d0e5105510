/// Drains: the scheduler of a database finishes what runs and starts nothing, until it is told to go on. A drain is in shared memory, belongs to no
/// transaction and ends with the server.
#pragma once

#include "pg/boundary/declarations.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>

namespace pgt::pg {

struct shared_drain {
    std::atomic<oid> database;         ///< in which it is in force; no_oid: in none yet
    std::atomic<std::uint32_t> number; ///< 0: the entry is free
    std::atomic<std::uint32_t>
        drained; ///< the last one for which the scheduler has seen that no refresh runs any more
    std::atomic<std::int64_t> began;
};

struct shared_drains {
    std::atomic<std::uint32_t> last; ///< the number of the latest one
    std::array<shared_drain, 256> of;
};

// For the database of this process.

/// Begins a drain, if none is in force, and waits until no refresh of the scheduler runs; returns whether that is so in time. Throws `error` when the wait is
/// cancelled, and `user_error` 54000 if too many databases are drained; the drain remains in force in the first case.
[[nodiscard]] bool drain_scheduler(std::chrono::seconds longest);
/// Whether a drain is in force and no refresh runs.
[[nodiscard]] bool is_drained() noexcept;
/// Whether a drain is in force.
[[nodiscard]] bool is_draining() noexcept;
/// Since when a drain has been in force, as the server counts time.
[[nodiscard]] std::optional<std::int64_t> begin_of_drain() noexcept;
/// Returns whether one was in force.
[[nodiscard]] bool end_drain() noexcept;

/// For the scheduler, before it looks whether a drain is in force: notes that no refresh runs, if that is so.
void follow_drain(bool is_quiet) noexcept;

} // namespace pgt::pg
