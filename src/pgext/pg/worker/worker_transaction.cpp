#include "pg/worker/worker_transaction.hpp"

#include "pg/boundary/guard.hpp"

extern "C" {
#include <access/xact.h>
#include <commands/prepare.h>
#include <storage/lock.h>
#include <utils/snapmgr.h>
}

namespace pgt::pg {

namespace {

/// What functions of users may have left to the session, which is not theirs.
void forget_leftovers() {
    LockReleaseSession(USER_LOCKMETHOD);
    DropAllPreparedStatements();
}

} // namespace

worker_transaction::worker_transaction(sees what) {
    call([what] {
        SetCurrentStatementStartTimestamp();
        StartTransactionCommand();
        XactIsoLevel = what == sees::one_snapshot ? XACT_REPEATABLE_READ : XACT_READ_COMMITTED;
    });
    if (what == sees::what_is_committed) look();
}

void worker_transaction::look() {
    call([] { PushActiveSnapshot(GetTransactionSnapshot()); });
}

void worker_transaction::commit() {
    call([] {
        if (ActiveSnapshotSet()) PopActiveSnapshot();
        CommitTransactionCommand();
        forget_leftovers();
    });
    open_ = false;
}

worker_transaction::~worker_transaction() {
    if (!open_) return;
    call_in_destructor([] {
        AbortCurrentTransaction();
        forget_leftovers();
    });
}

} // namespace pgt::pg
