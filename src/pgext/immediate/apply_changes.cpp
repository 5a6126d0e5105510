#include "immediate/apply_changes.hpp"

#include "catalog/last_upkeep.hpp"
#include "catalog/marked.hpp"
#include "catalog/store.hpp"
#include "catalog/stream_table_lock.hpp"
#include "definition/scope.hpp"
#include "immediate/or_suspend.hpp"
#include "immediate/readers.hpp"
#include "pg/access/lock.hpp"
#include "pg/boundary/crash_point.hpp"
#include "pg/boundary/error_context.hpp"
#include "pg/boundary/query_error.hpp"
#include "pg/boundary/report.hpp"
#include "pg/capture/statement_changes.hpp"
#include "pg/value/clock.hpp"
#include "refresh/guard.hpp"
#include "refresh/recompute.hpp"
#include "refresh/source_locks.hpp"
#include "refresh/try_apply.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <format>
#include <optional>
#include <utility>
#include <vector>

namespace pgt::ext {
namespace {

/// Definitions of partitions that change so often between two locks mean that something is wrong.
constexpr int most_attempts = 10;

struct collected_changes {
    delta_batch batch;
    bool truncated = false; ///< the batch lacks the rows that were deleted by that
};

collected_changes collect(const prepared_table& prepared, std::uint64_t applied) {
    collected_changes all;
    for (const prepared_source& source : prepared.sources()) {
        pg::statement_delta read = pg::read_changes_after(
            source.relation, applied, {.columns = source.columns, .name = source.delta, .wants_net = true});
        all.truncated = all.truncated || read.truncated;
        all.batch.count += static_cast<std::int64_t>(read.count);
        all.batch.net = all.batch.net && (!read.rows || read.net);
        all.batch.by_source.push_back(std::move(read.rows));
    }
    return all;
}

/// Locked, a READ COMMITTED transaction sees all that was applied before by others. One with one snapshot may not: what it would
/// compute from its sources would not fit.
pg::snapshot snapshot_for(const stream_table& table, const prepared_table& prepared) {
    if (!pg::has_one_snapshot()) { return pg::snapshot::latest(); }
    pg::snapshot under = pg::snapshot::of_transaction();
    if (!sees_last_upkeep(table.id, under)) { throw newer_stream_table(table); }
    check_not_rewritten(table, prepared, under);
    return under;
}

/// As a refresh does it where its attempt was rolled back. A value that cannot be computed may be in the changes and not in the result; if it is
/// in the result, this raises the error again.
void recompute(const stream_table& table, prepared_table& prepared, const apply_failure& why,
               const pg::snapshot& under) {
    if (!why.is_inconsistent) {
        (void)merge_contents(prepared, under);
        return;
    }
    pg::report(pg::severity::warning,
               std::format("stream table \"{}\" is recomputed", table.name.for_people()), why.reason);
    (void)replace_contents(prepared, under);
}

void apply_collected(const stream_table& table, prepared_table& prepared, const collected_changes& changes,
                     const pg::snapshot& under) {
    if (changes.truncated) {
        (void)merge_contents(prepared, under);
        return;
    }
    const auto done = try_apply(prepared, changes.batch, under);
    if (!done) { recompute(table, prepared, done.error(), under); }
}

/// Throws `snapshot_outdated` when nothing is done, or what was done is as if all had been.
void apply_once(const stream_table& table, prepared_table& prepared, std::uint64_t applied) {
    prepared.check_rights();
    const collected_changes changes = collect(prepared, applied);
    if (!changes.truncated && std::ranges::none_of(changes.batch.changed(), [](bool one) { return one; })) {
        return;
    }
    const pg::snapshot under = snapshot_for(table, prepared);
    pg::crash_point("upkeep.collected");
    apply_collected(table, prepared, changes, under);
    note_upkeep(table.id, upkeep_kind::applied);
    pg::crash_point("upkeep.applied");
}

[[noreturn]] void refuse_unfit(const stream_table& table, const std::string& reason) {
    throw user_error(
        sqlstate::object_not_in_prerequisite_state,
        std::format("stream table \"{}\" has to be re-initialised first", table.name.for_people()))
        .detail(reason)
        .hint(std::format("Call pgtrickle.refresh_stream_table() for \"{}\".", table.name.for_people()));
}

void maintain(stream_table table, std::uint64_t applied) {
    const owner_scope scope(table);
    for (int attempts = 1;; ++attempts) {
        auto prepared = lock_sources(table);
        if (!prepared) { refuse_unfit(table, prepared.error().reason); }
        try {
            return apply_once(table, **prepared, applied);
        } catch (const snapshot_outdated&) {
            if (attempts == most_attempts || pg::has_one_snapshot()) { throw rewritten_source(table); }
        }
    }
}

void maintain_in_context(const stream_table& table, std::uint64_t applied) {
    const refresh_guard guard(table);
    try {
        maintain(table, applied);
    } catch (const user_error& failed) { // those of the server got their context where they were raised
        const pg::error_context context(context_of(table));
        pg::throw_in_context(failed);
    }
}

/// Of one that has to be re-initialised, writers have to know. The refresh of a table that it reads goes on, as does the command that is about
/// to re-initialise it.
bool is_left(const stream_table& table, bool is_by_refresh) {
    return table.needs_reinit && (is_by_refresh || is_marked_here(table.id));
}

/// One that is gone, not populated yet, in another mode by now, suspended, or left to its re-initialisation will be computed from what its
/// sources hold then.
bool is_maintained(const std::optional<stream_table>& table, bool is_by_refresh) {
    return table && table->mode == refresh_mode::immediate && table->is_populated &&
           table->status != table_status::suspended && !is_left(*table, is_by_refresh);
}

void bring_up_to_date(pg::oid reader, bool is_by_refresh) {
    const std::uint64_t now = pg::last_change();
    const std::optional<stream_table> table = find_stream_table(reader);
    if (is_maintained(table, is_by_refresh)) {
        or_suspend(*table, [&] { maintain_in_context(*table, pg::applied_by(reader)); });
    }
    pg::note_applied(reader, now);
}

/// The first in the order of the graph that has not applied all.
std::optional<pg::oid> next_reader() {
    const immediate_readers readers(pg::changed_sources(), immediate_readers::as_of::begin_of_statement);
    for (const pg::oid one : readers.in_order()) {
        const auto is_new = [one](pg::oid source) {
            return pg::last_change_of(source) > pg::applied_by(one);
        };
        if (std::ranges::any_of(readers.sources_of(one), is_new) && !pg::is_any_open(one)) { return one; }
    }
    return std::nullopt;
}

bool is_applying = false;

/// While one lives, rows are only collected.
struct applying {
    applying() { is_applying = true; }
    applying(const applying&) = delete;
    applying& operator=(const applying&) = delete;
    ~applying() { is_applying = false; }
};

} // namespace

void lock_for_upkeep(std::span<const pg::oid> stream_tables) {
    lock_for_refresh(pg::in_lock_order({stream_tables.begin(), stream_tables.end()}));
}

bool is_applying_changes() noexcept { return is_applying; }

void apply_changes(pg::write_kind why) {
    if (is_applying) { return; }
    const applying under_way;
    const bool is_by_refresh = is_refreshing();
    while (const std::optional<pg::oid> next = next_reader()) {
        pg::check_for_interrupts();
        pg::stopwatch clock;
        bring_up_to_date(*next, is_by_refresh);
        pg::count_upkeep(*next, why, std::llround(clock.lap() * 1000));
    }
    if (!pg::is_any_open()) { pg::forget_changes(); }
}

} // namespace pgt::ext
