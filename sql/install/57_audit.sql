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

CREATE VIEW pgtrickle.pgt_audit_rounds AS
    SELECT r.pgt_id, r.started_at, r.checked_at, r.stage, r.compared_to, r.piece_rows, r.pieces, r.compared_rows, r.missing_rows,
           r.surplus_rows, r.state_rows, r.duration_ms, r.last_piece_ms
    FROM pgtrickle_catalog.pgt_audit_rounds AS r;
COMMENT ON VIEW pgtrickle.pgt_audit_rounds IS 'The stream tables that are being compared with their queries piece by piece, and how far that is';
COMMENT ON COLUMN pgtrickle.pgt_audit_rounds.stage IS 'Which of its relations is compared: its states in their order, from 0, and then the stream table itself';
COMMENT ON COLUMN pgtrickle.pgt_audit_rounds.compared_to IS 'The row id up to which that is compared; NULL: nothing of it';
COMMENT ON COLUMN pgtrickle.pgt_audit_rounds.piece_rows IS 'How many rows the next piece has, so that it takes about pg_trickle.audit_piece_ms';

CREATE VIEW pgtrickle.pgt_audit_differences AS
    SELECT d.pgt_id, d.found_at, d.relation, d.difference,
           CASE WHEN pgtrickle.may_see_errors(t.pgt_relid) THEN d.contents END AS contents
    FROM pgtrickle_catalog.pgt_audit_differences AS d
    JOIN pgtrickle_catalog.pgt_stream_tables AS t USING (pgt_id);
COMMENT ON VIEW pgtrickle.pgt_audit_differences IS 'Some of the rows that the last comparisons have found to differ; they go when the stream table is found equal or repaired';
COMMENT ON COLUMN pgtrickle.pgt_audit_differences.difference IS 'missing: the query gives it; surplus: it does not';
COMMENT ON COLUMN pgtrickle.pgt_audit_differences.contents IS 'The columns of the row; NULL without the privileges of the owner of the stream table';
GRANT SELECT ON pgtrickle.pgt_audit_rounds, pgtrickle.pgt_audit_differences TO PUBLIC;

CREATE FUNCTION pgtrickle.audit_piece(name text, max_rows bigint DEFAULT 10000) RETURNS TABLE (
    relation       text,
    compared_from  bigint,
    compared_to    bigint,
    compared_rows  bigint,
    missing_rows   bigint,
    surplus_rows   bigint,
    is_last        boolean
)
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_audit_piece';
COMMENT ON FUNCTION pgtrickle.audit_piece IS 'Refreshes a stream table and compares the next of its rows with its query under the same snapshot: what the scheduler does piece by piece';

CREATE FUNCTION pgtrickle.audit_status() RETURNS TABLE (
    name           text,
    last_proven    timestamptz,
    checked_at     timestamptz,
    result         text,
    missing_rows   bigint,
    surplus_rows   bigint,
    state_rows     bigint,
    duration_ms    double precision,
    initiated_by   text,
    round_started  timestamptz,
    round_pieces   integer,
    round_rows     bigint
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('%I.%I', t.pgt_schema, t.pgt_name), a.last_proven, a.checked_at,
           CASE WHEN a.checked_at IS NULL THEN 'never compared'
                WHEN a.missing_rows + a.surplus_rows + a.state_rows = 0 THEN 'equal'
                WHEN a.was_repaired THEN 'repaired'
                ELSE 'different'
           END,
           a.missing_rows, a.surplus_rows, a.state_rows, a.duration_ms, a.initiated_by, r.started_at, r.pieces, r.compared_rows
    FROM pgtrickle.pgt_stream_tables AS t
    LEFT JOIN pgtrickle.pgt_audits AS a USING (pgt_id)
    LEFT JOIN pgtrickle.pgt_audit_rounds AS r USING (pgt_id)
    ORDER BY 1;
END;
COMMENT ON FUNCTION pgtrickle.audit_status IS 'When each stream table was last compared with its query, when it was last found equal, and how far a comparison by pieces is';
