-- What comparisons with their queries have found, and the fuses of stream tables.

CREATE FUNCTION pgtrickle.fuse_status() RETURNS TABLE (
    name                text,
    fuse_mode           text,
    fuse_state          text,
    fuse_ceiling        bigint,
    effective_ceiling   bigint,
    fuse_sensitivity    integer,
    blown_at            timestamptz,
    blow_reason         text,
    changes_skipped_at  timestamptz
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('%I.%I', t.pgt_schema, t.pgt_name), t.fuse_mode, t.fuse_state, t.fuse_ceiling,
           CASE WHEN t.fuse_state <> 'disabled'
                THEN coalesce(t.fuse_ceiling, nullif(coalesce(nullif(current_setting('pg_trickle.fuse_default_ceiling', true), ''), '0')::bigint, 0))
           END,
           t.fuse_sensitivity, t.blown_at, t.blow_reason, t.changes_skipped_at
    FROM pgtrickle.pgt_stream_tables AS t
    ORDER BY 1;
END;
COMMENT ON FUNCTION pgtrickle.fuse_status IS 'The fuse of each stream table: armed, blown or disabled, and why it has blown';

CREATE VIEW pgtrickle.pgt_audits AS
    SELECT a.pgt_id, a.last_proven, a.checked_at, a.missing_rows, a.surplus_rows, a.state_rows, a.was_repaired, a.duration_ms, a.initiated_by
    FROM pgtrickle_catalog.pgt_audits AS a;
COMMENT ON VIEW pgtrickle.pgt_audits IS 'The last comparison of each stream table with its query';
COMMENT ON COLUMN pgtrickle.pgt_audits.last_proven IS 'When it was last found equal';
COMMENT ON COLUMN pgtrickle.pgt_audits.missing_rows IS 'Rows of the query that the stream table did not hold';
COMMENT ON COLUMN pgtrickle.pgt_audits.surplus_rows IS 'Rows of the stream table that the query did not give';
COMMENT ON COLUMN pgtrickle.pgt_audits.state_rows IS 'Rows that differed in states, from which it is computed';
GRANT SELECT ON pgtrickle.pgt_audits TO PUBLIC;

CREATE FUNCTION pgtrickle.audit_status() RETURNS TABLE (
    name          text,
    last_proven   timestamptz,
    checked_at    timestamptz,
    result        text,
    missing_rows  bigint,
    surplus_rows  bigint,
    state_rows    bigint,
    duration_ms   double precision,
    initiated_by  text
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('%I.%I', t.pgt_schema, t.pgt_name), a.last_proven, a.checked_at,
           CASE WHEN a.checked_at IS NULL THEN 'never compared'
                WHEN a.missing_rows + a.surplus_rows + a.state_rows = 0 THEN 'equal'
                WHEN a.was_repaired THEN 'repaired'
                ELSE 'different'
           END,
           a.missing_rows, a.surplus_rows, a.state_rows, a.duration_ms, a.initiated_by
    FROM pgtrickle.pgt_stream_tables AS t
    LEFT JOIN pgtrickle.pgt_audits AS a USING (pgt_id)
    ORDER BY 1;
END;
COMMENT ON FUNCTION pgtrickle.audit_status IS 'When each stream table was last compared with its query, and when it was last found equal';
