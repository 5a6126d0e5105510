#include "catalog/refresh_groups.hpp"

#include "catalog/session.hpp"
#include "pg/worker/change_notes.hpp"

namespace pgt::ext {

std::optional<refresh_group> find_refresh_group(const std::string& name) {
    const catalog_session session;
    const auto found = session.sql()
                           .run(sql::build("select group_id, array(select t.pgt_relid::oid"
                                           " from pgtrickle_catalog.pgt_refresh_group_members as m"
                                           " join pgtrickle_catalog.pgt_stream_tables as t using (pgt_id)"
                                           " where m.group_id = g.group_id order by t.pgt_id)"
                                           " from pgtrickle_catalog.pgt_refresh_groups as g"
                                           " where group_name = $1 for update"),
                                {}, name)
                           .first<std::int32_t, std::vector<pg::oid>>();
    return found.transform(
        [](const auto& row) { return refresh_group{.id = std::get<0>(row), .members = std::get<1>(row)}; });
}

std::optional<std::string> refresh_group_of(std::int64_t table) {
    const catalog_session session;
    return session.sql()
        .run(sql::build("select group_name from pgtrickle_catalog.pgt_refresh_groups"
                        " join pgtrickle_catalog.pgt_refresh_group_members using (group_id)"
                        " where pgt_id = $1"),
             {}, table)
        .value<std::string>();
}

std::vector<std::pair<std::int64_t, std::int32_t>> all_group_members(const pg::spi& session) {
    static const pg::statement& read = *new pg::statement(
        session, sql::build("select pgt_id, group_id from pgtrickle_catalog.pgt_refresh_group_members"));
    std::vector<std::pair<std::int64_t, std::int32_t>> all;
    const pg::result rows = read.run(session);
    for (const auto& [table, group] : rows.all<std::int64_t, std::int32_t>()) {
        all.emplace_back(table, group);
    }
    return all;
}

std::optional<std::int32_t> insert_refresh_group(const std::string& name) {
    const catalog_session session;
    const auto id = session.sql()
                        .run(sql::build("insert into pgtrickle_catalog.pgt_refresh_groups"
                                        " (group_name, created_at) values ($1, clock_timestamp())"
                                        " on conflict (group_name) do nothing returning group_id"),
                             {}, name)
                        .value<std::int32_t>();
    if (id) { pg::note_definitions(); }
    return id;
}

bool insert_group_member(std::int32_t group, std::int64_t table) {
    const catalog_session session;
    return session.sql()
               .run(sql::build("insert into pgtrickle_catalog.pgt_refresh_group_members (pgt_id, group_id)"
                               " values ($1, $2) on conflict (pgt_id) do nothing"),
                    {}, table, group)
               .processed() == 1;
}

void delete_refresh_group(std::int32_t id) {
    const catalog_session session;
    session.sql().run(sql::build("with members as (delete from pgtrickle_catalog.pgt_refresh_group_members"
                                 " where group_id = $1)"
                                 " delete from pgtrickle_catalog.pgt_refresh_groups where group_id = $1"),
                      {}, id);
    pg::note_definitions();
}

std::optional<std::string> leave_refresh_group(std::int64_t table) {
    const catalog_session session;
    const auto left = session.sql()
                          .run(sql::build("with gone as (delete from"
                                          " pgtrickle_catalog.pgt_refresh_group_members"
                                          " where pgt_id = $1 returning group_id)"
                                          " select g.group_id, g.group_name,"
                                          " (select count(*) from pgtrickle_catalog.pgt_refresh_group_members"
                                          " as m where m.group_id = g.group_id and m.pgt_id <> $1)"
                                          " from gone join pgtrickle_catalog.pgt_refresh_groups as g"
                                          " using (group_id)"),
                               {}, table)
                          .first<std::int32_t, std::string, std::int64_t>();
    if (!left || std::get<2>(*left) > 1) { return std::nullopt; }
    delete_refresh_group(std::get<0>(*left));
    return std::get<1>(*left);
}

} // namespace pgt::ext
