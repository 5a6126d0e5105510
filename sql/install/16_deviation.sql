CREATE FUNCTION pgtrickle.variance_of(count bigint, sum numeric, squares numeric, is_sample boolean) RETURNS numeric
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'pgtrickle_variance_of';
COMMENT ON FUNCTION pgtrickle.variance_of(bigint, numeric, numeric, boolean) IS
    'The variance of numbers, as var_samp or var_pop give it, from their count, their sum and the sum of their squares';

CREATE FUNCTION pgtrickle.deviation_of(count bigint, sum numeric, squares numeric, is_sample boolean) RETURNS numeric
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'pgtrickle_deviation_of';
COMMENT ON FUNCTION pgtrickle.deviation_of(bigint, numeric, numeric, boolean) IS
    'The standard deviation of numbers, as stddev_samp or stddev_pop give it, from their count, their sum and the sum of their squares';
