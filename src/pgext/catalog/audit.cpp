#include "catalog/audit.hpp"

#include "catalog/session.hpp"
#include "pg/value/clock.hpp"

namespace pgt::ext {
namespace {

/// A comparison takes about as long as a full computation, and the table is not refreshed meanwhile.
constexpr int most_ms = 10000;

} // namespace

void record_audit(std::int64_t id, const audit_record& done) {
    const catalog_session session;
    session.sql().run(
        sql::build("insert into pgtrickle_catalog.pgt_audits (pgt_id, last_proven, checked_at, missing_rows,"
                   " surplus_rows, state_rows, was_repaired, duration_ms, initiated_by)"
                   " values ($1, case when $8 then $9 end, $9, $2, $3, $4, $5, $6, $7)"
                   " on conflict (pgt_id) do update set"
                   " last_proven = coalesce(excluded.last_proven, pgt_audits.last_proven),"
                   " checked_at = excluded.checked_at, missing_rows = excluded.missing_rows,"
                   " surplus_rows = excluded.surplus_rows, state_rows = excluded.state_rows,"
                   " was_repaired = excluded.was_repaired, duration_ms = excluded.duration_ms,"
                   " initiated_by = excluded.initiated_by"),
        {}, id, done.missing, done.surplus, done.of_states, done.was_repaired, done.ms, name_of(done.by),
        done.is_equal(), pg::now());
}

std::optional<audit_turn> next_to_audit(std::int64_t after) {
    const catalog_session session;
    const auto found =
        session.sql()
            .run(sql::build("select pgt_id, pgt_relid::oid from pgtrickle_catalog.pgt_stream_tables"
                            " where status = {} and refresh_mode <> {} and is_populated and not needs_reinit"
                            " and not fuse_is_blown and scc_id is null and consecutive_errors = 0"
                            " and coalesce(last_full_ms, 0) <= {} order by pgt_id <= $1, pgt_id limit 1",
                            sql::literal{"ACTIVE"}, sql::literal{"FULL"}, most_ms),
                 {}, after)
            .first<std::int64_t, pg::oid>();
    if (!found) { return std::nullopt; }
    return audit_turn{.id = std::get<0>(*found), .relation = std::get<1>(*found)};
}

} // namespace pgt::ext
