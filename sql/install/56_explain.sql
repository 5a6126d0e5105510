-- How stream tables are maintained.

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
COMMENT ON FUNCTION pgtrickle.explain_refresh_mode IS 'The requested refresh mode, the effective one, and the reason if they differ';

CREATE FUNCTION pgtrickle.explain_diff_sql(name text) RETURNS text
    LANGUAGE c STABLE
    AS 'MODULE_PATHNAME', 'pgtrickle_explain_diff_sql';
COMMENT ON FUNCTION pgtrickle.explain_diff_sql IS 'The statement that applies changes of all sources; NULL in mode FULL, and where nothing is read that could change';

CREATE FUNCTION pgtrickle.explain_delta(name text, format text DEFAULT 'text') RETURNS SETOF text
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_explain_delta';
COMMENT ON FUNCTION pgtrickle.explain_delta IS 'The plan of the statement that applies changes of all sources; format is text, json, xml or yaml';

CREATE FUNCTION pgtrickle.explain_st(name text, with_analyze boolean DEFAULT false, format text DEFAULT 'text') RETURNS TABLE (
    property  text,
    value     text
)
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_explain_st';
COMMENT ON FUNCTION pgtrickle.explain_st IS 'How a stream table is maintained: circuit, changes, SQL; with_analyze: what a refresh of its pending changes does, which is rolled back';

CREATE FUNCTION pgtrickle.list_auxiliary_columns(name text) RETURNS TABLE (
    column_name  text,
    data_type    text,
    purpose      text
)
    LANGUAGE c STABLE
    AS 'MODULE_PATHNAME', 'pgtrickle_list_auxiliary_columns';
COMMENT ON FUNCTION pgtrickle.list_auxiliary_columns IS 'The columns of a stream table that are not in its query';
