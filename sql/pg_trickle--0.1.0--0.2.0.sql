-- Updates the schema of the extension from 0.1.0 to 0.2.0. Written by tests/upgrade/update_script.py: see there before you change it.
\echo Use "ALTER EXTENSION pg_trickle UPDATE" to load this file. \quit

SET LOCAL search_path TO pg_catalog, pg_temp;

CREATE FUNCTION pgtrickle.require_module(version text) RETURNS void
    LANGUAGE c STABLE STRICT
    AS 'MODULE_PATHNAME', 'pgtrickle_require_module';

REVOKE ALL ON FUNCTION pgtrickle.require_module(text) FROM PUBLIC;

COMMENT ON FUNCTION pgtrickle.require_module IS 'Fails unless the loaded module of pg_trickle has this version; scripts that install or update the extension begin with it';

SELECT pgtrickle.require_module('0.2.0');
