/// What the processes of a server share: which schedulers there are, and what has happened that they have to know.
///
/// It is there only if the module was loaded when the server started.
#pragma once

#include "pg/worker/shared_marks.hpp"

#include <atomic>
#include <cstdint>
#include <span>

struct Latch; // NOLINT: the server's name

namespace pgt::pg {

/// Why a scheduler ended.
enum class ending : std::uint8_t {
    unexpected,   ///< an error, or it is still running
    no_extension, ///< there is nothing to do in its database
    asked_to,     ///< a command needed the database without connections, or settings have changed
    to_rest       ///< for others that wait for a worker: it is started again when there is something to do
};

/// A process that can be woken.
class shared_process {
  public:
    /// This process from now on, until it ends; then `and_wake` is woken. Call it once in a process.
    void become(shared_process* and_wake = nullptr);
    [[nodiscard]] int pid() const noexcept { return pid_; }
    /// Nothing happens if there is none.
    void wake() noexcept;
    /// Ends it, whatever it does.
    void terminate() const noexcept;

    /// For the end of the process.
    void leave() noexcept;

  private:
    std::atomic<int> pid_;
    std::atomic<Latch*> latch_;
};

/// A database that has a scheduler, or is about to have one, or had one that rests.
struct shared_database {
    std::atomic<oid> id; ///< no_oid: the place is free; only the launcher takes and frees it
    shared_process scheduler;
    std::atomic<bool> has_begun; ///< the scheduler that was asked for last
    std::atomic<ending> ended;
    std::atomic<std::int64_t> free_until; ///< no scheduler may start before this moment

    // Of schedulers that make room for those of other databases.
    std::atomic<bool> wanted;             ///< something has happened since a scheduler last looked
    std::atomic<std::int64_t> due;        ///< when it has to be back, whatever happens; 0: never
    std::atomic<std::int64_t> began;      ///< the one that runs
    std::atomic<std::int64_t> idle_since; ///< 0: it is not idle
    std::atomic<bool> asked_to_rest;
    std::atomic<bool> is_complete; ///< what has happened since a scheduler last looked stands here
    std::atomic<std::uint32_t> seen_definitions; ///< if so: those that it knew

    /// Counts changes of what stream tables there are and how they are kept.
    std::atomic<std::uint32_t> definitions;
    /// A transaction that changed sources may have been prepared, and not been ended yet.
    std::atomic<bool> has_prepared;
    /// Sources whose changes were committed.
    shared_marks<1024> changed;
};

struct shared_state {
    shared_process launcher;
    /// Databases in which the extension may have been created or dropped.
    shared_marks<32> extensions;
    /// Databases without a place here in which something has happened.
    shared_marks<128> homeless;
    /// No scheduler runs because the server has no worker for one.
    std::atomic<bool> has_no_worker;
    std::uint32_t places;

    [[nodiscard]] std::span<shared_database> databases() noexcept;
    /// That of a database; null if it has none.
    [[nodiscard]] shared_database* find(oid database) noexcept;
};

/// Asks the server for the memory. Call it when the module is loaded, and only if the server is just starting.
void request_shared_state();

/// Null if the module was not loaded when the server started.
[[nodiscard]] shared_state* shared() noexcept;
/// That of the database of this session; null if it has none.
[[nodiscard]] shared_database* shared_of_database() noexcept;

} // namespace pgt::pg
