/// `active_snapshot`: where no statement is running, as at the end of a transaction, SQL needs a snapshot that the caller has made active.
#pragma once

namespace pgt::pg {

/// The snapshot of the transaction is active during its lifetime.
class active_snapshot {
  public:
    active_snapshot();
    active_snapshot(const active_snapshot&) = delete;
    active_snapshot& operator=(const active_snapshot&) = delete;
    ~active_snapshot();
};

} // namespace pgt::pg
