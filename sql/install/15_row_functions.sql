CREATE FUNCTION pgtrickle.row_id(VARIADIC "any") RETURNS bigint
    LANGUAGE c IMMUTABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'pgtrickle_row_id';
COMMENT ON FUNCTION pgtrickle.row_id("any") IS
    'A hash of values: the same for values that are equal by their types, NULLs included';

CREATE FUNCTION pgtrickle.row_image(VARIADIC "any") RETURNS bytea
    LANGUAGE c IMMUTABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'pgtrickle_row_image';
COMMENT ON FUNCTION pgtrickle.row_image("any") IS
    'The bytes of values, whatever their types: the same only for values that look exactly alike, NULLs included';
