-- What people and monitors ask. Nobody needs rights of his own for it.

CREATE FUNCTION pgtrickle.stream_table_id(name text) RETURNS bigint
    LANGUAGE c STABLE
    AS 'MODULE_PATHNAME', 'pgtrickle_stream_table_id';
COMMENT ON FUNCTION pgtrickle.stream_table_id IS 'The pgt_id of the stream table of that name; an error if there is none';

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
    scc_id              integer
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT pgt_schema || '.' || pgt_name, status, refresh_mode, is_populated, consecutive_errors, schedule,
           data_timestamp, now() - data_timestamp, last_refresh_at, last_error_message, NULL::integer
    FROM pgtrickle.pgt_stream_tables
    ORDER BY 1;
END;
COMMENT ON FUNCTION pgtrickle.pgt_status IS 'All stream tables: how they are kept, and how old their contents are';

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
    error_message   text
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT pgtrickle.stream_table_id(name);
    SELECT refresh_id, data_timestamp, start_time, end_time, action, status, rows_inserted, rows_deleted,
           (extract(epoch FROM end_time - start_time) * 1000)::double precision, error_message
    FROM pgtrickle.pgt_refresh_history
    WHERE pgt_id = pgtrickle.stream_table_id(name)
    ORDER BY refresh_id DESC
    LIMIT max_rows;
END;
COMMENT ON FUNCTION pgtrickle.get_refresh_history IS 'The latest refreshes of a stream table, the newest first';

CREATE FUNCTION pgtrickle.explain_refresh_mode(name text) RETURNS TABLE (
    configured_mode   text,
    effective_mode    text,
    downgrade_reason  text
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT pgtrickle.stream_table_id(name);
    SELECT requested_mode, refresh_mode, downgrade_reason
    FROM pgtrickle.pgt_stream_tables
    WHERE pgt_id = pgtrickle.stream_table_id(name);
END;
COMMENT ON FUNCTION pgtrickle.explain_refresh_mode IS 'What refresh mode was asked for, what it amounts to, and why';

CREATE FUNCTION pgtrickle.list_sources(name text) RETURNS TABLE (
    source_table  text,
    source_oid    bigint,
    source_type   text,
    cdc_mode      text,
    columns_used  text
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT pgtrickle.stream_table_id(name);
    SELECT n.nspname || '.' || c.relname, c.oid::bigint, d.source_type, d.cdc_mode, array_to_string(d.columns_used, ', ')
    FROM pgtrickle.pgt_dependencies AS d
    JOIN pg_catalog.pg_class AS c ON c.oid = d.source_relid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE d.pgt_id = pgtrickle.stream_table_id(name)
    ORDER BY 1;
END;
COMMENT ON FUNCTION pgtrickle.list_sources IS 'What a stream table reads, itself and by views';

CREATE FUNCTION pgtrickle.list_auxiliary_columns(name text) RETURNS TABLE (
    column_name  text,
    data_type    text,
    purpose      text
)
    LANGUAGE c STABLE
    AS 'MODULE_PATHNAME', 'pgtrickle_list_auxiliary_columns';
COMMENT ON FUNCTION pgtrickle.list_auxiliary_columns IS 'The columns of a stream table that its query does not show';

CREATE FUNCTION pgtrickle.change_buffer_sizes() RETURNS TABLE (
    stream_table  text,
    source_table  text,
    source_oid    bigint,
    cdc_mode      text,
    pending_rows  bigint,
    buffer_bytes  bigint
)
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_change_buffer_sizes';
COMMENT ON FUNCTION pgtrickle.change_buffer_sizes IS 'How many changes of each source wait for each stream table';

CREATE FUNCTION pgtrickle.trigger_inventory() RETURNS TABLE (
    source_table  text,
    source_oid    bigint,
    trigger_name  text,
    trigger_type  text,
    present       boolean,
    enabled       boolean
)
    LANGUAGE c STABLE
    AS 'MODULE_PATHNAME', 'pgtrickle_trigger_inventory';
COMMENT ON FUNCTION pgtrickle.trigger_inventory IS 'The triggers that capture changes, and whether they are there and enabled';

CREATE FUNCTION pgtrickle.rebuild_cdc_triggers() RETURNS text
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_rebuild_cdc_triggers';
REVOKE ALL ON FUNCTION pgtrickle.rebuild_cdc_triggers() FROM PUBLIC;
COMMENT ON FUNCTION pgtrickle.rebuild_cdc_triggers IS 'Makes the triggers and buffers that are missing or disabled; tables that may have missed changes are computed anew by their next refresh';

CREATE FUNCTION pgtrickle.explain_diff_sql(name text) RETURNS text
    LANGUAGE c STABLE
    AS 'MODULE_PATHNAME', 'pgtrickle_explain_diff_sql';
COMMENT ON FUNCTION pgtrickle.explain_diff_sql IS 'The statement that takes in changes of all sources; NULL in mode FULL';

CREATE FUNCTION pgtrickle.explain_delta(name text, format text DEFAULT 'text') RETURNS SETOF text
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_explain_delta';
COMMENT ON FUNCTION pgtrickle.explain_delta IS 'The plan of the statement that takes in changes of all sources; format is text, json, xml or yaml';

CREATE FUNCTION pgtrickle.explain_st(name text, with_analyze boolean DEFAULT false) RETURNS TABLE (
    property  text,
    value     text
)
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_explain_st';
COMMENT ON FUNCTION pgtrickle.explain_st IS 'How a stream table is kept up to date: circuit, changes, SQL';

CREATE VIEW pgtrickle.pg_stat_stream_tables AS
    SELECT t.pgt_id, t.pgt_schema, t.pgt_name, t.status, t.refresh_mode, t.is_populated, t.data_timestamp, t.schedule,
           now() - t.data_timestamp AS staleness,
           now() - t.data_timestamp > make_interval(secs => pgtrickle.parse_duration_seconds(t.schedule)) AS stale,
           t.consecutive_errors, t.needs_reinit, t.last_refresh_at,
           coalesce(h.total, 0) AS total_refreshes,
           coalesce(h.successful, 0) AS successful_refreshes,
           coalesce(h.failed, 0) AS failed_refreshes,
           coalesce(h.inserted, 0) AS total_rows_inserted,
           coalesce(h.deleted, 0) AS total_rows_deleted,
           h.avg_duration_ms, h.last_action, h.last_status,
           (SELECT array_agg(DISTINCT d.cdc_mode ORDER BY d.cdc_mode)
            FROM pgtrickle.pgt_dependencies AS d
            WHERE d.pgt_id = t.pgt_id AND d.cdc_mode IS NOT NULL) AS cdc_modes,
           NULL::integer AS scc_id,
           NULL::integer AS last_fixpoint_iterations,
           NULL::text AS refresh_tier
    FROM pgtrickle.pgt_stream_tables AS t
    LEFT JOIN LATERAL (
        SELECT count(*) AS total,
               count(*) FILTER (WHERE r.status = 'COMPLETED') AS successful,
               count(*) FILTER (WHERE r.status = 'FAILED') AS failed,
               sum(r.rows_inserted)::bigint AS inserted,
               sum(r.rows_deleted)::bigint AS deleted,
               (avg(extract(epoch FROM r.end_time - r.start_time)) * 1000)::double precision AS avg_duration_ms,
               (array_agg(r.action ORDER BY r.refresh_id DESC))[1] AS last_action,
               (array_agg(r.status ORDER BY r.refresh_id DESC))[1] AS last_status
        FROM pgtrickle.pgt_refresh_history AS r
        WHERE r.pgt_id = t.pgt_id
    ) AS h ON true;
COMMENT ON VIEW pgtrickle.pg_stat_stream_tables IS 'All stream tables with statistics of their refreshes';
GRANT SELECT ON pgtrickle.pg_stat_stream_tables TO PUBLIC;
