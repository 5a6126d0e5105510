#include "refresh/run.hpp"

#include "catalog/alert.hpp"
#include "catalog/event_log.hpp"
#include "catalog/last_upkeep.hpp"
#include "pg/boundary/crash_point.hpp"
#include "pg/boundary/error_context.hpp"
#include "pg/boundary/report.hpp"
#include "pg/boundary/subtransaction.hpp"
#include "pg/capture/statement_changes.hpp"
#include "pg/query/temporary_files.hpp"
#include "pg/value/clock.hpp"
#include "pg/value/refresh_moment.hpp"
#include "refresh/append_only.hpp"
#include "refresh/clock.hpp"
#include "refresh/decide.hpp"
#include "refresh/fuse.hpp"
#include "refresh/recompute.hpp"
#include "refresh/source_locks.hpp"
#include "refresh/spill.hpp"
#include "refresh/try_apply.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <cstdint>
#include <format>
#include <string>
#include <utility>

namespace pgt::ext {
namespace {

/// A full refresh compares with what is stored; the first one has nothing to compare with.
constexpr double merge_over_fill = 2;

/// Refreshes that share a snapshot have data of one moment, which the snapshot is at least as new as.
pg::moment moment_of_data(pg::moment started) {
    return pg::has_one_snapshot() ? pg::begin_of_transaction() : started;
}

} // namespace

refresh_run::refresh_run(const stream_table& table, std::shared_ptr<prepared_table> prepared, initiator by,
                         pg::snapshot under)
    : table_(table), prepared_(std::move(prepared)), under_(std::move(under)) {
    record_.by = by;
    record_.generation = table.generation;
    record_.started = pg::now();
    record_.data = moment_of_data(record_.started);
    if (!prepared_->clocked().empty()) {
        last_ = moments_of(table.id);
        moment_.emplace(next_moments(last_));
    }
    prepared_->check_rights(); // also where nothing but buffers is read
    // What statements of this transaction have changed so far the snapshot sees.
    if (is_in_transaction(table.mode)) { pg::note_applied(table.relation, prepared_->captured()); }
}

void refresh_run::fill() {
    kind_ = upkeep_kind::computed;
    take_all_rows();
    note(fill_contents(*prepared_, under_));
    pg::crash_point("refresh.filled");
    note_full_cost(record_.apply_ms * merge_over_fill);
    finish(refresh_action::full);
}

void refresh_run::full(std::string reason) {
    record_.reason = std::move(reason);
    record_.was_fallback = table_.mode == refresh_mode::differential;
    take_all_rows();
    note(merge_contents(*prepared_, under_));
    pg::crash_point("refresh.full");
    note_full_cost(record_.plan_ms + record_.apply_ms);
    finish(refresh_action::full);
}

void refresh_run::replace(std::string reason) {
    record_.reason = std::move(reason);
    take_all_rows();
    note_replaced(replace_contents(*prepared_, under_));
}

void refresh_run::replace(std::string reason, const new_columns& columns) {
    record_.reason = std::move(reason);
    take_all_rows();
    note_replaced(replace_contents(*prepared_, under_, columns));
}

void refresh_run::rewrite(std::string reason) {
    record_.reason = std::move(reason);
    take_all_rows();
    note_replaced(rewrite_contents(*prepared_, under_));
}

void refresh_run::note_replaced(const apply_result& done) {
    kind_ = upkeep_kind::computed;
    note(done);
    pg::crash_point("refresh.replaced");
    finish(refresh_action::reinitialize);
}

bool refresh_run::differential(bool is_forced) {
    pg::stopwatch clock;
    const frontier& applied = table_.frontier;
    check_order(applied);
    pending_changes pending = read_pending(*prepared_, applied, under_, place_of_many());
    record_.read_ms = clock.lap();
    if (!has_work(pending)) { return true; }
    pg::crash_point("refresh.read");
    check_only_added(*prepared_, pending);
    if (is_stopped_by_fuse(table_, *prepared_, pending, record_.by)) { return false; }
    record_.changes = pending.batch.count;
    const decision chosen = moment_ && !last_ ? decision{true, "the moment of its contents is not known"}
                                              : decide(table_, *prepared_, pending, is_forced);
    // Also where everything is recomputed because they cannot be applied.
    const pg::error_context context(pending.none()
                                        ? "rows that come and go by the clock"
                                        : "changes of " + prepared_->source_names(pending.batch.changed()));
    log_event("refresh_start", {table_.name, table_.id},
              {{"refresh_mode", chosen.full ? name_of(refresh_mode::full) : name_of(table_.mode)},
               {"changes_pending", pending.batch.count}});
    if (chosen.is_bounded) {
        log_event("backpressure_engaged", {table_.name, table_.id},
                  {{"changes_pending", pending.batch.count}});
        notify_alert("change_buffer_backpressure", table_.name, "pending_rows",
                     std::to_string(pending.batch.count));
    }
    if (chosen.full) {
        count(pending);
        full(chosen.reason);
    } else {
        apply_or_recover(pending);
    }
    dispose_consumed(pending, record_.frontier);
    pg::crash_point("refresh.disposed");
    return true;
}

comparison refresh_run::compare(bool repair, std::size_t most_rows) {
    pg::subtransaction attempt;
    comparison found = compare_contents(*prepared_, under_, most_rows);
    if (found.is_equal() || !repair) { return found; }
    attempt.commit();
    refresh_record repaired;
    repaired.generation = record_.generation;
    repaired.by = record_.by;
    repaired.started = record_.started;
    repaired.data = record_.data;
    repaired.inserted = found.missing;
    repaired.deleted = found.surplus;
    repaired.reason = "rows differed from the query and were replaced";
    repaired.apply_ms = found.ms;
    record_ = std::move(repaired);
    finish(refresh_action::full);
    return found;
}

compared_piece refresh_run::compare(const piece& wanted, std::size_t most_rows) const {
    pg::count_command();
    return compare_piece(*prepared_, wanted, under_.with_own_changes(), most_rows);
}

/// The rows that a fuse counts, and those that must not be deletions, are looked at before anything is applied.
many_pending refresh_run::place_of_many() const {
    const bool are_looked_at = prepared_->appends() || has_fuse(table_);
    return are_looked_at ? many_pending::copied : many_pending::left_in_buffers;
}

void refresh_run::count(pending_changes& pending) {
    pending.count_read();
    record_.changes = pending.batch.count;
}

void refresh_run::apply_or_recover(pending_changes& pending) {
    const delta_batch& batch = pending.batch;
    const std::int64_t before = pg::temporary_blocks();
    const auto done = try_apply(*prepared_, batch, under_);
    count(pending);
    if (done) {
        note_blocks(table_, pg::temporary_blocks() - before);
        note(*done);
        record_.delta_ms_per_row =
            updated_cost(table_.delta_ms_per_row, record_.read_ms + record_.apply_ms, batch.count);
        return finish(refresh_action::differential);
    }
    const std::string& reason = done.error().reason;
    // A value that cannot be computed may be in a row that was inserted and deleted: it is in the changes, but not in the result.
    if (!done.error().is_inconsistent) { return full(reason); }
    pg::report(pg::severity::warning,
               std::format("stream table \"{}\" is recomputed", table_.name.for_people()), reason);
    replace(reason);
}

/// Whether a change is pending, or the moment of a row has come.
bool refresh_run::has_work(const pending_changes& pending) const {
    return !pending.none() || (moment_ && (!last_ || moment_->now() >= last_->due));
}

/// Under REPEATABLE READ, a table that was filled after the transaction's snapshot holds more than that sees.
void refresh_run::check_order(const frontier& applied) const {
    if (frontier_of(under_).includes(applied)) { return; }
    throw newer_stream_table(table_);
}

void refresh_run::note(const apply_result& done) {
    record_.inserted = done.inserted;
    record_.updated = done.updated;
    record_.deleted = done.deleted;
    record_.plan_ms = done.plan_ms;
    record_.apply_ms = done.apply_ms;
}

void refresh_run::note_full_cost(double ms) {
    record_.full_ms = ms;
    record_.full_blocks = blocks_of_sources(*prepared_);
}

/// Reasons may quote rows; whether one was needed is what the fallback says.
void refresh_run::log_completion() const {
    if (record_.was_fallback) {
        log_event("mode_fallback", {table_.name, table_.id},
                  {{"changes_pending", record_.changes.value_or(0)}});
    }
    log_event("refresh_complete", {table_.name, table_.id},
              {{"action", name_of(record_.action)},
               {"initiated_by", name_of(record_.by)},
               {"duration_ms", record_.read_ms + record_.plan_ms + record_.apply_ms},
               {"rows_inserted", record_.inserted},
               {"rows_updated", record_.updated},
               {"rows_deleted", record_.deleted}});
}

/// The contents become those of one moment, whatever moment they were of.
void refresh_run::take_all_rows() {
    if (!moment_) { return; }
    moment_.reset();
    moment_.emplace(moments_for_all_rows(last_));
}

void refresh_run::note_moment() const {
    if (moment_) { return note_moments(table_.id, {moment_->now(), next_due(*prepared_, under_)}); }
    if (record_.action != refresh_action::differential) { forget_moments(table_.id); }
}

void refresh_run::finish(refresh_action action) {
    record_.action = action;
    if (action != refresh_action::differential) {
        std::ranges::for_each(prepared_->captured(), recomputed);
        forget_spills(table_);
    }
    record_.frontier = frontier_of(under_);
    pg::crash_point("refresh.applied");
    record_refresh(table_.id, record_);
    note_moment();
    log_completion();
    if (is_in_transaction(table_.mode)) { note_upkeep(table_.id, kind_); }
    pg::crash_point("refresh.recorded");
}

} // namespace pgt::ext
