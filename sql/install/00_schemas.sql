\echo Use "CREATE EXTENSION pg_trickle" to load this file. \quit

-- Names below mean the server's objects, whatever objects there are in the target schema of CREATE EXTENSION.
SET LOCAL search_path TO pg_catalog, pg_temp;

CREATE SCHEMA pgtrickle;
COMMENT ON SCHEMA pgtrickle IS 'pg_trickle: functions, views and catalog of stream tables';
GRANT USAGE ON SCHEMA pgtrickle TO PUBLIC;

-- Holds copies of rows of all sources: only the extension reads it.
CREATE SCHEMA pgtrickle_changes;
COMMENT ON SCHEMA pgtrickle_changes IS 'pg_trickle: changes of sources that stream tables have not applied yet';
REVOKE ALL ON SCHEMA pgtrickle_changes FROM PUBLIC;
