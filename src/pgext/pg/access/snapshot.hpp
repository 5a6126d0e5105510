/// Snapshots: which changes a statement sees.
#pragma once

#include "pg/boundary/declarations.hpp"

#include <cstdint>
#include <vector>

namespace pgt::pg {

/// Which transactions were over when a snapshot was taken. Transactions are top-level ones, by numbers that last.
struct snapshot_bounds {
    /// All transactions before it were over.
    std::uint64_t below = 0;
    /// No transaction from it on had begun.
    std::uint64_t end = 0;
    /// Those in between that were not over, in ascending order; without the own transaction.
    std::vector<std::uint64_t> running;
    /// The own transaction; 0 if it had changed nothing.
    std::uint64_t own = 0;
    /// Commands of the own transaction with numbers below this are visible.
    std::uint32_t own_command = 0;

    /// Whether another transaction, which has committed by now, is seen.
    [[nodiscard]] bool includes(std::uint64_t transaction) const;
};

/// The number of this transaction, which it gets now if it has none.
[[nodiscard]] std::uint64_t number_of_transaction();

/// A snapshot that stays valid during the lifetime of this object.
class snapshot {
  public:
    /// Sees what is committed now, and what this transaction has done so far.
    [[nodiscard]] static snapshot latest();
    /// Sees what statements of this transaction see: as `latest` under READ COMMITTED, else as its first statement.
    [[nodiscard]] static snapshot of_transaction();

    /// Sees of other transactions what this one sees, and all that this transaction has done so far.
    [[nodiscard]] snapshot with_own_changes() const;

    snapshot(snapshot&& other) noexcept;
    snapshot& operator=(snapshot&&) = delete;
    ~snapshot();

    /// To be called in the transaction that took it.
    [[nodiscard]] snapshot_bounds bounds() const;
    [[nodiscard]] SnapshotData* get() const noexcept { return snapshot_; }

  private:
    explicit snapshot(SnapshotData* registered) noexcept : snapshot_(registered) {}

    SnapshotData* snapshot_;
};

/// Whether all statements of this transaction use the snapshot of the first one: under REPEATABLE READ and SERIALIZABLE.
[[nodiscard]] bool has_one_snapshot() noexcept;

/// Whether a relation was rewritten, truncated or created after the snapshot was taken, so that it looks empty.
[[nodiscard]] bool is_rewritten_since(oid relation, const snapshot& seen);

/// Makes what this transaction has done so far visible to snapshots taken from now on.
void count_command();

} // namespace pgt::pg
