CREATE FUNCTION pgtrickle.version() RETURNS text
    LANGUAGE c STABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'pgtrickle_version';
COMMENT ON FUNCTION pgtrickle.version() IS 'Version of the loaded module of pg_trickle';
