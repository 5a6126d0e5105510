-- What a query would be as a stream table, before it is one. Nothing is kept, and no writer waits.

CREATE FUNCTION pgtrickle.estimate_stream_table(query text, refresh_mode text DEFAULT 'AUTO') RETURNS TABLE (
    aspect    text,
    subject   text,
    detail    text,
    quantity  double precision,
    unit      text
)
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_estimate_stream_table';
COMMENT ON FUNCTION pgtrickle.estimate_stream_table IS 'How a query would be maintained: mode and reason, the sizes of sources and stages, what a full computation and a changed row of each source cost, what writers pay';

CREATE FUNCTION pgtrickle.validate_query(query text) RETURNS TABLE (
    check_name  text,
    result      text,
    severity    text
)
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_validate_query';
COMMENT ON FUNCTION pgtrickle.validate_query IS 'Whether a query can be that of a stream table, in which mode, and what its author should know; errors of the query are rows, too';

CREATE FUNCTION pgtrickle.explain_query_rewrite(query text) RETURNS TABLE (
    pass_name  text,
    changed    boolean,
    sql_after  text
)
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_explain_query_rewrite';
COMMENT ON FUNCTION pgtrickle.explain_query_rewrite IS 'The SQL that a query becomes as a stream table: as PostgreSQL understands it, its states, its contents, and the changes of each source';
