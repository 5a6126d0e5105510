-- Triggers that protect stream tables, and that react to DDL of users.

CREATE FUNCTION pgtrickle.guard_stream_table() RETURNS trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'pgtrickle_guard_stream_table';
COMMENT ON FUNCTION pgtrickle.guard_stream_table IS 'Trigger on stream tables: refuses all writes but those of a refresh';

CREATE FUNCTION pgtrickle.on_drop() RETURNS event_trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'pgtrickle_on_drop';
REVOKE ALL ON FUNCTION pgtrickle.on_drop() FROM PUBLIC;
COMMENT ON FUNCTION pgtrickle.on_drop IS 'Event trigger: removes what belongs to dropped stream tables';

CREATE FUNCTION pgtrickle.on_drop_index() RETURNS event_trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'pgtrickle_on_drop_index';
REVOKE ALL ON FUNCTION pgtrickle.on_drop_index() FROM PUBLIC;
COMMENT ON FUNCTION pgtrickle.on_drop_index IS 'Event trigger: prevents the drop of indexes that refreshes need';

CREATE FUNCTION pgtrickle.on_alter_table() RETURNS event_trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'pgtrickle_on_alter_table';
REVOKE ALL ON FUNCTION pgtrickle.on_alter_table() FROM PUBLIC;
COMMENT ON FUNCTION pgtrickle.on_alter_table IS 'Event trigger: has stream tables in mode ON COMMIT follow the transaction so far';

CREATE FUNCTION pgtrickle.on_command() RETURNS event_trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'pgtrickle_on_command';
REVOKE ALL ON FUNCTION pgtrickle.on_command() FROM PUBLIC;
COMMENT ON FUNCTION pgtrickle.on_command IS 'Event trigger: reacts to changes of the meaning of queries and of the capture of changes, and refuses what must not be done to a stream table';

-- Also in sessions that apply replicated changes: stream tables must be right there too.
CREATE EVENT TRIGGER pgtrickle_on_drop ON sql_drop
    EXECUTE FUNCTION pgtrickle.on_drop();
ALTER EVENT TRIGGER pgtrickle_on_drop ENABLE ALWAYS;

CREATE EVENT TRIGGER pgtrickle_on_drop_index ON ddl_command_start
    WHEN TAG IN ('DROP INDEX')
    EXECUTE FUNCTION pgtrickle.on_drop_index();
ALTER EVENT TRIGGER pgtrickle_on_drop_index ENABLE ALWAYS;

CREATE EVENT TRIGGER pgtrickle_on_alter_table ON ddl_command_start
    WHEN TAG IN ('ALTER TABLE')
    EXECUTE FUNCTION pgtrickle.on_alter_table();
ALTER EVENT TRIGGER pgtrickle_on_alter_table ENABLE ALWAYS;

-- For every command: a query may depend on objects of many kinds.
CREATE EVENT TRIGGER pgtrickle_on_command ON ddl_command_end
    EXECUTE FUNCTION pgtrickle.on_command();
ALTER EVENT TRIGGER pgtrickle_on_command ENABLE ALWAYS;
