#include "catalog/fuse.hpp"

#include "catalog/alert.hpp"
#include "catalog/session.hpp"
#include "pg/worker/change_notes.hpp"

namespace pgt::ext {

void write_fuse(const stream_table& table) {
    pg::note_definitions();
    const catalog_session session;
    session.sql().run(
        sql::build("update pgtrickle_catalog.pgt_stream_tables set fuse_mode = $2, fuse_ceiling = $3,"
                   " fuse_sensitivity = $4, fuse_exceeded = 0, fuse_is_blown = $5,"
                   " blown_at = case when $5 then blown_at end,"
                   " blow_reason = case when $5 then blow_reason end, updated_at = now() where pgt_id = $1"),
        {}, table.id, table.fuse.mode, table.fuse.ceiling, table.fuse.sensitivity, table.fuse.is_blown);
}

void note_fuse_exceeded(std::int64_t id, std::int32_t times) {
    const catalog_session session;
    session.sql().run(
        sql::build("update pgtrickle_catalog.pgt_stream_tables set fuse_exceeded = $2 where pgt_id = $1"), {},
        id, times);
}

void blow_fuse(const stream_table& table, std::int64_t pending, const std::string& reason, initiator by) {
    pg::note_definitions();
    {
        const catalog_session session;
        session.sql().run(
            sql::build(
                "with blown as (update pgtrickle_catalog.pgt_stream_tables set fuse_is_blown = true,"
                " blown_at = clock_timestamp(), blow_reason = $2 where pgt_id = $1 returning pgt_id)"
                " insert into pgtrickle_catalog.pgt_refresh_history"
                " (pgt_id, start_time, end_time, action, status, initiated_by, delta_row_count, reason)"
                " select pgt_id, now(), clock_timestamp(), {}, {}, $3, $4, $2 from blown",
                sql::literal{"SKIP"}, sql::literal{"SKIPPED"}),
            {}, table.id, reason, name_of(by), pending);
    }
    notify_alert("fuse_blown", table.name);
}

void skip_changes(const stream_table& table, const frontier& until) {
    pg::note_definitions();
    const catalog_session session;
    session.sql().run(sql::build("update pgtrickle_catalog.pgt_stream_tables set frontier = $2,"
                                 " changes_skipped_at = clock_timestamp() where pgt_id = $1"),
                      {}, table.id, until.to_text());
}

} // namespace pgt::ext
