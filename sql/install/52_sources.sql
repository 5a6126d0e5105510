-- The sources of stream tables, and how changes of them are captured. Nothing here waits for locks on the sources.

CREATE FUNCTION pgtrickle.list_sources(name text) RETURNS TABLE (
    source_table  text,
    source_oid    bigint,
    source_type   text,
    cdc_mode      text,
    columns_used  text
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('%I.%I', n.nspname, c.relname), c.oid::bigint, d.source_type, d.cdc_mode,
           array_to_string(d.columns_used, ', ')
    FROM (SELECT pgtrickle.stream_table_id(name) AS pgt_id OFFSET 0) AS wanted
    JOIN pgtrickle.pgt_dependencies AS d USING (pgt_id)
    JOIN pg_catalog.pg_class AS c ON c.oid = d.source_relid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    ORDER BY 1;
END;
COMMENT ON FUNCTION pgtrickle.list_sources IS 'What a stream table reads, directly and through views';

CREATE FUNCTION pgtrickle.pending_changes() RETURNS TABLE (
    pgt_id        bigint,
    source_relid  oid,
    pending_rows  bigint,
    buffer_bytes  bigint
)
    LANGUAGE c STABLE
    AS 'MODULE_PATHNAME', 'pgtrickle_pending_changes';
COMMENT ON FUNCTION pgtrickle.pending_changes IS 'How many changes of each captured source a stream table has not applied yet, and the size of the buffer of the source; for stream tables that the caller may read';

CREATE FUNCTION pgtrickle.change_buffer_sizes() RETURNS TABLE (
    stream_table  text,
    source_table  text,
    source_oid    bigint,
    cdc_mode      text,
    pending_rows  bigint,
    buffer_bytes  bigint
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('%I.%I', t.pgt_schema, t.pgt_name), format('%I.%I', n.nspname, c.relname), c.oid::bigint, d.cdc_mode,
           p.pending_rows, p.buffer_bytes
    FROM pgtrickle.pending_changes() AS p
    JOIN pgtrickle.pgt_stream_tables AS t USING (pgt_id)
    JOIN pgtrickle.pgt_dependencies AS d ON d.pgt_id = p.pgt_id AND d.source_relid = p.source_relid
    JOIN pg_catalog.pg_class AS c ON c.oid = p.source_relid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    ORDER BY 1, 2;
END;
COMMENT ON FUNCTION pgtrickle.change_buffer_sizes IS 'The number of pending changes per source and stream table';

CREATE FUNCTION pgtrickle.capture_triggers() RETURNS TABLE (
    source_relid  oid,
    table_relid   oid,
    trigger_name  text,
    on_truncate   boolean,
    present       boolean,
    enabled       boolean
)
    LANGUAGE c STABLE
    AS 'MODULE_PATHNAME', 'pgtrickle_capture_triggers';
COMMENT ON FUNCTION pgtrickle.capture_triggers IS 'The triggers that capture changes, by the numbers of the source and of the table that has them: the source or a partition';

CREATE FUNCTION pgtrickle.trigger_inventory() RETURNS TABLE (
    source_table  text,
    source_oid    bigint,
    trigger_name  text,
    trigger_type  text,
    present       boolean,
    enabled       boolean
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('%I.%I', n.nspname, c.relname), c.oid::bigint, t.trigger_name,
           CASE WHEN t.on_truncate THEN 'TRUNCATE' ELSE 'DML' END, t.present, t.enabled
    FROM ROWS FROM (pgtrickle.capture_triggers()) WITH ORDINALITY
        AS t (source_relid, table_relid, trigger_name, on_truncate, present, enabled, number)
    JOIN pg_catalog.pg_class AS c ON c.oid = t.table_relid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    ORDER BY 1, t.source_relid, t.number;
END;
COMMENT ON FUNCTION pgtrickle.trigger_inventory IS 'The capture triggers, and whether they are present and enabled';
