-- Whether the changes of each source reach each stream table that reads it.

CREATE FUNCTION pgtrickle.check_cdc_health() RETURNS TABLE (
    pgt_schema     text,
    pgt_name       text,
    source_schema  text,
    source_table   text,
    source_relid   bigint,
    cdc_mode       text,
    buffer_rows    bigint,
    healthy        boolean,
    issue          text
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH broken AS MATERIALIZED (
        SELECT g.source_relid,
               string_agg(DISTINCT format('triggers on %I.%I are %s', n.nspname, c.relname,
                                          CASE WHEN g.present THEN 'disabled' ELSE 'missing' END), ', ') AS issue
        FROM pgtrickle.capture_triggers() AS g
        JOIN pg_catalog.pg_class AS c ON c.oid = g.table_relid
        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        WHERE NOT g.present OR NOT g.enabled
        GROUP BY g.source_relid
    ),
    waiting AS MATERIALIZED (
        SELECT p.pgt_id, p.source_relid, p.pending_rows,
               CASE WHEN p.pending_rows > a.threshold AND a.threshold > 0 THEN format('more than %s changes are pending', a.threshold) END AS issue
        FROM pgtrickle.pending_changes() AS p
        CROSS JOIN (SELECT coalesce(nullif(current_setting('pg_trickle.buffer_alert_threshold', true), '')::bigint, 0)) AS a (threshold)
    )
    SELECT t.pgt_schema, t.pgt_name, n.nspname::text, c.relname::text, c.oid::bigint, d.cdc_mode, w.pending_rows,
           b.issue IS NULL AND w.issue IS NULL, nullif(concat_ws(', ', b.issue, w.issue), '')
    FROM pgtrickle.pgt_dependencies AS d
    JOIN pgtrickle.pgt_stream_tables AS t USING (pgt_id)
    JOIN pg_catalog.pg_class AS c ON c.oid = d.source_relid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    LEFT JOIN broken AS b ON b.source_relid = c.oid
    LEFT JOIN waiting AS w ON w.pgt_id = d.pgt_id AND w.source_relid = c.oid
    WHERE d.cdc_mode IS NOT NULL
    ORDER BY 1, 2, 3, 4;
END;
COMMENT ON FUNCTION pgtrickle.check_cdc_health IS 'Of each stream table and each source whose changes it is told of: how many wait, and what is wrong with the capture';
