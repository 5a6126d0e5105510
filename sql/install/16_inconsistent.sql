-- What generated statements call when they find a stream table and its changes at odds.

CREATE FUNCTION pgtrickle.inconsistent(what text) RETURNS bigint
    LANGUAGE c VOLATILE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'pgtrickle_inconsistent';
COMMENT ON FUNCTION pgtrickle.inconsistent IS 'Raises the error that a stream table and its changes do not agree';
