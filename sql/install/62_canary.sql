-- Trying another query, or another mode, beside a stream table.

CREATE VIEW pgtrickle.pgt_canaries AS
    SELECT c.pgt_id, c.canary_id, c.created_at FROM pgtrickle_catalog.pgt_canaries AS c;
COMMENT ON VIEW pgtrickle.pgt_canaries IS 'The stream tables that try another query or mode beside another one';
COMMENT ON COLUMN pgtrickle.pgt_canaries.canary_id IS 'The pgt_id of the one that tries';
GRANT SELECT ON pgtrickle.pgt_canaries TO PUBLIC;

CREATE FUNCTION pgtrickle.canary_begin(name text, new_query text DEFAULT NULL, refresh_mode text DEFAULT NULL) RETURNS text
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_canary_begin';
COMMENT ON FUNCTION pgtrickle.canary_begin IS 'Creates a stream table with another query or mode beside a stream table, to be compared with it; returns its name';

CREATE FUNCTION pgtrickle.canary_diff(name text, max_rows integer DEFAULT 20) RETURNS TABLE (
    difference  text,
    copies      bigint,
    contents    jsonb
)
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_canary_diff';
COMMENT ON FUNCTION pgtrickle.canary_diff IS 'Refreshes a stream table and its canary under one snapshot, and returns the rows that only one of them has';

CREATE FUNCTION pgtrickle.canary_promote(name text) RETURNS void
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_canary_promote';
COMMENT ON FUNCTION pgtrickle.canary_promote IS 'Gives a stream table the query and the mode of its canary, and drops that';
