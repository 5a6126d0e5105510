#include "lifecycle/verify_stream_table.hpp"
#include "lifecycle/row_limit.hpp"

#include "catalog/store.hpp"
#include "catalog/stream_table_lock.hpp"
#include "definition/scope.hpp"
#include "lifecycle/refresh_stream_table.hpp"
#include "pg/access/standby.hpp"
#include "pg/boundary/error_context.hpp"
#include "pg/boundary/query_error.hpp"
#include "pg/value/function.hpp"
#include "refresh/guard.hpp"
#include "refresh/record_comparison.hpp"
#include "refresh/refresh.hpp"

#include <pgt/error.hpp>

#include <cstdint>
#include <format>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace pgt::ext {
namespace {

comparison compared(stream_table& table, bool repair, std::size_t most_rows, initiator by) {
    auto found = verify(table, repair, most_rows, by);
    if (found) { return std::move(*found); }
    throw has_to_be_recomputed(table, found.error());
}

using row = std::tuple<std::string, std::string, std::optional<pg::json>>;

/// Rows are shown to the owner of the stream table alone.
std::vector<row> verify_stream_table(const std::string& name, bool repair, std::int32_t max_rows) {
    pg::refuse_on_standby("verify stream tables");
    (void)require_max_rows(max_rows, 0);
    const stream_table table = lock_maintained_stream_table(name, if_locked::wait).value();
    check_may_be_refreshed(table);
    const bool may_see = pg::is_owner(table.relation);
    const comparison found =
        verify_locked_table(table, repair, static_cast<std::size_t>(max_rows), initiator::manual);
    std::vector<row> rows;
    for (const differing_row& one : found.rows) {
        rows.emplace_back(one.relation, one.is_missing ? "missing" : "surplus",
                          may_see ? std::optional(pg::json{one.contents}) : std::nullopt);
    }
    return rows;
}

} // namespace

void check_can_differ(const stream_table& table) {
    if (!table.is_populated) {
        throw user_error(sqlstate::invalid_parameter_value,
                         std::format("stream table \"{}\" is not populated", table.name.for_people()))
            .hint("Call pgtrickle.refresh_stream_table() first.");
    }
    if (table.cycle) {
        throw user_error(sqlstate::feature_not_supported,
                         std::format("stream table \"{}\" cannot be verified alone", table.name.for_people()))
            .detail("It is in a cycle: its rows may agree with its query because each gives the other.")
            .hint("Call pgtrickle.refresh_stream_table() with the force_mode FULL, which computes the cycle "
                  "from nothing.");
    }
    if (table.mode != refresh_mode::full) { return; }
    throw user_error(
        sqlstate::invalid_parameter_value,
        std::format("stream table \"{}\" is recomputed by each refresh", table.name.for_people()))
        .detail("In mode FULL no changes are applied that could have gone wrong.")
        .hint("Call pgtrickle.refresh_stream_table().");
}

user_error has_to_be_recomputed(const stream_table& table, const needs_reinitialisation& why) {
    return user_error(sqlstate::object_not_in_prerequisite_state,
                      std::format("stream table \"{}\" has to be recomputed first", table.name.for_people()))
        .detail(std::format("Reason: {}.", why.reason))
        .hint("Call pgtrickle.refresh_stream_table().");
}

comparison verify_locked_table(stream_table table, bool repair, std::size_t most_rows, initiator by) {
    const refresh_guard guard(table);
    try {
        check_can_differ(table);
        comparison found = compared(table, repair, most_rows, by);
        record_comparison(table, found, repair && !found.is_equal(), by);
        return found;
    } catch (const user_error& failed) {
        const pg::error_context context(context_of(table));
        pg::throw_in_context(failed);
    }
}

} // namespace pgt::ext

PGT_SQL_FUNCTION(pgtrickle_verify_stream_table, pgt::ext::verify_stream_table);
