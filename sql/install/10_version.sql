CREATE FUNCTION pgtrickle.version() RETURNS text
    LANGUAGE c STABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'pgtrickle_version';
COMMENT ON FUNCTION pgtrickle.version() IS 'Version of the loaded module of pg_trickle';

-- A server keeps the module that it has loaded when the files of another version are installed: it has to be restarted before these are used.
CREATE FUNCTION pgtrickle.require_module(version text) RETURNS void
    LANGUAGE c STABLE STRICT
    AS 'MODULE_PATHNAME', 'pgtrickle_require_module';
REVOKE ALL ON FUNCTION pgtrickle.require_module(text) FROM PUBLIC;
COMMENT ON FUNCTION pgtrickle.require_module IS 'Fails unless the loaded module of pg_trickle has this version; scripts that install or update the extension begin with it';
SELECT pgtrickle.require_module('@version@');
