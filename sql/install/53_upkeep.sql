-- What writers pay for stream tables in mode IMMEDIATE: cumulative statistics of the server, visible to every role as such.

CREATE FUNCTION pgtrickle.upkeep_counts(stream_table oid) RETURNS TABLE (statement text, calls bigint, total_ms double precision)
    LANGUAGE c STABLE
    AS 'MODULE_PATHNAME', 'pgtrickle_upkeep_counts';
COMMENT ON FUNCTION pgtrickle.upkeep_counts IS 'How often statements of each kind had a stream table in mode IMMEDIATE follow, and how long that took; nothing where the server does not load pg_trickle when it starts';

CREATE VIEW pgtrickle.pg_stat_upkeep AS
    SELECT t.pgt_id, t.pgt_schema, t.pgt_name, u.statement, u.calls, u.total_ms, u.total_ms / u.calls AS mean_ms
    FROM pgtrickle.pgt_stream_tables AS t
    CROSS JOIN LATERAL pgtrickle.upkeep_counts(t.pgt_relid) AS u;
COMMENT ON VIEW pgtrickle.pg_stat_upkeep IS 'What writers have paid for stream tables in mode IMMEDIATE, by kind of statement';
COMMENT ON COLUMN pgtrickle.pg_stat_upkeep.statement IS 'INSERT, UPDATE, DELETE (those of MERGE and COPY included), TRUNCATE; COMMIT: rows of replication, when their transaction commits';
COMMENT ON COLUMN pgtrickle.pg_stat_upkeep.calls IS 'How often the stream table followed such a statement, rolled back ones included';
COMMENT ON COLUMN pgtrickle.pg_stat_upkeep.total_ms IS 'The time that these statements spent on it, without what they waited for its lock';

GRANT SELECT ON pgtrickle.pg_stat_upkeep TO PUBLIC;
