-- What decides about rows that are quarantined. It computes expressions with the rights of its caller, as if they were written there.
-- It costs less than anything else, so that a statement asks for it before it computes what may fail.

CREATE FUNCTION pgtrickle.error_of(computation text, VARIADIC "any") RETURNS text
    LANGUAGE c STABLE PARALLEL UNSAFE COST 0.0001
    AS 'MODULE_PATHNAME', 'pgtrickle_error_of';
COMMENT ON FUNCTION pgtrickle.error_of(text, "any") IS
    'SQLSTATE and message of the error that an expression over $1, $2 and so on raises for these values; NULL if it raises none';
