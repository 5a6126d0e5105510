-- The sum of weights and integers in generated statements: sum() of bigints would compute a numeric for each group.

CREATE AGGREGATE pgtrickle.total(bigint) (
    SFUNC = pg_catalog.int8pl,
    STYPE = bigint,
    COMBINEFUNC = pg_catalog.int8pl,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE pgtrickle.total(bigint) IS
    'The sum of bigints as a bigint, NULLs left out; an error where it is none';
