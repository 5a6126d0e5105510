#include "pg/worker/failure_statistics.hpp"

#include "pg/boundary/text.hpp"
#include "pg/value/clock.hpp"
#include "pg/worker/statistics_kind.hpp"

#include <algorithm>
#include <span>

extern "C" {
#include <storage/lwlock.h>
}

namespace pgt::pg {
namespace {

/// Bytes of a message, with those that end it.
constexpr std::size_t message_size = 400;
constexpr std::size_t sqlstate_size = 6;

/// As the server stores it.
struct stored_failures {
    std::int64_t count;
    std::int64_t last;
    char sqlstate[sqlstate_size];
    char message[message_size];
};

/// Nothing is pending in sessions: what counts has to be there when the transaction ends.
constinit statistics_kind<stored_failures> statistics(30, "pg_trickle_failures", nullptr);

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

void define_failure_statistics() { statistics.define(); }

void count_session_failure(oid stream_table, const std::string& sqlstate, const std::string& message) {
    if (!statistics.is_defined() || holds_lightweight_lock()) return;
    const std::string text = shortened(message, message_size - 1);
    const auto at = static_cast<std::int64_t>(now());
    PgStat_EntryRef* const entry = call(
        [=] { return pgstat_get_entry_ref_locked(statistics.number(), MyDatabaseId, stream_table, false); });
    stored_failures& all = statistics_kind<stored_failures>::counts_of(entry);
    ++all.count;
    all.last = at;
    copy(all.sqlstate, sqlstate);
    copy(all.message, text);
    call([entry] { pgstat_unlock_entry(entry); });
}

std::optional<session_failures> find_session_failures(oid stream_table) {
    const stored_failures* const all = statistics.find(stream_table);
    if (all == nullptr) return std::nullopt;
    return session_failures{.count = all->count,
                            .last = static_cast<moment>(all->last),
                            .sqlstate = all->sqlstate,
                            .message = all->message};
}

void forget_session_failures(oid stream_table) { statistics.forget(stream_table); }

} // namespace pgt::pg
