#include "refresh/refresh.hpp"

#include "catalog/locked.hpp"
#include "definition/provable.hpp"
#include "definition/scope.hpp"
#include "lifecycle/reinit.hpp"
#include "pg/access/standby.hpp"
#include "pg/boundary/crash_point.hpp"
#include "pg/boundary/error.hpp"
#include "pg/boundary/report.hpp"
#include "pg/boundary/subtransaction.hpp"
#include "pg/value/clock.hpp"
#include "pg/worker/change_notes.hpp"
#include "refresh/choice.hpp"
#include "refresh/execute.hpp"
#include "refresh/guard.hpp"
#include "refresh/locking.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <format>
#include <memory>
#include <utility>

namespace pgt::ext {
namespace {

/// A refresh in full compares with what is stored; filling an empty table doesn't.
constexpr double replacing_over_filling = 2;

bool is_inconsistency(const std::string& sqlstate) { return sqlstate == sqlstate::data_corrupted; }

/// A division by zero and the like speak for themselves.
std::string reason_of(const pg::error& failed) {
    if (failed.sqlstate().starts_with("22") || is_inconsistency(failed.sqlstate())) { return failed.what(); }
    return std::format("PostgreSQL refuses the statement that takes in its changes: {}", failed.what());
}

std::int64_t blocks_of_sources(const prepared_table& how) {
    std::int64_t blocks = 0;
    for (const prepared_source& source : how.sources()) { blocks += pg::blocks_of(source.relation); }
    return blocks;
}

std::int64_t rows_of_sources(const prepared_table& how) {
    std::int64_t rows = 0;
    for (const prepared_source& source : how.sources()) { rows += pg::estimated_rows(source.relation); }
    return rows;
}

/// One refresh of one table, under one snapshot, which is taken when all that the table reads is locked.
class refresh_run {
  public:
    refresh_run(const stream_table& table, std::shared_ptr<prepared_table> how, initiator by,
                pg::snapshot under)
        : table_(table), how_(std::move(how)), under_(std::move(under)) {
        done_.by = by;
        done_.generation = table.generation;
        done_.started = pg::now();
        done_.data = done_.started;
        how_->check_rights(); // also where it reads nothing but buffers
    }

    void fill() {
        take(execute_initial(table_, *how_, under_));
        pg::crash_point("refresh.filled");
        note_full_cost(done_.apply_ms * replacing_over_filling);
        finish(refresh_action::full);
    }
    void full(std::string reason) {
        done_.reason = std::move(reason);
        done_.was_fallback = table_.mode == refresh_mode::differential;
        take(execute_full(table_, *how_, under_));
        pg::crash_point("refresh.full");
        note_full_cost(done_.plan_ms + done_.apply_ms);
        finish(refresh_action::full);
    }
    void reinitialise(std::string reason) {
        done_.reason = std::move(reason);
        take(execute_anew(table_, *how_, under_));
        pg::crash_point("refresh.anew");
        finish(refresh_action::reinitialize);
    }
    /// Says whether there was anything to do. `whatever_it_costs`: in full only if there is no other way.
    bool differential(bool whatever_it_costs);

  private:
    void take(const execution& done) {
        done_.inserted = done.inserted;
        done_.updated = done.updated;
        done_.deleted = done.deleted;
        done_.plan_ms = done.plan_ms;
        done_.apply_ms = done.apply_ms;
    }
    void note_full_cost(double ms) {
        done_.full_ms = ms;
        done_.full_blocks = blocks_of_sources(*how_);
    }
    void finish(refresh_action action) {
        done_.action = action;
        if (action != refresh_action::differential) { std::ranges::for_each(how_->captured(), recomputed); }
        done_.frontier = frontier_of(under_);
        pg::crash_point("refresh.applied");
        record_refresh(table_.id, done_);
        pg::crash_point("refresh.recorded");
    }

    [[nodiscard]] cost_history history(const pending_changes& pending) const;
    [[nodiscard]] decision choose_how(const pending_changes& pending, bool whatever_it_costs) const;
    bool take_in(const pending_changes& pending);
    void recover();
    void check_order(const frontier& after) const;

    const stream_table& table_;
    std::shared_ptr<prepared_table> how_;
    pg::snapshot under_;
    refresh_record done_;
    std::string failure_; ///< SQLSTATE
};

/// What either way is expected to cost, from what it has cost so far.
cost_history refresh_run::history(const pending_changes& pending) const {
    if (pending.count < few_changes || !table_.full_ms) { return {}; }
    return {scaled_full_cost(*table_.full_ms, table_.full_blocks, blocks_of_sources(*how_)),
            table_.delta_ms_per_row};
}

decision refresh_run::choose_how(const pending_changes& pending, bool whatever_it_costs) const {
    if (pending.truncated) { return {true, "a source was truncated"}; }
    if (whatever_it_costs) { return {}; }
    const choice_limits limits{settings::strategy(), settings::cost_model_safety_margin(),
                               settings::differential_max_change_ratio(), settings::max_buffer_rows()};
    choice_input about{.pending = pending.count, .source_rows = {}, .history = {}};
    if (table_.requested == refresh_mode::automatic) { about.history = history(pending); }
    if (limits.max_ratio > 0) { about.source_rows = rows_of_sources(*how_); }
    return choose(about, limits);
}

/// Whether the changes could be taken in; if not, nothing has changed, and `failure_` says why.
bool refresh_run::take_in(const pending_changes& pending) {
    try {
        pg::subtransaction attempt;
        take(execute_delta(table_, *how_, under_, pending));
        attempt.commit();
        return true;
    } catch (const pg::error& failed) {
        failure_ = failed.sqlstate();
        if (!is_inconsistency(failure_) && !refuses_statement(failure_)) { throw; }
        done_.reason = reason_of(failed);
        return false;
    }
}

/// After changes that couldn't be taken in.
void refresh_run::recover() {
    // A value that can't be computed may be in a row that came and went: it is in the changes, but not in the result.
    if (!is_inconsistency(failure_)) { return full(done_.reason); }
    pg::report(pg::severity::warning,
               std::format("stream table \"{}\" is computed anew", table_.name.for_people()), done_.reason);
    reinitialise(done_.reason);
}

/// Under REPEATABLE READ, a table that was filled after the transaction's snapshot holds more than that sees.
void refresh_run::check_order(const frontier& after) const {
    if (frontier_of(under_).includes(after)) { return; }
    throw user_error(sqlstate::serialization_failure,
                     std::format("stream table \"{}\" is newer than this transaction's snapshot",
                                 table_.name.for_people()))
        .hint("Refresh it in a transaction of its own, or under READ COMMITTED.");
}

bool refresh_run::differential(bool whatever_it_costs) {
    pg::stopwatch clock;
    const frontier& after = table_.frontier;
    check_order(after);
    const pending_changes pending = collect_changes(*how_, after, under_);
    done_.read_ms = clock.lap();
    if (pending.none()) { return false; }
    pg::crash_point("refresh.read");
    const decision chosen = choose_how(pending, whatever_it_costs);
    done_.changes = pending.count;
    if (chosen.full) {
        full(chosen.reason);
    } else if (take_in(pending)) {
        done_.delta_ms_per_row =
            updated_cost(table_.delta_ms_per_row, done_.read_ms + done_.apply_ms, pending.count);
        finish(refresh_action::differential);
    } else {
        recover();
    }
    dispose_changes(pending);
    pg::crash_point("refresh.disposed");
    return true;
}

/// Who suspended it wants it left alone; the scheduler did it because of errors, which may be over.
void check_status(const stream_table& table) {
    if (table.status != table_status::suspended || table.failures > 0) { return; }
    throw user_error(sqlstate::invalid_parameter_value,
                     std::format("stream table \"{}\" is suspended", table.name.for_people()))
        .hint("Call pgtrickle.resume_stream_table() first.");
}

void check_forced(const stream_table& table, std::optional<refresh_mode> forced) {
    if (forced != refresh_mode::differential || table.mode == refresh_mode::differential) { return; }
    throw user_error(
        sqlstate::invalid_parameter_value,
        std::format("stream table \"{}\" can't be refreshed differentially", table.name.for_people()))
        .detail("Its mode is FULL: changes of what it reads are not captured for it.")
        .hint("pgtrickle.explain_refresh_mode() says why; pgtrickle.alter_stream_table() changes the mode.");
}

/// One run of a table that is set up as it should be; says whether there was anything to do.
bool refresh_once(const stream_table& table, std::shared_ptr<prepared_table> how,
                  std::optional<refresh_mode> forced, initiator by) {
    check_not_changing(table, *how);
    pg::snapshot under = pg::snapshot::of_transaction();
    check_not_rewritten(table, *how, under);
    refresh_run run(table, std::move(how), by, std::move(under));
    if (forced.value_or(table.mode) == refresh_mode::differential) {
        return run.differential(forced.has_value());
    }
    run.full(forced && table.mode != refresh_mode::full ? "asked for by force_mode" : "");
    return true;
}

void fill(const stream_table& table, initiator by) {
    const owner_scope scope(table);
    const std::shared_ptr<prepared_table> how = prepare(table);
    lock_all_sources(table, *how);
    check_not_changing(table, *how);
    // Also under REPEATABLE READ: what was committed before the sources were captured has to be in it.
    refresh_run(table, how, by, pg::snapshot::latest()).fill();
}

void reinitialise(const stream_table& table, const std::string& reason, initiator by) {
    const owner_scope scope(table);
    const stream_table anew = set_up_anew(table);
    if (!table.is_populated) { return; }
    const std::shared_ptr<prepared_table> how = prepare(anew);
    lock_all_sources(anew, *how);
    check_not_changing(anew, *how);
    refresh_run(anew, how, by, pg::snapshot::latest()).reinitialise(reason);
}

/// The table as the catalog has it now that nobody else refreshes or alters it. Says whether there was anything to do.
bool refresh_locked(stream_table table, std::optional<refresh_mode> forced, initiator by) {
    const owner_scope scope(table);
    if (!table.is_populated) {
        fill(table, by);
        return true;
    }
    constexpr int most_tries = 10;
    for (int tries = 1;; ++tries) {
        set_up found = lock_what_is_read(table);
        if (!found.how) {
            reinitialise(table, found.why_not, by);
            return true;
        }
        try {
            return refresh_once(table, std::move(found.how), forced, by);
        } catch (const sources_moved& moved) {
            if (tries == most_tries || pg::has_one_snapshot()) { throw moved.for_user(table); }
        }
    }
}

void refresh_by_hand(const stream_table& table, std::optional<refresh_mode> forced) {
    check_status(table);
    check_forced(table, forced);
    const refresh_guard alone(table);
    refresh_locked(table, forced, initiator::manual);
    if (table.status != table_status::active) { pg::note_definitions(); } // it is now
}

} // namespace

void fill_stream_table(const stream_table& table, initiator by) {
    const refresh_guard alone(table);
    fill(table, by);
}

void reinitialise_stream_table(const stream_table& table, const std::string& reason, initiator by) {
    const refresh_guard alone(table);
    reinitialise(table, reason, by);
}

void refresh_stream_table(const std::string& written, std::optional<refresh_mode> forced) {
    pg::refuse_on_standby("refresh stream tables");
    if (const auto table = try_lock_stream_table(written)) { return refresh_by_hand(*table, forced); }
    pg::report(pg::severity::notice, std::format("refresh of stream table \"{}\" skipped", written),
               "Another session is refreshing or changing it.");
}

bool refresh_for_scheduler(const stream_table& locked) {
    const refresh_guard alone(locked);
    return refresh_locked(locked, std::nullopt, initiator::scheduler);
}

} // namespace pgt::ext
