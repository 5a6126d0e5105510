#include "pg/access/snapshot.hpp"

#include "pg/boundary/guard.hpp"

#include <algorithm>
#include <utility>

extern "C" {
#include <access/genam.h>
#include <access/htup_details.h>
#include <access/table.h>
#include <access/transam.h>
#include <access/xact.h>
#include <catalog/pg_class.h>
#include <utils/fmgroids.h>
#include <utils/snapmgr.h>
#include <utils/syscache.h>
}

namespace pgt::pg {

snapshot snapshot::latest() {
    return snapshot(call([] { return RegisterSnapshot(GetLatestSnapshot()); }));
}

snapshot snapshot::of_transaction() {
    return snapshot(call([] { return RegisterSnapshot(GetTransactionSnapshot()); }));
}

snapshot snapshot::with_own_changes() const {
    return snapshot(call([from = snapshot_] {
        CommandCounterIncrement();
        PushCopiedSnapshot(from);
        UpdateActiveSnapshotCommandId();
        Snapshot const taken = RegisterSnapshot(GetActiveSnapshot());
        PopActiveSnapshot();
        return taken;
    }));
}

snapshot::snapshot(snapshot&& other) noexcept : snapshot_(std::exchange(other.snapshot_, nullptr)) {}

snapshot::~snapshot() {
    if (snapshot_ != nullptr) call_in_destructor([taken = snapshot_] { UnregisterSnapshot(taken); });
}

snapshot_bounds snapshot::bounds() const {
    const FullTransactionId next = call([] { return ReadNextFullTransactionId(); });
    const auto lasting = [next](TransactionId id) {
        return U64FromFullTransactionId(FullTransactionIdFromAllowableAt(next, id));
    };
    snapshot_bounds found;
    found.below = lasting(snapshot_->xmin);
    found.end = lasting(snapshot_->xmax);
    for (std::uint32_t i = 0; i < snapshot_->xcnt; ++i) found.running.push_back(lasting(snapshot_->xip[i]));
    std::ranges::sort(found.running);
    found.own = U64FromFullTransactionId(GetTopFullTransactionIdIfAny());
    found.own_command = found.own == 0 ? 0 : snapshot_->curcid;
    return found;
}

bool snapshot_bounds::includes(std::uint64_t transaction) const {
    return transaction < below || (transaction < end && !std::ranges::binary_search(running, transaction));
}

std::uint64_t number_of_transaction() {
    return call([] { return U64FromFullTransactionId(GetTopFullTransactionId()); });
}

bool has_one_snapshot() noexcept { return IsolationUsesXactSnapshot(); }

bool is_rewritten_since(oid relation, const snapshot& seen) {
    return call([relation, under = seen.get()] {
        const HeapTuple now = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
        if (!HeapTupleIsValid(now)) return true;
        const Oid file = reinterpret_cast<Form_pg_class>(GETSTRUCT(now))->relfilenode;
        ReleaseSysCache(now);
        const Relation catalog = table_open(RelationRelationId, AccessShareLock);
        ScanKeyData key;
        ScanKeyInit(&key, Anum_pg_class_oid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(relation));
        const SysScanDesc scan = systable_beginscan(catalog, ClassOidIndexId, true, under, 1, &key);
        const HeapTuple then = systable_getnext(scan);
        const bool same =
            HeapTupleIsValid(then) && reinterpret_cast<Form_pg_class>(GETSTRUCT(then))->relfilenode == file;
        systable_endscan(scan);
        table_close(catalog, AccessShareLock);
        return !same;
    });
}

void count_command() {
    call([] { CommandCounterIncrement(); });
}

} // namespace pgt::pg
