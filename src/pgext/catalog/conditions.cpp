#include "catalog/conditions.hpp"

#include "catalog/session.hpp"
#include "pg/worker/change_notes.hpp"

#include <string_view>
#include <tuple>

namespace pgt::ext {

std::vector<refresh_condition> all_conditions(const pg::spi& session) {
    static const pg::statement& read = *new pg::statement(
        session,
        sql::build("select pgt_id, sources, group_name, reason from pgtrickle_catalog.pgt_conditions"));
    std::vector<refresh_condition> all;
    const pg::result rows = read.run(session);
    for (auto& [table, sources, group, reason] :
         rows.all<std::int64_t, std::vector<pg::oid>, std::optional<std::string>,
                  std::optional<std::string>>()) {
        all.push_back({.table = table,
                       .sources = std::move(sources),
                       .group = std::move(group),
                       .reason = std::move(reason)});
    }
    return all;
}

std::optional<std::string> reason_to_wait(std::int64_t table, const pg::snapshot& seen) {
    const catalog_session session;
    static const pg::statement& read = *new pg::statement(
        session.sql(), sql::build("select reason from pgtrickle.pgt_held where pgt_id = $1"),
        pg::types<std::int64_t>());
    return read.run(session.sql(), {.under = &seen, .read_only = true}, table).value<std::string>();
}

void record_wait(std::int64_t table, const std::string& reason) {
    const catalog_session session;
    session.sql().run(sql::build("insert into pgtrickle_catalog.pgt_refresh_history"
                                 " (pgt_id, start_time, end_time, action, status, initiated_by, reason)"
                                 " select pgt_id, now(), clock_timestamp(), {}, {}, {}, $2"
                                 " from pgtrickle_catalog.pgt_stream_tables where pgt_id = $1",
                                 sql::literal{"SKIP"}, sql::literal{"SKIPPED"}, sql::literal{"SCHEDULER"}),
                      {}, table, reason);
}

bool set_gate(pg::oid source, bool gated, const std::string& by) {
    const catalog_session session;
    const pg::result changed =
        gated
            ? session.sql().run(
                  sql::build("insert into pgtrickle_catalog.pgt_source_gates as g"
                             " (source_relid, gated, gated_at, gated_by)"
                             " values ($1, true, clock_timestamp(), $2) on conflict (source_relid) do update"
                             " set gated = true, gated_at = excluded.gated_at, ungated_at = null,"
                             " gated_by = excluded.gated_by where not g.gated"),
                  {}, source, by)
            : session.sql().run(sql::build("update pgtrickle_catalog.pgt_source_gates set gated = false,"
                                           " ungated_at = clock_timestamp()"
                                           " where source_relid = $1 and gated"),
                                {}, source);
    if (changed.processed() == 0) { return false; }
    pg::note_definitions();
    return true;
}

std::vector<std::string> forget_conditions_of(const std::vector<pg::oid>& gone) {
    const catalog_session session;
    const pg::result rows = session.sql().run(
        sql::build("with gates as (delete from pgtrickle_catalog.pgt_source_gates"
                   " where source_relid = any ($1) returning 1),"
                   " watermarks as (delete from pgtrickle_catalog.pgt_watermarks"
                   " where source_relid = any ($1) returning 1),"
                   " touched as (select group_id, (select array_agg(u.source order by u.place)"
                   " from unnest(sources) with ordinality as u (source, place)"
                   " where u.source <> all ($1)) as sources"
                   " from pgtrickle_catalog.pgt_watermark_groups where sources::oid[] && $1),"
                   " kept as (update pgtrickle_catalog.pgt_watermark_groups as g set sources = t.sources"
                   " from touched as t where t.group_id = g.group_id and cardinality(t.sources) > 1"
                   " returning 1),"
                   " dropped as (delete from pgtrickle_catalog.pgt_watermark_groups as g using touched as t"
                   " where t.group_id = g.group_id and coalesce(cardinality(t.sources), 0) < 2"
                   " returning g.group_name)"
                   " select (select array_agg(group_name order by group_name) from dropped),"
                   " exists(select from gates) or exists(select from touched)"),
        {}, gone);
    const auto found = rows.first<std::optional<std::vector<std::string>>, bool>();
    const auto& [groups, is_changed] = found.value();
    if (is_changed) { pg::note_definitions(); }
    return groups.value_or(std::vector<std::string>());
}

} // namespace pgt::ext
