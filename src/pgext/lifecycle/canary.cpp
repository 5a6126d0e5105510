/// The SQL functions that try another query, or another mode, beside a stream table.
#include "catalog/canaries.hpp"
#include "catalog/store.hpp"
#include "catalog/stream_table_lock.hpp"
#include "definition/author.hpp"
#include "definition/scope.hpp"
#include "lifecycle/alter.hpp"
#include "lifecycle/create.hpp"
#include "lifecycle/drop.hpp"
#include "lifecycle/refresh_stream_table.hpp"
#include "lifecycle/row_limit.hpp"
#include "lifecycle/sqlstates.hpp"
#include "pg/access/identity.hpp"
#include "pg/access/lookup.hpp"
#include "pg/access/relation.hpp"
#include "pg/access/settings.hpp"
#include "pg/access/snapshot.hpp"
#include "pg/access/standby.hpp"
#include "pg/boundary/report.hpp"
#include "pg/query/whole_statement.hpp"
#include "pg/value/function.hpp"
#include "refresh/refresh_together.hpp"
#include "refresh/row_image.hpp"

#include <pgt/lower/protocol.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <format>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace {

using namespace pgt;
using namespace pgt::ext;

constexpr std::string_view suffix = "__canary";
constexpr std::size_t longest_name = 63;

void check_may_have_canary(const stream_table& table) {
    if (canary_of(table.id)) {
        throw user_error(sqlstate::duplicate_object,
                         std::format("stream table \"{}\" has a canary already", table.name.for_people()))
            .hint("Call pgtrickle.canary_promote(), or drop the canary.");
    }
    if (is_canary(table.id)) {
        throw user_error(sqlstate::invalid_parameter_value,
                         std::format("stream table \"{}\" is a canary", table.name.for_people()))
            .hint("Use the stream table that it was created for.");
    }
    if (table.name.name.size() + suffix.size() > longest_name) {
        throw user_error(
            sqlstate::name_too_long,
            std::format("name of stream table \"{}\" is too long for a canary", table.name.for_people()))
            .detail(std::format("The name of a canary ends with \"{}\", and has at most {} bytes.", suffix,
                                longest_name))
            .hint("Rename the stream table.");
    }
    if (!is_in_transaction(table.requested)) { return; }
    throw user_error(sqlstate::invalid_parameter_value,
                     std::format("stream table \"{}\" in mode {} cannot have a canary",
                                 table.name.for_people(), name_of(table.requested)))
        .detail("Two tables that transactions maintain would make writers pay twice.")
        .hint("Create a stream table of your own beside it.");
}

table_options options_of(const stream_table& table, const std::optional<std::string>& query,
                         const std::optional<std::string>& mode) {
    table_options chosen;
    chosen.query = query ? *query : qualified_query_of(table.relation);
    chosen.mode = mode ? parse_mode(*mode, "refresh_mode") : table.requested;
    chosen.when = schedule::parse_rule(table.schedule.value_or("calculated"), 0);
    chosen.row_errors = table.row_errors;
    chosen.initialize = true;
    return chosen;
}

std::string canary_begin(const std::string& name, const std::optional<std::string>& query,
                         const std::optional<std::string>& mode) {
    pg::refuse_on_standby("create stream tables");
    pg::refuse_if_restricted("canary_begin()");
    if (!query && !mode) {
        throw user_error(sqlstate::invalid_parameter_value, "a canary needs a query or a mode of its own")
            .hint("Pass new_query, refresh_mode, or both.");
    }
    const stream_table table = lock_own_stream_table(name);
    check_may_have_canary(table);
    const pg::relation_name beside{table.name.schema, table.name.name + std::string(suffix)};
    pg::local_settings settings;
    table_options chosen = options_of(table, query, mode);
    if (!query) { set_as_author(settings, table); }
    {
        // The query may call functions of the owner: they run with no more than the owner's privileges, for any role that tries them.
        const pg::as_user owner(pg::owner_of_relation(table.relation), pg::as_user::mode::unrestricted);
        create_stream_table({.name = beside.sql().sql(), .options = std::move(chosen)});
    }
    insert_canary(table.id, require_stream_table(beside.sql().sql()).id);
    return beside.sql().sql();
}

stream_table require_canary(const stream_table& table) {
    const auto canary = canary_of(table.id);
    if (canary) { return find_stream_table(*canary).value(); }
    throw user_error(sqlstate::undefined_object,
                     std::format("stream table \"{}\" has no canary", table.name.for_people()))
        .hint("Call pgtrickle.canary_begin().");
}

std::vector<pg::column> visible_columns(const stream_table& table) {
    std::vector<pg::column> columns = pg::relation(table.relation, pg::lock_mode::access_share).columns();
    std::erase_if(columns, [](const pg::column& one) { return lower::protocol::is_own_name(one.name); });
    return columns;
}

/// Those that the other one has, too; a notice names the rest.
std::vector<pg::column> shared_columns(const stream_table& table, const stream_table& other) {
    std::vector<pg::column> shared = visible_columns(table);
    const std::vector<pg::column> others = visible_columns(other);
    const auto is_shared = [&](const pg::column& one) {
        return std::ranges::contains(others, one.name, &pg::column::name);
    };
    std::string missing;
    for (const pg::column& one : shared) {
        if (!is_shared(one)) { missing += (missing.empty() ? "" : ", ") + one.name; }
    }
    if (!missing.empty()) {
        pg::report(pg::severity::notice,
                   std::format("columns that only stream table \"{}\" has are not compared: {}",
                               table.name.for_people(), missing));
    }
    std::erase_if(shared, [&](const pg::column& one) { return !is_shared(one); });
    return shared;
}

using row = std::tuple<std::string, std::int64_t, pg::json>;

sql::text side(const stream_table& table, const std::vector<pg::column>& columns, int sign) {
    return sql::build("select {} as image, to_jsonb(__pgt_shown) as shown, {} as sign from {} as __pgt_stored"
                      " cross join lateral (select {}) as __pgt_shown",
                      image_of_row(columns), sign, table.name.sql(), shown_columns(columns));
}

std::vector<row> compared(const stream_table& live, const stream_table& canary, std::int32_t max_rows) {
    (void)shared_columns(canary, live);
    const std::vector<pg::column> columns = shared_columns(live, canary);
    const owner_scope scope(live);
    const rounded_images rounding;
    const pg::spi session;
    const pg::statement compare = pg::whole_statement(
        session, sql::build("select case when sum(sign) > 0 then {} else {} end, abs(sum(sign)),"
                            " (array_agg(shown))[1] from ({} union all {}) as both_sides group by image"
                            " having sum(sign) <> 0 order by 1 desc, image limit {}",
                            sql::literal{"only live"}, sql::literal{"only canary"}, side(live, columns, 1),
                            side(canary, columns, -1), max_rows));
    const pg::snapshot seen = pg::snapshot::latest();
    return compare.run(session, {.under = &seen, .read_only = true})
        .all<std::string, std::int64_t, pg::json>();
}

std::vector<row> canary_diff(const std::string& name, std::int32_t max_rows) {
    pg::refuse_on_standby("refresh stream tables");
    (void)require_max_rows(max_rows, 0);
    const stream_table live = require_own_stream_table(name);
    const stream_table canary = require_canary(live);
    std::vector<pg::oid> relations{live.relation, canary.relation};
    std::ranges::sort(relations);
    lock_for_refresh(relations);
    std::vector<stream_table> both{require_own_stream_table(name),
                                   find_stream_table(canary.relation).value()};
    for (const stream_table& one : both) { check_may_be_refreshed(one); }
    refresh_together(both, initiator::manual);
    return compared(both.front(), both.back(), max_rows);
}

void canary_promote(const std::string& name) {
    pg::refuse_on_standby("alter stream tables");
    pg::refuse_if_restricted("canary_promote()");
    const stream_table live = require_own_stream_table(name);
    const stream_table canary = require_own_stream_table(require_canary(live).name.sql().sql());
    table_options chosen;
    chosen.query = qualified_query_of(canary.relation);
    chosen.mode = canary.requested;
    const std::string live_name = live.name.sql().sql();
    drop_stream_table(canary.name.sql().sql(), false);
    pg::local_settings settings;
    set_as_author(settings, canary);
    (void)alter_stream_table({.name = live_name, .options = std::move(chosen)});
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_canary_begin, canary_begin);
PGT_SQL_FUNCTION(pgtrickle_canary_diff, canary_diff);
PGT_SQL_FUNCTION(pgtrickle_canary_promote, canary_promote);
