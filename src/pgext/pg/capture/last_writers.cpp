#include "pg/capture/last_writers.hpp"

#include "pg/boundary/protect.hpp"
#include "pg/boundary/shared_memory.hpp"
#include "pg/capture/spread.hpp"
#include "pg/capture/writers_place.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "pg/boundary/guard.hpp"

extern "C" {
#include <access/transam.h>
#include <access/xact.h>
#include <miscadmin.h>
#include <storage/dsm_registry.h>
#include <utils/snapmgr.h>
}

namespace pgt::pg {
namespace {

/// Where the last writers of some tables are noted.
struct locked_writers {
    slock_t lock;
    writers_place writers;
};

/// Two tables share a place with a probability of one in so many.
using writers_places = std::array<locked_writers, 8192>;

writers_places* places = nullptr;

Size size_of_writers() { return sizeof(writers_places); }

void initialise_writers(void* memory) {
    memset(memory, 0, sizeof(writers_places));
    for (locked_writers& one : *static_cast<writers_places*>(memory)) SpinLockInit(&one.lock);
}

void set_writers(void* memory) { places = static_cast<writers_places*>(memory); }

/// Attached to until the session ends.
writers_places& shared_places() {
    if (places == nullptr) {
        places = static_cast<writers_places*>(call([] {
            bool found = false;
            return GetNamedDSMSegment("pg_trickle writers", size_of_writers(), initialise_writers, &found);
        }));
    }
    return *places;
}

locked_writers& place_of(std::int64_t table) {
    const std::uint64_t number = (std::uint64_t{MyDatabaseId} << 32U) ^ static_cast<std::uint64_t>(table);
    return shared_places().at(spread(number) % std::tuple_size_v<writers_places>);
}

/// A table to which this transaction has written.
struct noted_write {
    std::int64_t table;
    SubTransactionId within;
    bool is_recomputed;
    locked_writers* place;
};

/// Of the current transaction.
struct noted_writes {
    std::uint64_t transaction = 0;
    std::vector<noted_write> all;
};

noted_writes& noted() {
    static auto& writes = *new noted_writes;
    return writes;
}

void (*keep_write)(std::int64_t table) = nullptr;

/// The other session finds no note of this one.
void keep_all() {
    call([] { PushActiveSnapshot(GetTransactionSnapshot()); });
    for (const noted_write& one : std::vector(noted().all)) keep_write(one.table);
    call([] { PopActiveSnapshot(); });
}

/// After this transaction is over for all snapshots, and before it releases its locks: those who ask hold them.
void publish_all() noexcept {
    const std::uint64_t last_ended = U64FromFullTransactionId(TransamVariables->latestCompletedXid);
    for (const noted_write& one : noted().all) {
        const spin_guard held(one.place->lock);
        one.place->writers.add(noted().transaction, last_ended);
    }
}

void end_of_writer(XactEvent event, void* /*argument*/) {
    if (noted().all.empty()) return;
    switch (event) {
    case XACT_EVENT_PRE_PREPARE: return protect([] { keep_all(); });
    case XACT_EVENT_COMMIT: publish_all(); [[fallthrough]];
    case XACT_EVENT_ABORT:
    case XACT_EVENT_PREPARE: noted().all.clear(); return;
    default: return;
    }
}

/// What a subtransaction has written is rolled back with it, or is from then on that of the one around it.
void end_of_writing_part(SubXactEvent event, SubTransactionId ended, SubTransactionId parent,
                         void* /*argument*/) {
    std::vector<noted_write>& all = noted().all;
    if (event == SUBXACT_EVENT_ABORT_SUB) {
        std::erase_if(all, [ended](const noted_write& one) { return one.within == ended; });
    } else if (event == SUBXACT_EVENT_COMMIT_SUB) {
        for (noted_write& one : all) {
            if (one.within == ended) one.within = parent;
        }
    }
}

} // namespace

void request_last_writers() {
    request_shared_memory({.name = "pg_trickle writers",
                           .size = size_of_writers,
                           .initialise = initialise_writers,
                           .set_place = set_writers});
}

void watch_last_writers(void (*keep)(std::int64_t table)) {
    keep_write = keep;
    call([] {
        RegisterSubXactCallback(end_of_writing_part, nullptr);
        RegisterXactCallback(end_of_writer, nullptr); // the server calls those first that are registered last
    });
}

void note_write(std::int64_t table, bool is_recomputed) {
    noted_writes& writes = noted();
    const auto says_so = [=](const noted_write& one) {
        return one.table == table && (one.is_recomputed || !is_recomputed);
    };
    if (std::ranges::any_of(writes.all, says_so)) return;
    writes.transaction = number_of_transaction();
    writes.all.push_back({.table = table,
                          .within = GetCurrentSubTransactionId(),
                          .is_recomputed = is_recomputed,
                          .place = &place_of(table)});
}

bool sees_last_writers(std::int64_t table, const snapshot_bounds& seen) {
    const auto is_unseen = [table](const noted_write& one) {
        return one.table == table && one.is_recomputed;
    };
    if (std::ranges::any_of(noted().all, is_unseen)) return false;
    locked_writers& place = place_of(table);
    const writers_place writers = [&place] {
        const spin_guard held(place.lock);
        return place.writers;
    }();
    return writers.are_seen_by(seen);
}

} // namespace pgt::pg
