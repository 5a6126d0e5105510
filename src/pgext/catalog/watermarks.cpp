#include "catalog/watermarks.hpp"

#include "catalog/session.hpp"
#include "pg/worker/change_notes.hpp"

namespace pgt::ext {

std::optional<pg::moment> write_watermark(pg::oid source, pg::moment watermark, const std::string& by) {
    const catalog_session session;
    const auto in_groups =
        session.sql()
            .run(sql::build("insert into pgtrickle_catalog.pgt_watermarks as w"
                            " (source_relid, watermark, updated_at, advanced_by, wal_lsn)"
                            " values ($1, $2, clock_timestamp(), $3, pg_current_wal_insert_lsn())"
                            " on conflict (source_relid) do update set watermark = excluded.watermark,"
                            " updated_at = excluded.updated_at, advanced_by = excluded.advanced_by,"
                            " wal_lsn = excluded.wal_lsn where w.watermark < excluded.watermark"
                            " returning exists(select from pgtrickle_catalog.pgt_watermark_groups as g"
                            " where w.source_relid = any (g.sources))"),
                 {}, source, watermark, by)
            .value<bool>();
    if (in_groups) {
        if (*in_groups) { pg::note_definitions(); }
        return std::nullopt;
    }
    return session.sql()
        .run(sql::build("select watermark from pgtrickle_catalog.pgt_watermarks where source_relid = $1"), {},
             source)
        .value<pg::moment>();
}

std::optional<watermark_group> find_watermark_group(const std::string& name) {
    const catalog_session session;
    const auto found = session.sql()
                           .run(sql::build("select group_id, sources::oid[]"
                                           " from pgtrickle_catalog.pgt_watermark_groups"
                                           " where group_name = $1 for update"),
                                {}, name)
                           .first<std::int32_t, std::vector<pg::oid>>();
    return found.transform(
        [](const auto& row) { return watermark_group{.id = std::get<0>(row), .sources = std::get<1>(row)}; });
}

std::optional<std::int32_t> insert_watermark_group(const std::string& name,
                                                   const std::vector<pg::oid>& sources, double tolerance) {
    const catalog_session session;
    const auto id = session.sql()
                        .run(sql::build("insert into pgtrickle_catalog.pgt_watermark_groups"
                                        " (group_name, sources, tolerance_secs, created_at)"
                                        " values ($1, $2::regclass[], $3, clock_timestamp())"
                                        " on conflict (group_name) do nothing returning group_id"),
                             {}, name, sources, tolerance)
                        .value<std::int32_t>();
    if (id) { pg::note_definitions(); }
    return id;
}

void delete_watermark_group(std::int32_t id) {
    const catalog_session session;
    session.sql().run(sql::build("delete from pgtrickle_catalog.pgt_watermark_groups where group_id = $1"),
                      {}, id);
    pg::note_definitions();
}

} // namespace pgt::ext
