-- What keeps users from breaking stream tables, and what follows their DDL.

CREATE FUNCTION pgtrickle.guard_stream_table() RETURNS trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'pgtrickle_guard_stream_table';
COMMENT ON FUNCTION pgtrickle.guard_stream_table IS 'Trigger on stream tables: refuses writes of anybody but the refresh';

CREATE FUNCTION pgtrickle.on_drop() RETURNS event_trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'pgtrickle_on_drop';
REVOKE ALL ON FUNCTION pgtrickle.on_drop() FROM PUBLIC;
COMMENT ON FUNCTION pgtrickle.on_drop IS 'Event trigger: clears away what belongs to dropped stream tables';

CREATE FUNCTION pgtrickle.on_table() RETURNS event_trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'pgtrickle_on_table';
REVOKE ALL ON FUNCTION pgtrickle.on_table() FROM PUBLIC;
COMMENT ON FUNCTION pgtrickle.on_table IS 'Event trigger: names, partitions, and what nobody may do to a stream table';

CREATE FUNCTION pgtrickle.on_view() RETURNS event_trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'pgtrickle_on_view';
REVOKE ALL ON FUNCTION pgtrickle.on_view() FROM PUBLIC;
COMMENT ON FUNCTION pgtrickle.on_view IS 'Event trigger: stream tables over a view that is replaced are computed anew';

CREATE FUNCTION pgtrickle.on_function() RETURNS event_trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'pgtrickle_on_function';
REVOKE ALL ON FUNCTION pgtrickle.on_function() FROM PUBLIC;
COMMENT ON FUNCTION pgtrickle.on_function IS 'Event trigger: stream tables that call a function that is replaced are computed anew';

-- Also in sessions that replicate: the stream tables must not be wrong there either.
CREATE EVENT TRIGGER pgtrickle_on_drop ON sql_drop
    EXECUTE FUNCTION pgtrickle.on_drop();
ALTER EVENT TRIGGER pgtrickle_on_drop ENABLE ALWAYS;

CREATE EVENT TRIGGER pgtrickle_on_table ON ddl_command_end
    WHEN TAG IN ('ALTER TABLE', 'CREATE TABLE', 'ALTER SCHEMA')
    EXECUTE FUNCTION pgtrickle.on_table();
ALTER EVENT TRIGGER pgtrickle_on_table ENABLE ALWAYS;

CREATE EVENT TRIGGER pgtrickle_on_view ON ddl_command_end
    WHEN TAG IN ('CREATE VIEW')
    EXECUTE FUNCTION pgtrickle.on_view();
ALTER EVENT TRIGGER pgtrickle_on_view ENABLE ALWAYS;

CREATE EVENT TRIGGER pgtrickle_on_function ON ddl_command_end
    WHEN TAG IN ('CREATE FUNCTION')
    EXECUTE FUNCTION pgtrickle.on_function();
ALTER EVENT TRIGGER pgtrickle_on_function ENABLE ALWAYS;
