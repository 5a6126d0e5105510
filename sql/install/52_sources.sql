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
    WITH RECURSIVE captured (source, relid) AS (
        SELECT DISTINCT source_relid::oid, source_relid::oid
        FROM pgtrickle.pgt_dependencies
        WHERE cdc_mode IS NOT NULL
        UNION
        SELECT captured.source, i.inhrelid
        FROM captured
        JOIN pg_catalog.pg_inherits AS i ON i.inhparent = captured.relid
        JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid AND c.relispartition
    ),
    -- As src/pgext/pg/capture/capture_ddl.cpp makes them: pg_trigger.tgtype, and when they fire.
    expected (number, name, events, fires) AS (
        VALUES (1, 'pgt_capture_insert', 4, 'O'::"char"),
               (2, 'pgt_capture_update', 16, 'O'),
               (3, 'pgt_capture_delete', 8, 'O'),
               (4, 'pgt_capture_truncate', 32, 'A'),
               (5, 'pgt_capture_replica', 29, 'R')
    )
    SELECT format('%I.%I', n.nspname, c.relname), c.oid::bigint, coalesce(t.tgname, e.name),
           CASE WHEN e.events = 32 THEN 'TRUNCATE' ELSE 'DML' END,
           t.oid IS NOT NULL, coalesce(t.tgenabled = e.fires, false)
    FROM captured
    JOIN pg_catalog.pg_class AS c ON c.oid = captured.relid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    JOIN expected AS e ON e.events <> 29 OR c.relkind <> 'p'  -- a partitioned table has no rows of its own
    LEFT JOIN pg_catalog.pg_trigger AS t
        ON t.tgrelid = captured.relid
        AND t.tgtype = e.events
        AND t.tgfoid = 'pgtrickle.capture'::regproc
        AND encode(t.tgargs, 'escape') = captured.source::text || '\000'
    ORDER BY 1, captured.source, e.number;
END;
COMMENT ON FUNCTION pgtrickle.trigger_inventory IS 'The capture triggers, and whether they are present and enabled';
