#include "immediate/apply_changes.hpp"

#include "catalog/kept_stream_table.hpp"
#include "catalog/last_upkeep.hpp"
#include "catalog/marked.hpp"
#include "catalog/stream_table_lock.hpp"
#include "definition/find_prepared.hpp"
#include "definition/scope.hpp"
#include "immediate/lock_touched.hpp"
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
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
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

/// What a stream table has applied of the sources that were changed: all up to these numbers.
using applied_numbers = std::map<pg::oid, std::uint64_t>;

applied_numbers applied_before(pg::oid reader, std::span<const pg::oid> sources) {
    applied_numbers all;
    for (const pg::oid source : sources) { all[source] = pg::applied_by(reader, source); }
    return all;
}

collected_changes collect(const prepared_table& prepared, const applied_numbers& applied) {
    collected_changes all;
    for (const prepared_source& source : prepared.sources()) {
        const auto before = applied.find(source.relation);
        if (before == applied.end()) {
            all.batch.by_source.emplace_back();
            continue;
        }
        pg::statement_delta read =
            pg::read_changes_after(source.relation, before->second,
                                   {.columns = source.columns, .name = source.delta, .wants_net = true});
        all.truncated = all.truncated || read.truncated;
        all.batch.count += static_cast<std::int64_t>(read.count);
        all.batch.net = all.batch.net && (!read.rows || read.net);
        all.batch.by_source.push_back(std::move(read.rows));
    }
    return all;
}

/// What it writes to is locked: a READ COMMITTED transaction sees all that was applied before by others. One with one snapshot may not: what it would
/// compute from its sources would not fit.
pg::snapshot snapshot_for(const stream_table& table, const prepared_table& prepared) {
    if (!pg::has_one_snapshot()) { return pg::snapshot::latest(); }
    pg::snapshot under = pg::snapshot::of_transaction();
    if (!sees_last_upkeep(table.id, under)) { throw newer_stream_table(table); }
    check_not_rewritten(table, prepared, under);
    return under;
}

void compare_with_query(const stream_table& table, prepared_table& prepared) {
    lock_whole(table);
    (void)merge_contents(prepared, snapshot_for(table, prepared));
}

/// As a refresh does it where its attempt was rolled back. A value that cannot be computed may be in the changes and not in the result; if it is
/// in the result, this raises the error again.
void recompute(const stream_table& table, prepared_table& prepared, const apply_failure& why) {
    if (!why.is_inconsistent) { return compare_with_query(table, prepared); }
    pg::report(pg::severity::warning,
               std::format("stream table \"{}\" is recomputed", table.name.for_people()), why.reason);
    lock_whole(table);
    (void)replace_contents(prepared, snapshot_for(table, prepared));
}

void apply_batch(const stream_table& table, prepared_table& prepared, const delta_batch& batch) {
    const auto done = try_to(prepared, batch, [&](touched_groups how) {
        lock_touched(table, prepared, batch);
        return apply(prepared, batch, snapshot_for(table, prepared), how);
    });
    if (!done) { recompute(table, prepared, done.error()); }
}

/// Throws `snapshot_outdated` when nothing is done, or what was done is as if all had been.
void apply_once(const stream_table& table, prepared_table& prepared, const applied_numbers& applied) {
    prepared.check_rights();
    const collected_changes changes = collect(prepared, applied);
    if (!changes.truncated && std::ranges::none_of(changes.batch.changed(), [](bool one) { return one; })) {
        return;
    }
    pg::crash_point("upkeep.collected");
    if (changes.truncated) {
        compare_with_query(table, prepared);
    } else {
        apply_batch(table, prepared, changes.batch);
    }
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

void maintain(std::shared_ptr<const stream_table> table, const applied_numbers& applied) {
    const owner_scope scope(*table);
    for (int attempts = 1;; ++attempts) {
        auto prepared = lock_sources(table);
        if (!prepared) { refuse_unfit(*table, prepared.error().reason); }
        note_columns_read(table->relation, (*prepared)->sources());
        try {
            return apply_once(*table, **prepared, applied);
        } catch (const snapshot_outdated&) {
            if (attempts == most_attempts || pg::has_one_snapshot()) { throw rewritten_source(*table); }
        }
    }
}

void maintain_in_context(const std::shared_ptr<const stream_table>& table, const applied_numbers& applied) {
    const refresh_guard guard(*table);
    try {
        maintain(table, applied);
    } catch (const user_error& failed) { // those of the server got their context where they were raised
        const pg::error_context context(context_of(*table));
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
bool is_maintained(const stream_table* table, bool is_by_refresh) {
    return table != nullptr && is_in_transaction(table->mode) && table->is_populated &&
           table->status != table_status::suspended && !is_left(*table, is_by_refresh);
}

/// A reader that has something to apply, and those of its sources that have changed.
struct due_reader {
    pg::oid relation;
    std::vector<pg::oid> sources;
};

/// The upkeep of a stream table that this session is doing, one at a time.
std::optional<apply_moment> under_way;
bool follows_refresh = false; ///< it applies what refreshes have changed

/// Whether refreshes alone have changed what a stream table has not applied yet.
bool is_by_refresh(const applied_numbers& applied) {
    return std::ranges::all_of(
        applied, [](const auto& one) { return pg::is_by_refresh_after(one.first, one.second); });
}

void bring_up_to_date(const due_reader& due) {
    const pg::oid reader = due.relation;
    const applied_numbers before = applied_before(reader, due.sources);
    follows_refresh = is_by_refresh(before);
    pg::note_applied(reader, due.sources);
    const auto table = find_kept_stream_table(reader);
    if (is_maintained(table.get(), follows_refresh)) {
        or_suspend(*table, [&] { maintain_in_context(table, before); });
    }
}

/// The first in the order of the graph that has not applied all.
std::optional<due_reader> next_reader(apply_moment moment) {
    const std::vector<pg::oid> changed = pg::changed_sources();
    if (changed.empty()) { return std::nullopt; }
    const auto readers = kept_upkeep_readers(changed, moment);
    for (const pg::oid one : readers->in_order()) {
        std::vector<pg::oid> sources = readers->sources_of(one);
        const auto is_new = [one](pg::oid source) {
            return pg::last_change_of(source) > pg::applied_by(one, source);
        };
        if (std::ranges::any_of(sources, is_new) && !pg::is_any_open(one)) {
            return due_reader{.relation = one, .sources = std::move(sources)};
        }
    }
    return std::nullopt;
}

/// While one lives, rows are only collected.
struct applying {
    explicit applying(apply_moment moment) { under_way = moment; }
    applying(const applying&) = delete;
    applying& operator=(const applying&) = delete;
    ~applying() { under_way.reset(); }
};

/// What stream tables in mode ON COMMIT have not applied stays.
void forget_applied(apply_moment moment) {
    if (pg::is_any_open()) { return; }
    for (const pg::oid source : pg::changed_sources()) {
        if (moment == apply_moment::statement && is_read_at_commit(source)) { continue; }
        pg::forget_changes_of(source);
    }
}

std::vector<pg::oid> reads_of(const stream_table& table) {
    if (const auto prepared = find_prepared(table)) { return prepared->reads(); }
    const owner_scope scope(table);
    return prepare(table)->reads();
}

/// Locks what a stream table reads, as its upkeep is about to: before the stream table is locked, which is the order of commands that alter
/// a source.
void lock_reads(pg::oid reader) {
    const auto table = find_kept_stream_table(reader);
    if (!is_maintained(table.get(), false) || table->needs_reinit) { return; }
    for (const pg::oid one : reads_of(*table)) { pg::lock_relation(one, pg::lock_mode::access_share); }
}

} // namespace

bool is_applying_changes() noexcept { return under_way.has_value(); }

apply_moment moment_of_statement() { return under_way.value_or(apply_moment::statement); }

bool is_by_refresh() { return under_way ? follows_refresh : is_refreshing(); }

void apply_changes(apply_moment moment, pg::write_kind why) {
    if (under_way) { return; }
    const applying now(moment);
    while (const std::optional<due_reader> next = next_reader(moment)) {
        pg::check_for_interrupts();
        pg::stopwatch clock;
        bring_up_to_date(*next);
        pg::count_upkeep(next->relation, why, std::llround(clock.lap() * 1000));
    }
    forget_applied(moment);
}

void apply_as_at_commit() {
    if (under_way) { return; }
    const auto readers = kept_upkeep_readers(pg::changed_sources(), apply_moment::commit);
    for (const pg::oid one : readers->in_order()) { lock_reads(one); }
    lock_for_upkeep(readers->locks_at(apply_moment::commit).tables);
    apply_changes(apply_moment::commit, pg::write_kind::commits);
}

} // namespace pgt::ext
