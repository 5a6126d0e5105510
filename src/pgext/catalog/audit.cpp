#include "catalog/audit.hpp"

#include "catalog/session.hpp"
#include "pg/value/clock.hpp"

#include <tuple>

namespace pgt::ext {
namespace {

/// A stream table is not refreshed while a piece of it is compared.
constexpr int most_ms = 10000;
constexpr int most_differences = 100;

} // namespace

void record_audit(std::int64_t id, const audit_record& done) {
    const pg::moment now = pg::now();
    const catalog_session session;
    session.sql().run(
        sql::build("insert into pgtrickle_catalog.pgt_audits (pgt_id, last_proven, checked_at, missing_rows,"
                   " surplus_rows, state_rows, was_repaired, duration_ms, initiated_by)"
                   " values ($1, case when $8 then $10 end, $9, $2, $3, $4, $5, $6, $7)"
                   " on conflict (pgt_id) do update set"
                   " last_proven = coalesce(excluded.last_proven, pgt_audits.last_proven),"
                   " checked_at = excluded.checked_at, missing_rows = excluded.missing_rows,"
                   " surplus_rows = excluded.surplus_rows, state_rows = excluded.state_rows,"
                   " was_repaired = excluded.was_repaired, duration_ms = excluded.duration_ms,"
                   " initiated_by = excluded.initiated_by"),
        {}, id, done.missing, done.surplus, done.of_states, done.was_repaired, done.ms, name_of(done.by),
        done.is_equal() && done.is_complete, now, done.since.value_or(now));
    if (!done.was_repaired && !(done.is_equal() && done.is_complete)) { return; }
    session.sql().run(sql::build("delete from pgtrickle_catalog.pgt_audit_differences where pgt_id = $1"), {},
                      id);
}

void record_differences(std::int64_t id, std::span<const audit_difference> found) {
    const catalog_session session;
    for (const audit_difference& one : found) {
        session.sql().run(
            sql::build(
                "insert into pgtrickle_catalog.pgt_audit_differences"
                " (pgt_id, found_at, relation, difference, contents)"
                " select $1, clock_timestamp(), $2, $3, $4::jsonb where"
                " (select count(*) from pgtrickle_catalog.pgt_audit_differences where pgt_id = $1) < {}",
                most_differences),
            {}, id, one.relation, std::string_view(one.is_missing ? "missing" : "surplus"), one.contents);
    }
}

void forget_differences(std::int64_t id, pg::moment before) {
    const catalog_session session;
    session.sql().run(sql::build("delete from pgtrickle_catalog.pgt_audit_differences"
                                 " where pgt_id = $1 and found_at < $2"),
                      {}, id, before);
}

std::optional<audit_round> find_audit_round(std::int64_t id) {
    const catalog_session session;
    const auto found =
        session.sql()
            .run(sql::build(
                     "select generation, started_at, stage, compared_to, piece_rows, pieces, compared_rows,"
                     " missing_rows, surplus_rows, state_rows, duration_ms, last_piece_ms"
                     " from pgtrickle_catalog.pgt_audit_rounds where pgt_id = $1"),
                 {}, id)
            .first<std::int64_t, pg::moment, std::int32_t, std::optional<std::int64_t>, std::int64_t,
                   std::int32_t, std::int64_t, std::int64_t, std::int64_t, std::int64_t, double, double>();
    if (!found) { return std::nullopt; }
    return std::make_from_tuple<audit_round>(*found);
}

void write_audit_round(std::int64_t id, const audit_round& round) {
    const catalog_session session;
    session.sql().run(
        sql::build(
            "insert into pgtrickle_catalog.pgt_audit_rounds (pgt_id, generation, started_at, stage,"
            " compared_to, piece_rows, pieces, compared_rows, missing_rows, surplus_rows, state_rows,"
            " duration_ms, last_piece_ms, checked_at)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, clock_timestamp())"
            " on conflict (pgt_id) do update set (generation, started_at, stage, compared_to, piece_rows,"
            " pieces, compared_rows, missing_rows, surplus_rows, state_rows, duration_ms, last_piece_ms,"
            " checked_at) = (excluded.generation, excluded.started_at, excluded.stage,"
            " excluded.compared_to, excluded.piece_rows, excluded.pieces, excluded.compared_rows,"
            " excluded.missing_rows, excluded.surplus_rows, excluded.state_rows, excluded.duration_ms,"
            " excluded.last_piece_ms, excluded.checked_at)"),
        {}, id, round.generation, round.started, round.stage, round.to, round.piece_rows, round.pieces,
        round.rows, round.missing, round.surplus, round.of_states, round.ms, round.last_ms);
}

void forget_audit_round(std::int64_t id) {
    const catalog_session session;
    session.sql().run(sql::build("delete from pgtrickle_catalog.pgt_audit_rounds where pgt_id = $1"), {}, id);
}

std::optional<audit_turn> next_to_audit(std::int64_t after, std::int32_t piece_ms) {
    const catalog_session session;
    const auto found =
        session.sql()
            .run(sql::build("select t.pgt_id, t.pgt_relid::oid, r.pgt_id is not null"
                            " or greatest(t.last_full_ms, a.duration_ms) > $2"
                            " from pgtrickle_catalog.pgt_stream_tables as t"
                            " left join pgtrickle_catalog.pgt_audits as a using (pgt_id)"
                            " left join pgtrickle_catalog.pgt_audit_rounds as r using (pgt_id)"
                            " where t.status = {} and t.refresh_mode <> {} and t.is_populated"
                            " and not t.needs_reinit and not t.fuse_is_blown and t.scc_id is null"
                            " and t.consecutive_errors = 0 and (coalesce(r.last_piece_ms, 0) <= {}"
                            " or r.checked_at < clock_timestamp() - interval {})"
                            " order by t.pgt_id <= $1, t.pgt_id limit 1",
                            sql::literal{"ACTIVE"}, sql::literal{"FULL"}, most_ms, sql::literal{"1 day"}),
                 {}, after, piece_ms)
            .first<std::int64_t, pg::oid, std::optional<bool>>();
    if (!found) { return std::nullopt; }
    return audit_turn{.id = std::get<0>(*found),
                      .relation = std::get<1>(*found),
                      .by_pieces = std::get<2>(*found).value_or(false)};
}

} // namespace pgt::ext
