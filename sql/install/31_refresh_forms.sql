-- Other ways to ask for a refresh.

CREATE FUNCTION pgtrickle.write_and_refresh(sql text, stream_table_name text) RETURNS void
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_write_and_refresh';
COMMENT ON FUNCTION pgtrickle.write_and_refresh IS 'Runs statements with the rights of the caller, and refreshes a stream table in the same transaction';

CREATE FUNCTION pgtrickle.verify_stream_table(
    name      text,
    repair    boolean DEFAULT false,
    max_rows  integer DEFAULT 20
) RETURNS TABLE (
    relation    text,
    difference  text,
    contents    jsonb
)
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_verify_stream_table';
COMMENT ON FUNCTION pgtrickle.verify_stream_table IS 'Refreshes a stream table and compares it with its query under the same snapshot: the rows that are missing or surplus, if any; with repair they are replaced';

CREATE FUNCTION pgtrickle.reset_fuse(name text, action text DEFAULT 'apply') RETURNS void
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_reset_fuse';
COMMENT ON FUNCTION pgtrickle.reset_fuse IS 'Arms a blown fuse again: apply applies the pending changes, reinitialize recomputes the stream table, skip_changes leaves them out for good';

CREATE FUNCTION pgtrickle.age_limit(seconds double precision) RETURNS double precision
    LANGUAGE c IMMUTABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'pgtrickle_age_limit';
COMMENT ON FUNCTION pgtrickle.age_limit IS 'Its argument; an error if that cannot be an age';
