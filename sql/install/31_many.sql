-- Definitions as scripts state them, and many stream tables at once.

CREATE FUNCTION pgtrickle.create_or_replace_stream_table(
@creation_arguments@
) RETURNS void
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_create_or_replace_stream_table';
COMMENT ON FUNCTION pgtrickle.create_or_replace_stream_table IS 'Creates a stream table, or gives an existing one this query and these options; safe to run again';

CREATE FUNCTION pgtrickle.bulk_create(definitions jsonb) RETURNS jsonb
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_bulk_create';
COMMENT ON FUNCTION pgtrickle.bulk_create IS 'Creates a stream table for each object of an array, whose keys are the arguments of create_stream_table; all or none';

CREATE FUNCTION pgtrickle.bulk_alter_stream_tables(names text[], params json) RETURNS integer
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_bulk_alter_stream_tables';
COMMENT ON FUNCTION pgtrickle.bulk_alter_stream_tables IS 'Alters stream tables alike, by an object whose keys are arguments of alter_stream_table; returns how many it has changed';

CREATE FUNCTION pgtrickle.bulk_drop_stream_tables(names text[]) RETURNS integer
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_bulk_drop_stream_tables';
COMMENT ON FUNCTION pgtrickle.bulk_drop_stream_tables IS 'Drops stream tables, which may read each other; returns how many';

CREATE FUNCTION pgtrickle.pause_all() RETURNS integer
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_pause_all';
COMMENT ON FUNCTION pgtrickle.pause_all IS 'Pauses all stream tables of the caller that a scheduler refreshes; returns how many';

CREATE FUNCTION pgtrickle.resume_all() RETURNS integer
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_resume_all';
COMMENT ON FUNCTION pgtrickle.resume_all IS 'Makes all paused stream tables of the caller active again; returns how many';
