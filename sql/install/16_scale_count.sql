CREATE FUNCTION pgtrickle.scale_count_step(state bigint, x numeric, weight bigint) RETURNS bigint
    LANGUAGE c IMMUTABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'pgtrickle_scale_count_step';

CREATE FUNCTION pgtrickle.scale_count_merge(a bigint, b bigint) RETURNS bigint
    LANGUAGE c IMMUTABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'pgtrickle_scale_count_merge';

CREATE FUNCTION pgtrickle.scale_count_add(stored bigint, change bigint) RETURNS bigint
    LANGUAGE c IMMUTABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'pgtrickle_scale_count_add';
COMMENT ON FUNCTION pgtrickle.scale_count_add(bigint, bigint) IS
    'The scale_count of terms after a change of them; NULL where it does not follow from these two';

CREATE AGGREGATE pgtrickle.scale_count(x numeric, weight bigint) (
    SFUNC = pgtrickle.scale_count_step,
    STYPE = bigint,
    COMBINEFUNC = pgtrickle.scale_count_merge,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE pgtrickle.scale_count(numeric, bigint) IS
    'The greatest scale among numerics and how many have it, as the state of a sum that follows changes';
