/// Emptying change buffers as a whole, at the very end of a transaction.
///
/// It takes ACCESS EXCLUSIVE, for which writers of the source would wait: so it is asked for only when the transaction is about
/// to commit, only if it is free, and nothing is read under it. What must not have happened since the buffer was found to hold
/// nothing that is needed is known from counting: nothing was written by transactions that had no number then, nor by those that
/// were running, of which none has ended.
#include "pg/access/lock.hpp"
#include "pg/boundary/protect.hpp"
#include "pg/boundary/transaction_end.hpp"
#include "pg/capture/change_buffer.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "pg/boundary/guard.hpp"

extern "C" {
#include <access/xact.h>
#include <commands/tablecmds.h>
#include <miscadmin.h>
#include <nodes/pg_list.h>
#include <storage/proc.h>
#include <storage/procarray.h>
#include <utils/rel.h>
#include <utils/snapmgr.h>
}

namespace pgt::pg {
namespace {

struct candidate {
    oid buffer;
    RelFileNumber file;
    std::uint64_t counted_from; ///< `begin_count`
    std::vector<TransactionId> running;
    std::function<bool()> is_still_right;
};

std::vector<candidate>& candidates() {
    static auto& all = *new std::vector<candidate>;
    return all;
}

/// What is running in another database can't have written to the buffer.
bool is_elsewhere(TransactionId running) {
    return call([running] {
        const int pid = BackendXidGetPid(running);
        const PGPROC* const process = pid == 0 ? nullptr : BackendPidGetProc(pid);
        return process != nullptr && process->databaseId != MyDatabaseId;
    });
}

std::vector<TransactionId> running_now() {
    const snapshot now = snapshot::latest();
    const SnapshotData* const seen = now.get();
    std::vector<TransactionId> running(seen->xip, seen->xip + seen->xcnt);
    std::erase_if(running, is_elsewhere);
    return running;
}

bool all_are_running(const std::vector<TransactionId>& transactions) {
    return std::ranges::all_of(transactions, [](TransactionId one) {
        return call([one] { return TransactionIdIsInProgress(one); });
    });
}

void empty(const relation& buffer) {
    call([&buffer] {
        PushActiveSnapshot(GetTransactionSnapshot());
        ExecuteTruncateGuts(list_make1(buffer.get()), list_make1_oid(buffer.id()), NIL, DROP_RESTRICT, false,
                            false);
        PopActiveSnapshot();
    });
}

void empty_if_right(const candidate& one) {
    const auto buffer = relation::find_if_free(one.buffer, lock_mode::access_exclusive);
    // From here on no session can write to it.
    if (!buffer || buffer->get()->rd_locator.relNumber != one.file) return;
    if (!blocks_since(buffer->get(), one.counted_from).empty() || !all_are_running(one.running)) return;
    if (one.is_still_right()) empty(*buffer);
}

void before_commit() {
    for (const candidate& one : std::exchange(candidates(), {})) empty_if_right(one);
}

void at_end(XactEvent event, void* /*argument*/) {
    if (candidates().empty()) return;
    if (event == XACT_EVENT_PRE_COMMIT) return protect(before_commit);
    if (event == XACT_EVENT_ABORT || event == XACT_EVENT_PRE_PREPARE) candidates().clear();
}

} // namespace

void watch_end_for_emptying() {
    call([] { RegisterXactCallback(at_end, nullptr); });
}

bool empty_at_commit(const relation& buffer, const ext::frontier& consumed, std::size_t seen,
                     std::function<bool()> is_still_right) {
    const oid id = buffer.id();
    std::erase_if(candidates(), [id](const candidate& one) { return one.buffer == id; });
    if (!may_be_emptied(buffer.get())) return false;
    const std::uint64_t counted_from = begin_count(buffer.get());
    if (counted_from == 0) return false;
    std::vector<TransactionId> running = running_now();
    // Looks after the count has begun.
    if (!has_places_for(buffer, seen) && !is_consumed(buffer, consumed)) return false;
    note_emptying(buffer.get());
    candidates().push_back({.buffer = id,
                            .file = buffer.get()->rd_locator.relNumber,
                            .counted_from = counted_from,
                            .running = std::move(running),
                            .is_still_right = std::move(is_still_right)});
    return true;
}

} // namespace pgt::pg
