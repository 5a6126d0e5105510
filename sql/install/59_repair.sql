-- Repair after a restore or a manual intervention.

CREATE FUNCTION pgtrickle.repair_stream_table(name text) RETURNS text
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_repair_stream_table';
COMMENT ON FUNCTION pgtrickle.repair_stream_table IS 'Restores what is missing of a stream table, clears its errors, and makes the next refresh recompute it; returns what was done';

CREATE FUNCTION pgtrickle.restore_stream_tables() RETURNS void
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_restore_stream_tables';
REVOKE ALL ON FUNCTION pgtrickle.restore_stream_tables() FROM PUBLIC;
COMMENT ON FUNCTION pgtrickle.restore_stream_tables IS 'Repairs all stream tables; to be called once after a dump was restored';

CREATE FUNCTION pgtrickle.rebuild_cdc_triggers() RETURNS text
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_rebuild_cdc_triggers';
REVOKE ALL ON FUNCTION pgtrickle.rebuild_cdc_triggers() FROM PUBLIC;
COMMENT ON FUNCTION pgtrickle.rebuild_cdc_triggers IS 'Restores triggers and buffers that are missing or disabled; stream tables that may have missed changes are recomputed by their next refresh';
