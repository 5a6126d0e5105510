-- What keeps users from breaking stream tables, and what follows their DDL.

CREATE FUNCTION pgtrickle.guard_stream_table() RETURNS trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'pgtrickle_guard_stream_table';
COMMENT ON FUNCTION pgtrickle.guard_stream_table IS 'Trigger on stream tables: refuses writes of anybody but the refresh';

CREATE FUNCTION pgtrickle.on_drop() RETURNS event_trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'pgtrickle_on_drop';
COMMENT ON FUNCTION pgtrickle.on_drop IS 'Event trigger: clears away what belongs to dropped stream tables';

CREATE EVENT TRIGGER pgtrickle_on_drop ON sql_drop
    EXECUTE FUNCTION pgtrickle.on_drop();
