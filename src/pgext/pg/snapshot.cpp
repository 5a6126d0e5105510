#include "pg/snapshot.hpp"

#include "pg/guard.hpp"

#include <utility>

extern "C" {
#include <access/xact.h>
#include <utils/snapmgr.h>
}

namespace pgt::pg {

snapshot snapshot::latest() {
    return snapshot(call([] { return RegisterSnapshot(GetLatestSnapshot()); }));
}

snapshot snapshot::of_transaction() {
    return snapshot(call([] { return RegisterSnapshot(GetTransactionSnapshot()); }));
}

snapshot snapshot::active() {
    return snapshot(call([] {
        if (!ActiveSnapshotSet()) elog(ERROR, "no snapshot is in force");
        return RegisterSnapshot(GetActiveSnapshot());
    }));
}

snapshot::snapshot(snapshot&& other) noexcept : snapshot_(std::exchange(other.snapshot_, nullptr)) {}

snapshot::~snapshot() {
    if (snapshot_ != nullptr) call_in_destructor([taken = snapshot_] { UnregisterSnapshot(taken); });
}

with_snapshot::with_snapshot(const snapshot& used) {
    call([taken = used.get()] { PushActiveSnapshot(taken); });
}

with_snapshot::~with_snapshot() {
    call_in_destructor([] { PopActiveSnapshot(); });
}

void count_command() {
    call([] { CommandCounterIncrement(); });
}

} // namespace pgt::pg
