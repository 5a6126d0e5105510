#include "pg/worker/failure_statistics.hpp"

#include "pg/boundary/guard.hpp"
#include "pg/boundary/text.hpp"
#include "pg/value/clock.hpp"

#include <algorithm>
#include <span>

extern "C" {
#include <miscadmin.h>
#include <storage/lwlock.h>
#include <utils/pgstat_internal.h>
}

namespace pgt::pg {
namespace {

/// Among those for extensions; statistics that a file holds are told apart by it.
constexpr PgStat_Kind kind = 30;
/// Bytes of a message, with those that end it.
constexpr std::size_t message_size = 400;
constexpr std::size_t sqlstate_size = 6;

bool is_defined = false;

/// As the server stores it.
struct stored_failures {
    std::int64_t count;
    std::int64_t last;
    char sqlstate[sqlstate_size];
    char message[message_size];
};

struct shared_failures {
    PgStatShared_Common header;
    stored_failures failures;
};

/// The server keeps a pointer to it. Nothing is pending in sessions: what counts has to be there when the transaction ends.
const PgStat_KindInfo& description() {
    static const PgStat_KindInfo about{.fixed_amount = false,
                                       .accessed_across_databases = false,
                                       .write_to_file = true,
                                       .shared_size = sizeof(shared_failures),
                                       .snapshot_ctl_off = 0,
                                       .shared_ctl_off = 0,
                                       .shared_data_off = offsetof(shared_failures, failures),
                                       .shared_data_len = sizeof(stored_failures),
                                       .pending_size = 0,
                                       .init_backend_cb = nullptr,
                                       .flush_pending_cb = nullptr,
                                       .delete_pending_cb = nullptr,
                                       .reset_timestamp_cb = nullptr,
                                       .to_serialized_name = nullptr,
                                       .from_serialized_name = nullptr,
                                       .init_shmem_cb = nullptr,
                                       .flush_static_cb = nullptr,
                                       .reset_all_cb = nullptr,
                                       .snapshot_cb = nullptr,
                                       .name = "pg_trickle_failures"};
    return about;
}

void copy(std::span<char> to, const std::string& from) {
    const std::size_t length = std::min(from.size(), to.size() - 1);
    std::copy_n(from.data(), length, to.data());
    std::ranges::fill(to.subspan(length), '\0');
}

/// Whether this process still holds a lock that the failed call has taken: the server releases it when the transaction is rolled back,
/// and the statistics need locks of that kind.
bool holds_lightweight_lock() {
    bool any = false;
    ForEachLWLockHeldByMe(
        [](LWLock* /*one*/, LWLockMode /*mode*/, void* found) { *static_cast<bool*>(found) = true; }, &any);
    return any;
}

} // namespace

void define_failure_statistics() {
    if (call([] { return pgstat_get_kind_info(kind); }) != nullptr) return;
    call([] { pgstat_register_kind(kind, &description()); });
    is_defined = true;
}

void count_session_failure(oid stream_table, const std::string& sqlstate, const std::string& message) {
    if (!is_defined || holds_lightweight_lock()) return;
    const std::string text = shortened(message, message_size - 1);
    const auto at = static_cast<std::int64_t>(now());
    PgStat_EntryRef* const entry =
        call([=] { return pgstat_get_entry_ref_locked(kind, MyDatabaseId, stream_table, false); });
    stored_failures& all = reinterpret_cast<shared_failures*>(entry->shared_stats)->failures;
    ++all.count;
    all.last = at;
    copy(all.sqlstate, sqlstate);
    copy(all.message, text);
    call([entry] { pgstat_unlock_entry(entry); });
}

std::optional<session_failures> find_session_failures(oid stream_table) {
    if (!is_defined) return std::nullopt;
    const void* const found = call([=] { return pgstat_fetch_entry(kind, MyDatabaseId, stream_table); });
    if (found == nullptr) return std::nullopt;
    const auto& all = *static_cast<const stored_failures*>(found);
    return session_failures{.count = all.count,
                            .last = static_cast<moment>(all.last),
                            .sqlstate = all.sqlstate,
                            .message = all.message};
}

void forget_session_failures(oid stream_table) {
    if (!is_defined) return;
    call([=] { pgstat_drop_transactional(kind, MyDatabaseId, stream_table); });
}

} // namespace pgt::pg
