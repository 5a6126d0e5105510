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
constinit noted now;

/// Returns whether that is news.
bool mark(shared_database& database) {
    bool is_news = now.definitions || now.databases;
    if (is_news) ++database.definitions;
    if (now.all && database.changed.mark_all()) is_news = true;
    for (std::size_t i = 0; i < now.count; ++i)
        if (database.changed.mark(now.sources[i])) is_news = true;
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
        now.all = true;
    } else if (!now.ends_prepared && !has_written()) {
        now.count = 0;
        now.all = false;
    }
    if (now.nothing()) {
        now = {};
    } else {
        now.is_committed = true;
    }
}

void tell() {
    tell_scheduler();
    if (now.databases) {
        (void)shared()->extensions.mark(MyDatabaseId);
        shared()->launcher.wake();
    }
}

void prepared() {
    if (shared_database* const database = shared_of_database(); database != nullptr && !now.nothing())
        database->has_prepared = true;
}

void at_end(XactEvent event, void* /*argument*/) {
    if (event == XACT_EVENT_COMMIT) settle();
    if (event == XACT_EVENT_PREPARE) prepared();
    if (event == XACT_EVENT_PREPARE || event == XACT_EVENT_ABORT) now = {};
}

/// After invalidations have been sent and locks released: a scheduler that is told earlier would look at once, and find outdated
/// caches.
void at_release(ResourceReleasePhase phase, bool /*is_commit*/, bool is_top_level, void* /*argument*/) {
    if (!now.is_committed || !is_top_level || phase != RESOURCE_RELEASE_AFTER_LOCKS) return;
    tell();
    now = {};
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
    if (now.all || (now.count != 0 && now.sources[now.count - 1] == source) || !listens()) return;
    const auto* const end = now.sources.begin() + now.count;
    if (std::find(static_cast<const oid*>(now.sources.begin()), end, source) != end) return;
    if (now.count == now.sources.size()) {
        now.all = true;
    } else {
        now.sources[now.count++] = source;
    }
}

void note_definitions() noexcept {
    if (listens()) now.definitions = true;
}

void note_databases() noexcept {
    if (listens()) now.databases = true;
}

void note_commit_prepared() noexcept {
    const shared_database* const database = shared_of_database();
    if (listens() && (database == nullptr || database->has_prepared)) now.all = now.ends_prepared = true;
}

} // namespace pgt::pg
