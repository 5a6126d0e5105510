-- Rows that stream tables leave out because their expressions raise errors.

CREATE FUNCTION pgtrickle.quarantined_rows(name text, max_rows integer DEFAULT 1000) RETURNS TABLE (
    expressions     text,
    error_sqlstate  text,
    error_message   text,
    row_values      jsonb
)
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_quarantined_rows';
COMMENT ON FUNCTION pgtrickle.quarantined_rows IS 'The rows that a stream table leaves out, with their errors, for its owner';

CREATE FUNCTION pgtrickle.quarantined_row_count(stream_table oid) RETURNS bigint
    LANGUAGE c STABLE
    AS 'MODULE_PATHNAME', 'pgtrickle_quarantined_row_count';
COMMENT ON FUNCTION pgtrickle.quarantined_row_count IS 'How many rows a stream table leaves out; NULL if it leaves none out whatever they are, or may not be seen';

CREATE FUNCTION pgtrickle.quarantine_status() RETURNS TABLE (
    name              text,
    row_errors        text,
    quarantined_rows  bigint
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('%I.%I', t.pgt_schema, t.pgt_name), t.row_errors, pgtrickle.quarantined_row_count(t.pgt_relid)
    FROM pgtrickle.pgt_stream_tables AS t
    ORDER BY 1;
END;
COMMENT ON FUNCTION pgtrickle.quarantine_status IS 'What errors in rows of each stream table do, and how many rows it leaves out';
