#include "pg/worker/change_notes.hpp"

#include "pg/worker/shared_state.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "pg/boundary/guard.hpp"
#include "pg/boundary/transaction_end.hpp"

extern "C" {
#include <access/xact.h>
#include <replication/logicalworker.h>
#include <utils/resowner.h>
}

namespace pgt::pg {
namespace {

/// Of the transaction that is running.
struct noted {
    std::array<oid, 32> sources{}; ///< more different ones are rare, and count as "all"
    std::size_t count = 0;
    bool all = false;
    bool definitions = false;
    bool databases = false;
    bool ends_prepared = false; ///< another transaction than this one may have changed something
    bool is_committed = false;

    [[nodiscard]] bool changes() const noexcept { return count != 0 || all; }
    [[nodiscard]] bool nothing() const noexcept { return !changes() && !definitions && !databases; }
};
constinit noted pending;

/// Returns whether that is news.
bool mark(shared_database& database) {
    bool is_news = pending.definitions || pending.databases;
    if (is_news) ++database.definitions;
    if (pending.all && database.changed.mark_all()) is_news = true;
    for (std::size_t i = 0; i < pending.count; ++i)
        if (database.changed.mark(pending.sources[i])) is_news = true;
    return is_news;
}

void wake(shared_database& database) {
    database.wanted = true;
    database.scheduler.wake();
    if (database.scheduler.pid() == 0) shared()->launcher.wake(); // it rests
}

/// The database has no slot: the launcher finds one.
void tell_launcher() {
    if (shared()->unslotted.mark(MyDatabaseId)) shared()->launcher.wake();
}

void tell_scheduler() {
    shared_database* const database = shared_of_database();
    if (database == nullptr) return tell_launcher();
    if (mark(*database)) wake(*database);
    if (database->id != MyDatabaseId) tell_launcher(); // meanwhile the slot was given to another
}

/// A statement that has changed nothing fires triggers too.
bool has_written() { return FullTransactionIdIsValid(GetTopFullTransactionIdIfAny()); }

/// Decides what of it counts, now that the transaction has committed.
void settle() {
    // Logical replication ends prepared transactions without any statement.
    if (const shared_database* const database = shared_of_database();
        database != nullptr && IsLogicalWorker() && database->has_prepared) {
        pending.all = true;
    } else if (!pending.ends_prepared && !has_written()) {
        pending.count = 0;
        pending.all = false;
    }
    if (pending.nothing()) {
        pending = {};
    } else {
        pending.is_committed = true;
    }
}

void tell() {
    tell_scheduler();
    if (pending.databases) {
        (void)shared()->extensions.mark(MyDatabaseId);
        shared()->launcher.wake();
    }
}

void prepared() {
    if (shared_database* const database = shared_of_database(); database != nullptr && !pending.nothing())
        database->has_prepared = true;
}

void at_end(XactEvent event, void* /*argument*/) {
    if (event == XACT_EVENT_COMMIT) settle();
    if (event == XACT_EVENT_PREPARE) prepared();
    if (event == XACT_EVENT_PREPARE || event == XACT_EVENT_ABORT) pending = {};
}

/// After invalidations have been sent and locks released: a scheduler that is told earlier would look at once, and find outdated
/// caches.
void at_release(ResourceReleasePhase phase, bool /*is_commit*/, bool is_top_level, void* /*argument*/) {
    if (!pending.is_committed || !is_top_level || phase != RESOURCE_RELEASE_AFTER_LOCKS) return;
    tell();
    pending = {};
}

/// Whether there is anything to tell.
bool listens() noexcept { return shared() != nullptr; }

} // namespace

void watch_end_for_notes() {
    call([] {
        RegisterXactCallback(at_end, nullptr);
        RegisterResourceReleaseCallback(at_release, nullptr);
    });
}

void note_captured(oid source) noexcept {
    if (pending.all || (pending.count != 0 && pending.sources[pending.count - 1] == source) || !listens())
        return;
    const auto* const end = pending.sources.begin() + pending.count;
    if (std::find(static_cast<const oid*>(pending.sources.begin()), end, source) != end) return;
    if (pending.count == pending.sources.size()) {
        pending.all = true;
    } else {
        pending.sources[pending.count++] = source;
    }
}

void note_definitions() noexcept {
    if (listens()) pending.definitions = true;
}

void note_databases() noexcept {
    if (listens()) pending.databases = true;
}

void note_commit_prepared() noexcept {
    const shared_database* const database = shared_of_database();
    if (listens() && (database == nullptr || database->has_prepared))
        pending.all = pending.ends_prepared = true;
}

} // namespace pgt::pg
