-- Status and history of stream tables, for every role. Nothing here writes, so it works on a standby, too.

CREATE FUNCTION pgtrickle.stream_table_id(name text) RETURNS bigint
    LANGUAGE c STABLE
    AS 'MODULE_PATHNAME', 'pgtrickle_stream_table_id';
COMMENT ON FUNCTION pgtrickle.stream_table_id IS 'The pgt_id of the stream table of that name; an error if there is none';

CREATE FUNCTION pgtrickle.row_limit(max_rows integer) RETURNS bigint
    LANGUAGE c IMMUTABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'pgtrickle_row_limit';
COMMENT ON FUNCTION pgtrickle.row_limit IS 'Its argument; an error if that cannot be a number of rows';

CREATE FUNCTION pgtrickle.freshness() RETURNS TABLE (
    pgt_id             bigint,
    has_pending        boolean,
    staleness_seconds  double precision,
    cadence_seconds    double precision,
    is_stale           boolean
)
    LANGUAGE c STABLE
    AS 'MODULE_PATHNAME', 'pgtrickle_freshness';
COMMENT ON FUNCTION pgtrickle.freshness IS 'Of each stream table: whether changes are pending (NULL: unknown), the age of its contents (0 while no change is pending), the interval of its schedule, and whether its contents are older than twice that interval and a second';

CREATE FUNCTION pgtrickle.is_topk(relation oid) RETURNS boolean
    LANGUAGE c STABLE STRICT
    AS 'MODULE_PATHNAME', 'pgtrickle_is_topk';
COMMENT ON FUNCTION pgtrickle.is_topk IS 'Whether the query of a stream table ends with LIMIT or FETCH FIRST; NULL if the relation is none, or if a concurrent session has locked what the query reads';

CREATE FUNCTION pgtrickle.pgt_status() RETURNS TABLE (
    name                text,
    status              text,
    refresh_mode        text,
    is_populated        boolean,
    consecutive_errors  integer,
    schedule            text,
    data_timestamp      timestamptz,
    staleness           interval,
    last_refresh_at     timestamptz,
    last_error          text,
    scc_id              integer,
    waits_for           text
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('%I.%I', t.pgt_schema, t.pgt_name), t.status, t.refresh_mode, t.is_populated, t.consecutive_errors,
           t.schedule, t.data_timestamp, make_interval(secs => f.staleness_seconds), t.last_refresh_at,
           coalesce(t.last_error_message,
                    (SELECT s.last_message FROM pgtrickle.session_failures(t.pgt_relid) AS s
                     WHERE s.last_failure > coalesce(t.last_refresh_at, '-infinity'))),
           t.scc_id, h.reason
    FROM pgtrickle.pgt_stream_tables AS t
    JOIN pgtrickle.freshness() AS f USING (pgt_id)
    LEFT JOIN pgtrickle.pgt_held AS h USING (pgt_id)
    ORDER BY 1;
END;
COMMENT ON FUNCTION pgtrickle.pgt_status IS 'All stream tables: mode, status, and age of the contents';

CREATE FUNCTION pgtrickle.get_staleness(name text) RETURNS double precision
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT f.staleness_seconds
    FROM (SELECT pgtrickle.stream_table_id(name) AS pgt_id) AS wanted
    LEFT JOIN pgtrickle.freshness() AS f USING (pgt_id);
END;
COMMENT ON FUNCTION pgtrickle.get_staleness IS 'The age of the contents of a stream table in seconds; 0 as long as no change is pending, NULL if it was never populated';

CREATE FUNCTION pgtrickle.get_refresh_history(name text, max_rows integer DEFAULT 20) RETURNS TABLE (
    refresh_id      bigint,
    data_timestamp  timestamptz,
    start_time      timestamptz,
    end_time        timestamptz,
    action          text,
    status          text,
    rows_inserted   bigint,
    rows_deleted    bigint,
    duration_ms     double precision,
    error_message   text,
    rows_updated    bigint,
    error_sqlstate  text
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT h.refresh_id, h.data_timestamp, h.start_time, h.end_time, h.action, h.status, h.rows_inserted, h.rows_deleted,
           (extract(epoch FROM h.end_time - h.start_time) * 1000)::double precision, h.error_message, h.rows_updated,
           h.error_sqlstate
    FROM (SELECT pgtrickle.stream_table_id(name) AS pgt_id OFFSET 0) AS wanted
    JOIN pgtrickle.pgt_refresh_history AS h USING (pgt_id)
    ORDER BY h.refresh_id DESC
    LIMIT pgtrickle.row_limit(max_rows);
END;
COMMENT ON FUNCTION pgtrickle.get_refresh_history IS 'The latest refreshes of a stream table, the newest first';

CREATE FUNCTION pgtrickle.refresh_timeline(max_rows integer DEFAULT 50) RETURNS TABLE (
    start_time     timestamptz,
    stream_table   text,
    action         text,
    status         text,
    rows_inserted  bigint,
    rows_deleted   bigint,
    duration_ms    double precision,
    error_message  text,
    rows_updated   bigint,
    error_sqlstate text
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT h.start_time, format('%I.%I', t.pgt_schema, t.pgt_name), h.action, h.status, h.rows_inserted, h.rows_deleted,
           (extract(epoch FROM h.end_time - h.start_time) * 1000)::double precision, h.error_message, h.rows_updated,
           h.error_sqlstate
    FROM pgtrickle.pgt_refresh_history AS h
    JOIN pgtrickle.pgt_stream_tables AS t USING (pgt_id)
    ORDER BY h.refresh_id DESC
    LIMIT pgtrickle.row_limit(max_rows);
END;
COMMENT ON FUNCTION pgtrickle.refresh_timeline IS 'The latest refreshes of all stream tables, the newest first';

CREATE VIEW pgtrickle.pg_stat_stream_tables AS
    SELECT t.pgt_id, t.pgt_schema, t.pgt_name, t.status, t.refresh_mode, t.is_populated, t.data_timestamp, t.schedule,
           make_interval(secs => f.staleness_seconds) AS staleness,
           f.is_stale AS stale,
           t.consecutive_errors, t.needs_reinit, t.last_refresh_at,
           t.successful_refreshes + t.failed_refreshes AS total_refreshes,
           t.successful_refreshes, t.failed_refreshes, t.total_rows_inserted, t.total_rows_deleted,
           t.total_refresh_ms / nullif(t.successful_refreshes, 0) AS avg_duration_ms,
           coalesce(h.action, t.effective_refresh_mode) AS last_action,
           coalesce(h.status, CASE WHEN t.last_refresh_at IS NOT NULL THEN 'COMPLETED' END) AS last_status,
           (SELECT array_agg(DISTINCT d.cdc_mode ORDER BY d.cdc_mode)
            FROM pgtrickle.pgt_dependencies AS d
            WHERE d.pgt_id = t.pgt_id AND d.cdc_mode IS NOT NULL) AS cdc_modes,
           t.scc_id,
           t.last_fixpoint_iterations,
           t.refresh_tier,
           t.total_rows_updated
    FROM pgtrickle.pgt_stream_tables AS t
    JOIN pgtrickle.freshness() AS f USING (pgt_id)
    LEFT JOIN LATERAL (
        SELECT r.action, r.status
        FROM pgtrickle.pgt_refresh_history AS r
        WHERE r.pgt_id = t.pgt_id
        ORDER BY r.refresh_id DESC
        LIMIT 1
    ) AS h ON true;
COMMENT ON VIEW pgtrickle.pg_stat_stream_tables IS 'All stream tables with statistics of their refreshes';

CREATE VIEW pgtrickle.stream_tables_info AS
    SELECT t.*,
           make_interval(secs => f.staleness_seconds) AS staleness,
           f.is_stale AS stale,
           pgtrickle.is_topk(t.pgt_relid) AS is_topk
    FROM pgtrickle.pgt_stream_tables AS t
    JOIN pgtrickle.freshness() AS f USING (pgt_id);
COMMENT ON VIEW pgtrickle.stream_tables_info IS 'The rows of pgt_stream_tables, and the age of the contents';

GRANT SELECT ON pgtrickle.pg_stat_stream_tables, pgtrickle.stream_tables_info TO PUBLIC;
