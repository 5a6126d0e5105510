#include "pg/worker/upkeep_statistics.hpp"

#include "pg/boundary/guard.hpp"

extern "C" {
#include <miscadmin.h>
#include <utils/pgstat_internal.h>
}

namespace pgt::pg {
namespace {

/// Among those for extensions; statistics that a file holds are told apart by it.
constexpr PgStat_Kind kind = 29;

bool is_defined = false;

struct shared_counts {
    PgStatShared_Common header;
    upkeep_counts counts;
};

/// Adds what this session has counted to what all have.
bool flush(PgStat_EntryRef* entry, bool nowait) {
    if (!pgstat_lock_entry(entry, nowait)) return false;
    const auto* const counted = static_cast<const upkeep_counts*>(entry->pending);
    upkeep_counts& all = reinterpret_cast<shared_counts*>(entry->shared_stats)->counts;
    for (std::size_t i = 0; i < write_kind_names.size(); ++i) {
        all.by_kind[i].calls += counted->by_kind[i].calls;
        all.by_kind[i].microseconds += counted->by_kind[i].microseconds;
    }
    pgstat_unlock_entry(entry);
    return true;
}

/// The server keeps a pointer to it.
const PgStat_KindInfo& description() {
    static const PgStat_KindInfo about{.fixed_amount = false,
                                       .accessed_across_databases = false,
                                       .write_to_file = true,
                                       .shared_size = sizeof(shared_counts),
                                       .snapshot_ctl_off = 0,
                                       .shared_ctl_off = 0,
                                       .shared_data_off = offsetof(shared_counts, counts),
                                       .shared_data_len = sizeof(upkeep_counts),
                                       .pending_size = sizeof(upkeep_counts),
                                       .init_backend_cb = nullptr,
                                       .flush_pending_cb = flush,
                                       .delete_pending_cb = nullptr,
                                       .reset_timestamp_cb = nullptr,
                                       .to_serialized_name = nullptr,
                                       .from_serialized_name = nullptr,
                                       .init_shmem_cb = nullptr,
                                       .flush_static_cb = nullptr,
                                       .reset_all_cb = nullptr,
                                       .snapshot_cb = nullptr,
                                       .name = "pg_trickle_upkeep"};
    return about;
}

} // namespace

void define_upkeep_statistics() {
    if (call([] { return pgstat_get_kind_info(kind); }) != nullptr) return;
    call([] { pgstat_register_kind(kind, &description()); });
    is_defined = true;
}

void count_upkeep(oid stream_table, write_kind why, std::int64_t microseconds) {
    if (!is_defined) return;
    const PgStat_EntryRef* const entry =
        call([=] { return pgstat_prep_pending_entry(kind, MyDatabaseId, stream_table, nullptr); });
    upkeep_count& one = static_cast<upkeep_counts*>(entry->pending)->by_kind[static_cast<std::size_t>(why)];
    ++one.calls;
    one.microseconds += microseconds;
}

std::optional<upkeep_counts> find_upkeep_counts(oid stream_table) {
    if (!is_defined) return std::nullopt;
    const void* const found = call([=] { return pgstat_fetch_entry(kind, MyDatabaseId, stream_table); });
    if (found == nullptr) return std::nullopt;
    return *static_cast<const upkeep_counts*>(found);
}

void forget_upkeep_counts(oid stream_table) {
    if (!is_defined) return;
    call([=] { pgstat_drop_transactional(kind, MyDatabaseId, stream_table); });
}

} // namespace pgt::pg
