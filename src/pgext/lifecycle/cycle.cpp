#include "lifecycle/cycle.hpp"

#include "catalog/cycles.hpp"
#include "catalog/event_log.hpp"
#include "catalog/source.hpp"
#include "catalog/store.hpp"
#include "catalog/stream_table_lock.hpp"
#include "definition/scope.hpp"
#include "lifecycle/refresh_stream_table.hpp"
#include "lifecycle/reinitialise.hpp"
#include "pg/access/lock.hpp"
#include "pg/access/snapshot.hpp"
#include "refresh/guard.hpp"
#include "refresh/pending_changes.hpp"
#include "refresh/recompute.hpp"
#include "refresh/run.hpp"
#include "refresh/source_locks.hpp"
#include "settings/settings.hpp"

#include <pgt/error.hpp>

#include <algorithm>
#include <cstdint>
#include <format>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pgt::ext {
namespace {

/// Rows that were deleted may have been the reason for rows that now give each other as their reason: these do not go by themselves.
bool is_deleting(const pending_changes& pending) {
    return pending.truncated || std::ranges::any_of(pending.batch.by_source, [](const auto& delta) {
               return delta && delta->deleted() > 0;
           });
}

class cycle_refresh {
  public:
    cycle_refresh(std::int32_t cycle, initiator by)
        : cycle_(cycle), by_(by), members_(members_of_cycle(cycle)) {}

    void run(bool from_nothing) {
        lock_sources_in_order();
        for (stream_table& one : members_) { from_nothing = make_ready(one) || from_nothing; }
        // All that is read from outside is seen as it is now, so that nothing is deleted there between two rounds.
        const pg::snapshot outside = from_nothing ? pg::snapshot::latest() : pg::snapshot::of_transaction();
        from_nothing = from_nothing || is_any_deleting(outside);
        if (from_nothing) { compute_from_nothing(outside); }
        const int rounds = to_fixpoint(outside);
        if (!from_nothing && rounds == 0) { return; }
        note_converged(cycle_, rounds);
        log("scc_converge", rounds);
    }

  private:
    void lock_sources_in_order() {
        std::vector<pg::oid> sources;
        for (const stream_table& one : members_) {
            for (const dependency& read : dependencies_of(one.id)) { sources.push_back(read.source); }
        }
        for (const pg::oid one : pg::in_lock_order(std::move(sources))) {
            pg::lock_relation(one, pg::lock_mode::access_share);
        }
    }

    /// Sets the table up again if its definition asks for that, and locks its sources. Returns whether it has to be computed from nothing.
    bool make_ready(stream_table& table) {
        {
            const owner_scope scope(table);
            const auto prepared = lock_sources(table);
            if (prepared && !(*prepared)->stages().empty()) { return !table.is_populated; }
        }
        check_restored(table, by_);
        {
            const refresh_guard guard(table);
            reinitialise(table, table.needs_reinit ? table.reinit_reason : "its definition has changed", by_);
        }
        table = current(table);
        return true;
    }

    /// The statements of a table whose sources are locked.
    [[nodiscard]] static std::shared_ptr<prepared_table> statements_of(stream_table& table) {
        auto prepared = lock_sources(table);
        if (prepared) { return std::move(*prepared); }
        throw user_error(
            sqlstate::lock_not_available,
            std::format("definition of stream table \"{}\" is being changed", table.name.for_people()))
            .detail(std::format("Reason: {}.", prepared.error().reason))
            .hint("Refresh it again.");
    }

    [[nodiscard]] static stream_table current(const stream_table& table) {
        pg::count_command();
        return find_stream_table(table.relation).value();
    }

    [[nodiscard]] bool is_any_deleting(const pg::snapshot& outside) {
        return std::ranges::any_of(members_, [&outside](stream_table& one) {
            const owner_scope scope(one);
            const auto prepared = statements_of(one);
            return is_deleting(read_pending(*prepared, one.frontier, outside, many_pending::copied));
        });
    }

    void compute_from_nothing(const pg::snapshot& outside) {
        for (stream_table& one : members_) {
            const owner_scope scope(one);
            const refresh_guard guard(one);
            const auto prepared = statements_of(one);
            lock_all_sources(one, *prepared);
            delete_contents(*prepared, outside.with_own_changes());
        }
        for (stream_table& one : members_) {
            const owner_scope scope(one);
            const refresh_guard guard(one);
            run_of(one, outside).replace("its cycle is computed from nothing");
            one = current(one);
        }
    }

    [[nodiscard]] refresh_run run_of(stream_table& table, const pg::snapshot& outside) {
        std::shared_ptr<prepared_table> prepared = statements_of(table);
        check_not_changing(table, *prepared);
        check_not_rewritten(table, *prepared, outside);
        return {table, std::move(prepared), by_, outside.with_own_changes()};
    }

    /// Returns whether changes were pending.
    bool apply_pending(stream_table& table, const pg::snapshot& outside) {
        const owner_scope scope(table);
        const refresh_guard guard(table);
        try {
            (void)run_of(table, outside).differential(true);
        } catch (const snapshot_outdated&) { throw rewritten_source(table); }
        stream_table now = current(table);
        const bool has_changed = now.frontier != table.frontier;
        table = std::move(now);
        return has_changed;
    }

    /// Returns the number of rounds in which changes were pending.
    int to_fixpoint(const pg::snapshot& outside) {
        for (int rounds = 0;; ++rounds) {
            bool has_changed = false;
            for (stream_table& one : members_) { has_changed = apply_pending(one, outside) || has_changed; }
            if (!has_changed) { return rounds; }
            if (rounds == settings::max_fixpoint_iterations()) {
                log("scc_timeout", rounds);
                throw no_fixpoint();
            }
        }
    }

    /// About the whole cycle, by the name of its first member.
    void log(std::string_view event, int rounds) const {
        const stream_table& first = members_.front();
        log_event(event, {first.name, first.id},
                  {{"scc_id", std::int64_t{cycle_}}, {"rounds", std::int64_t{rounds}}});
    }

    [[nodiscard]] user_error no_fixpoint() const {
        return user_error(
                   sqlstate::program_limit_exceeded,
                   std::format("the cycle of stream table \"{}\" has not reached its fixpoint in {} rounds",
                               members_.front().name.for_people(), settings::max_fixpoint_iterations()))
            .detail("Its stream tables stay as they were before.")
            .hint(
                "If their queries give ever more rows, use UNION or DISTINCT, or limit them by a condition; "
                "else increase pg_trickle.max_fixpoint_iterations.");
    }

    std::int32_t cycle_;
    initiator by_;
    std::vector<stream_table> members_;
};

} // namespace

bool lock_cycle(std::int32_t cycle) {
    return std::ranges::all_of(members_of_cycle(cycle), [](const stream_table& one) {
        return lock_for_refresh(one.relation, if_locked::skip);
    });
}

namespace {

void lock_members(const std::vector<stream_table>& members, initiator by) {
    if (by != initiator::scheduler) {
        std::vector<pg::oid> relations;
        for (const stream_table& one : members) { relations.push_back(one.relation); }
        std::ranges::sort(relations);
        return lock_for_refresh(relations);
    }
    const auto busy = std::ranges::find_if(
        members, [](const stream_table& one) { return !lock_for_refresh(one.relation, if_locked::skip); });
    if (busy == members.end()) { return; }
    throw user_error(
        sqlstate::lock_not_available,
        std::format("stream table \"{}\" is being refreshed or changed", busy->name.for_people()))
        .detail("A concurrent session has locked it.")
        .hint("Refresh it again.");
}

} // namespace

void compute_cycle_of(pg::oid table, initiator by) {
    const auto now = find_stream_table(table);
    if (!now || !now->cycle) { return; }
    const std::vector<stream_table> members = members_of_cycle(*now->cycle);
    if (!std::ranges::all_of(members, &stream_table::is_populated)) { return; }
    lock_members(members, by);
    refresh_cycle(*now->cycle, true, by);
}

void refresh_cycle(std::int32_t cycle, bool from_nothing, initiator by) {
    cycle_refresh(cycle, by).run(from_nothing);
}

} // namespace pgt::ext
