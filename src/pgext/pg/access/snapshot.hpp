/// Snapshots: which changes a statement sees.
#pragma once

#include "pg/boundary/declarations.hpp"

#include <cstdint>
#include <vector>

namespace pgt::pg {

/// Which transactions were over when a snapshot was taken. Transactions are top-level ones, by numbers that last.
struct snapshot_bounds {
    /// All before it were.
    std::uint64_t below = 0;
    /// From it on, none had begun.
    std::uint64_t end = 0;
    /// Those between that were not, in ascending order; without our own.
    std::vector<std::uint64_t> running;
    /// Our own; 0 if it had changed nothing.
    std::uint64_t own = 0;
    /// Our own commands are seen if their number is below this.
    std::uint32_t own_command = 0;
};

/// A snapshot that stays valid as long as this lives.
class snapshot {
  public:
    /// What is committed now, and what this transaction has done so far.
    [[nodiscard]] static snapshot latest();
    /// What statements of this transaction see: as `latest` under READ COMMITTED, else that of its first
    /// statement.
    [[nodiscard]] static snapshot of_transaction();
    /// The one in force. Throws `error` if there is none.
    [[nodiscard]] static snapshot active();

    snapshot(snapshot&& other) noexcept;
    snapshot& operator=(snapshot&&) = delete;
    ~snapshot();

    /// To be asked for in the transaction that took it.
    [[nodiscard]] snapshot_bounds bounds() const;
    [[nodiscard]] SnapshotData* get() const noexcept { return snapshot_; }

  private:
    explicit snapshot(SnapshotData* registered) noexcept : snapshot_(registered) {}

    SnapshotData* snapshot_;
};

/// Whether this transaction sees one moment of the database, from its first statement on: under REPEATABLE READ and
/// SERIALIZABLE.
[[nodiscard]] bool has_one_snapshot() noexcept;

/// Whether a relation got its rows anew after the snapshot was taken, by a rewrite or TRUNCATE, so that it looks empty; or
/// is younger.
[[nodiscard]] bool is_rewritten_since(oid relation, const snapshot& seen);

/// Puts a snapshot in force for as long as this lives.
class with_snapshot {
  public:
    explicit with_snapshot(const snapshot& used);
    with_snapshot(const with_snapshot&) = delete;
    with_snapshot& operator=(const with_snapshot&) = delete;
    ~with_snapshot();
};

/// Makes what this transaction has done so far visible to snapshots taken from now on.
void count_command();

} // namespace pgt::pg
