#include "refresh/refresh.hpp"

#include "catalog/alert.hpp"
#include "catalog/last_upkeep.hpp"
#include "catalog/shadowed.hpp"
#include "catalog/store.hpp"
#include "definition/scope.hpp"
#include "refresh/append_only.hpp"
#include "refresh/guard.hpp"
#include "refresh/record_comparison.hpp"
#include "refresh/run.hpp"
#include "refresh/source_locks.hpp"

#include <pgt/error.hpp>

#include <format>
#include <memory>
#include <type_traits>
#include <utility>

namespace pgt::ext {
namespace {

/// Definitions of partitions that change so often between two locks mean that something is wrong.
constexpr int most_attempts = 10;

/// A table in mode IMMEDIATE or ON COMMIT holds what was committed before the refresh has locked it.
void check_sees_upkeep(const stream_table& table, const pg::snapshot& under) {
    if (!is_in_transaction(table.mode) || sees_last_upkeep(table.id, under)) { return; }
    throw newer_stream_table(table);
}

/// A run of a populated table whose sources are locked.
refresh_run run_under_lock(const stream_table& table, std::shared_ptr<prepared_table> prepared,
                           initiator by) {
    check_not_changing(table, *prepared);
    pg::snapshot under = pg::snapshot::of_transaction();
    check_sees_upkeep(table, under);
    check_not_rewritten(table, *prepared, under);
    return {table, std::move(prepared), by, std::move(under)};
}

/// What has been applied stays, whatever is found.
void compare_in_shadow(const stream_table& table, refresh_run& run, initiator by) {
    const comparison found = run.compare(false, differences_to_keep);
    record_comparison(table, found, false, by);
    if (found.is_equal()) { return; }
    warn_of_difference(table, found);
    notify_alert("shadow_difference", table.name);
}

void run_once(const stream_table& table, std::shared_ptr<prepared_table> prepared,
              std::optional<refresh_mode> forced, initiator by) {
    const bool applies_changes = forced.value_or(table.mode) == refresh_mode::differential;
    const bool shadowed = applies_changes && is_shadowed(table.id);
    if (shadowed) { lock_all_sources(table, *prepared); }
    refresh_run run = run_under_lock(table, std::move(prepared), by);
    if (applies_changes) {
        const bool is_done = run.differential(forced.has_value());
        if (is_done && shadowed) { compare_in_shadow(table, run, by); }
        return;
    }
    run.full(forced && table.mode != refresh_mode::full ? "asked for by force_mode" : "");
}

void apply_pending(const stream_table& table, refresh_run& run) {
    if (table.mode != refresh_mode::differential || run.differential(true)) { return; }
    throw user_error(sqlstate::invalid_parameter_value,
                     std::format("the fuse of stream table \"{}\" does not let its pending changes pass",
                                 table.name.for_people()))
        .hint("Refresh the table, and call pgtrickle.reset_fuse().");
}

/// Runs `once` with the sources locked; again with a new snapshot where a partition was rewritten meanwhile.
template <class Once> refresh_outcome with_sources(stream_table& table, const Once& once) {
    for (int attempts = 1;; ++attempts) {
        auto prepared = lock_sources(table);
        if (!prepared) { return std::unexpected(std::move(prepared.error())); }
        try {
            once(std::move(*prepared));
            return {};
        } catch (const snapshot_outdated&) {
            if (attempts == most_attempts || pg::has_one_snapshot()) { throw rewritten_source(table); }
        } catch (const rows_went&) { table = no_longer_append_only(table); }
    }
}

/// A run that computes all rows, by what the sources hold now.
refresh_run run_over_all(const stream_table& table, initiator by) {
    std::shared_ptr<prepared_table> prepared = prepare(table);
    lock_all_sources(table, *prepared);
    check_not_changing(table, *prepared);
    // Also under REPEATABLE READ: what was committed before the sources were captured has to be in it.
    return {table, std::move(prepared), by, pg::snapshot::latest()};
}

} // namespace

void fill(const stream_table& table, initiator by) {
    const owner_scope scope(table);
    run_over_all(table, by).fill();
}

void refill(const stream_table& table, const std::string& reason, initiator by) {
    const owner_scope scope(table);
    run_over_all(table, by).replace(reason);
}

void rewrite(const stream_table& table, const std::string& reason, initiator by) {
    const owner_scope scope(table);
    run_over_all(table, by).rewrite(reason);
}

void refill(const stream_table& table, const std::string& reason, initiator by, const new_columns& columns) {
    const owner_scope scope(table);
    run_over_all(table, by).replace(reason, columns);
}

refresh_outcome refresh(stream_table& table, std::optional<refresh_mode> forced, initiator by) {
    const owner_scope scope(table);
    if (!table.is_populated) {
        if (prepare(table)->stages().empty()) {
            return std::unexpected(needs_reinitialisation{"its states do not exist"});
        }
        fill(table, by);
        return {};
    }
    return with_sources(table, [&](std::shared_ptr<prepared_table> prepared) {
        // The transactions that change its sources have maintained it.
        const bool is_right =
            is_in_transaction(table.mode) && !is_suspended_by_upkeep(table.mode, table.status);
        if (is_right && by == initiator::scheduler) { return; }
        run_once(table, std::move(prepared), forced, by);
    });
}

namespace {

/// Gives what `compare` gives of a run that has brought the table up to date.
template <class Compare> auto verified(stream_table& table, initiator by, const Compare& compare) {
    using result = std::invoke_result_t<Compare, refresh_run&>;
    const owner_scope scope(table);
    result found;
    const refresh_outcome outcome = with_sources(table, [&](const std::shared_ptr<prepared_table>& prepared) {
        table = find_stream_table(table.relation).value(); // an attempt before may have refreshed it
        lock_all_sources(table, *prepared);
        refresh_run run = run_under_lock(table, prepared, by);
        apply_pending(table, run);
        found = compare(run);
    });
    return outcome ? std::expected<result, needs_reinitialisation>(std::move(found))
                   : std::unexpected(outcome.error());
}

} // namespace

std::expected<comparison, needs_reinitialisation> verify(stream_table& table, bool repair,
                                                         std::size_t most_rows, initiator by) {
    return verified(table, by, [&](refresh_run& run) { return run.compare(repair, most_rows); });
}

std::expected<compared_piece, needs_reinitialisation> verify_piece(stream_table& table, const piece& wanted,
                                                                   std::size_t most_rows, initiator by) {
    return verified(table, by, [&](const refresh_run& run) { return run.compare(wanted, most_rows); });
}

} // namespace pgt::ext
