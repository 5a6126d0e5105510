-- Generated statements call it if a stream table is inconsistent with its changes.

CREATE FUNCTION pgtrickle.inconsistent(what text) RETURNS bigint
    LANGUAGE c VOLATILE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'pgtrickle_inconsistent';
COMMENT ON FUNCTION pgtrickle.inconsistent IS 'Raises the error that a stream table is inconsistent with the changes of its sources';
