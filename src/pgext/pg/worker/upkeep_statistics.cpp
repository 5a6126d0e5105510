#include "pg/worker/upkeep_statistics.hpp"

#include "pg/worker/statistics_kind.hpp"

namespace pgt::pg {
namespace {

/// Adds what this session has counted to what all have.
bool flush(PgStat_EntryRef* entry, bool nowait) {
    if (!pgstat_lock_entry(entry, nowait)) return false;
    const auto* const counted = static_cast<const upkeep_counts*>(entry->pending);
    upkeep_counts& all = statistics_kind<upkeep_counts>::counts_of(entry);
    for (std::size_t i = 0; i < write_kind_names.size(); ++i) {
        all.by_kind[i].calls += counted->by_kind[i].calls;
        all.by_kind[i].microseconds += counted->by_kind[i].microseconds;
    }
    pgstat_unlock_entry(entry);
    return true;
}

constinit statistics_kind<upkeep_counts> statistics(29, "pg_trickle_upkeep", flush);

} // namespace

void define_upkeep_statistics() { statistics.define(); }

void count_upkeep(oid stream_table, write_kind why, std::int64_t microseconds) {
    if (!statistics.is_defined()) return;
    const PgStat_EntryRef* const entry = call(
        [=] { return pgstat_prep_pending_entry(statistics.number(), MyDatabaseId, stream_table, nullptr); });
    upkeep_count& one = static_cast<upkeep_counts*>(entry->pending)->by_kind[static_cast<std::size_t>(why)];
    ++one.calls;
    one.microseconds += microseconds;
}

std::optional<upkeep_counts> find_upkeep_counts(oid stream_table) {
    const upkeep_counts* const found = statistics.find(stream_table);
    return found == nullptr ? std::nullopt : std::optional(*found);
}

void forget_upkeep_counts(oid stream_table) { statistics.forget(stream_table); }

} // namespace pgt::pg
