/// What the processes of a server share: its schedulers, and the changes that these have to be told of.
///
/// It is there only if the module was loaded when the server started.
#pragma once

#include "pg/worker/drain.hpp"
#include "pg/worker/shared_marks.hpp"
#include "pg/worker/shared_process.hpp"
#include "pg/worker/shared_workers.hpp"

#include <atomic>
#include <cstdint>
#include <span>

namespace pgt::pg {

/// Why a scheduler ended.
enum class ending : std::uint8_t {
    unexpected,   ///< an error, or it is still running
    no_extension, ///< there is nothing to do in its database
    asked_to,     ///< a command needed the database for itself, or settings have changed
    to_rest       ///< another database waits for a worker: it is started again when there is something to do
};

/// A slot: of a database that has a scheduler, is about to have one, or had one that rests.
struct shared_database {
    std::atomic<oid> id; ///< no_oid: the slot is free; only the launcher takes and frees it
    shared_process scheduler;
    std::atomic<bool> has_begun; ///< the scheduler that was requested last
    std::atomic<ending> ended;
    std::atomic<std::int64_t> free_until; ///< no scheduler may start before this moment
    std::atomic<int> refreshing;          ///< the scheduler's process, while it runs a refresh itself

    // For schedulers that rest so that those of other databases can run.
    std::atomic<bool> wanted;             ///< something was committed since a scheduler last looked
    std::atomic<std::int64_t> due;        ///< when it has to be started again in any case; 0: never
    std::atomic<std::int64_t> began;      ///< when the one that runs began
    std::atomic<std::int64_t> idle_since; ///< 0: it is not idle
    std::atomic<bool> asked_to_rest;
    std::atomic<bool> is_complete; ///< `changed` has all that was committed since a scheduler last looked
    std::atomic<std::uint32_t> seen_definitions; ///< if so: the `definitions` that it knew

    /// Counts changes of the definitions of stream tables.
    std::atomic<std::uint32_t> definitions;
    /// There may be a prepared transaction that has changed sources.
    std::atomic<bool> has_prepared;
    /// Sources whose changes were committed.
    shared_marks<1024> changed;
};

struct shared_state {
    shared_process launcher;
    /// Databases in which the extension may have been created or dropped.
    shared_marks<32> extensions;
    /// Databases without a slot in which something was committed.
    shared_marks<128> unslotted;
    /// No scheduler runs because the server has no worker for one.
    std::atomic<bool> has_no_worker;
    shared_pool pool;
    shared_drains drains;
    std::uint32_t slots;

    [[nodiscard]] std::span<shared_database> databases() noexcept;
    /// That of a database; null if it has none.
    [[nodiscard]] shared_database* find(oid database) noexcept;
};

/// Requests the memory from the server. Call it when the module is loaded while the server starts.
void request_shared_state();

/// As long as it exists, this scheduler runs a refresh itself.
class own_refresh {
  public:
    own_refresh() noexcept;
    own_refresh(own_refresh&&) = delete;
    own_refresh& operator=(own_refresh&&) = delete;
    ~own_refresh();
};

/// The refreshes of the scheduler of this database that run, in itself and in workers.
[[nodiscard]] int running_refreshes() noexcept;

/// Null if the module was not loaded when the server started.
[[nodiscard]] shared_state* shared() noexcept;
/// That of the database of this session; null if it has none.
[[nodiscard]] shared_database* shared_of_database() noexcept;

} // namespace pgt::pg
