/// Snapshots: which changes a statement sees.
#pragma once

#include "pg/declarations.hpp"

namespace pgt::pg {

/// A snapshot that stays valid as long as this lives.
class snapshot {
  public:
    /// What is committed now, and what this transaction has done so far.
    [[nodiscard]] static snapshot latest();
    /// What statements of this transaction see: as `latest` under READ COMMITTED, else that of its first statement.
    [[nodiscard]] static snapshot of_transaction();
    /// The one in force. Throws `error` if there is none.
    [[nodiscard]] static snapshot active();

    snapshot(snapshot&& other) noexcept;
    snapshot& operator=(snapshot&&) = delete;
    ~snapshot();

    [[nodiscard]] SnapshotData* get() const noexcept { return snapshot_; }

  private:
    explicit snapshot(SnapshotData* registered) noexcept : snapshot_(registered) {}

    SnapshotData* snapshot_;
};

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
