-- What subqueries check that are used as a value.

CREATE FUNCTION pgtrickle.require_one_row(rows bigint) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'pgtrickle_require_one_row';
COMMENT ON FUNCTION pgtrickle.require_one_row IS 'Raises the error of a subquery used as an expression that has more than one row';
