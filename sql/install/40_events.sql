-- What keeps users from breaking stream tables, and what follows their DDL.

CREATE FUNCTION pgtrickle.guard_stream_table() RETURNS trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'pgtrickle_guard_stream_table';
COMMENT ON FUNCTION pgtrickle.guard_stream_table IS 'Trigger on stream tables: refuses all writes but those of a refresh';

CREATE FUNCTION pgtrickle.on_drop() RETURNS event_trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'pgtrickle_on_drop';
REVOKE ALL ON FUNCTION pgtrickle.on_drop() FROM PUBLIC;
COMMENT ON FUNCTION pgtrickle.on_drop IS 'Event trigger: clears away what belongs to dropped stream tables';

CREATE FUNCTION pgtrickle.on_drop_index() RETURNS event_trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'pgtrickle_on_drop_index';
REVOKE ALL ON FUNCTION pgtrickle.on_drop_index() FROM PUBLIC;
COMMENT ON FUNCTION pgtrickle.on_drop_index IS 'Event trigger: keeps the indexes that refreshes need';

CREATE FUNCTION pgtrickle.on_command() RETURNS event_trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'pgtrickle_on_command';
REVOKE ALL ON FUNCTION pgtrickle.on_command() FROM PUBLIC;
COMMENT ON FUNCTION pgtrickle.on_command IS 'Event trigger: follows all that changes what queries mean or how changes are captured, and refuses what must not be done to a stream table';

-- Also in sessions that replicate: the stream tables must not be wrong there either.
CREATE EVENT TRIGGER pgtrickle_on_drop ON sql_drop
    EXECUTE FUNCTION pgtrickle.on_drop();
ALTER EVENT TRIGGER pgtrickle_on_drop ENABLE ALWAYS;

CREATE EVENT TRIGGER pgtrickle_on_drop_index ON ddl_command_start
    WHEN TAG IN ('DROP INDEX')
    EXECUTE FUNCTION pgtrickle.on_drop_index();
ALTER EVENT TRIGGER pgtrickle_on_drop_index ENABLE ALWAYS;

-- Of every command: what a query depends on is of many kinds.
CREATE EVENT TRIGGER pgtrickle_on_command ON ddl_command_end
    EXECUTE FUNCTION pgtrickle.on_command();
ALTER EVENT TRIGGER pgtrickle_on_command ENABLE ALWAYS;
