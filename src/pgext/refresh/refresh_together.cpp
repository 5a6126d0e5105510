#include "refresh/refresh_together.hpp"

#include "catalog/store.hpp"
#include "definition/scope.hpp"
#include "pg/access/lock.hpp"
#include "pg/access/snapshot.hpp"
#include "refresh/guard.hpp"
#include "refresh/run.hpp"
#include "refresh/source_locks.hpp"

#include <pgt/error.hpp>

#include <format>
#include <memory>
#include <utility>

namespace pgt::ext {
namespace {

std::shared_ptr<prepared_table> locked(stream_table& table) {
    auto prepared = lock_sources(table);
    if (prepared && table.is_populated) { return std::move(*prepared); }
    throw user_error(sqlstate::object_not_in_prerequisite_state,
                     std::format("stream table \"{}\" has to be recomputed first", table.name.for_people()))
        .detail(table.is_populated ? std::format("Reason: {}.", prepared.error().reason)
                                   : "It was never filled.")
        .hint("Call pgtrickle.refresh_stream_table().");
}

void refresh_under(stream_table& table, const pg::snapshot& under, initiator by) {
    const owner_scope scope(table);
    const refresh_guard guard(table);
    std::shared_ptr<prepared_table> prepared = locked(table);
    check_not_changing(table, *prepared);
    check_not_rewritten(table, *prepared, under);
    refresh_run run(table, std::move(prepared), by, under.with_own_changes());
    if (table.mode == refresh_mode::full) { return run.full(""); }
    if (table.mode != refresh_mode::differential || run.differential(true)) { return; }
    throw user_error(sqlstate::invalid_parameter_value,
                     std::format("the fuse of stream table \"{}\" does not let its pending changes pass",
                                 table.name.for_people()))
        .hint("Call pgtrickle.reset_fuse().");
}

} // namespace

void refresh_together(std::vector<stream_table>& tables, initiator by) {
    for (stream_table& one : tables) {
        const owner_scope scope(one);
        lock_all_sources(one, *locked(one));
    }
    const pg::snapshot under = pg::snapshot::of_transaction();
    for (stream_table& one : tables) { refresh_under(one, under, by); }
    pg::count_command();
}

} // namespace pgt::ext
