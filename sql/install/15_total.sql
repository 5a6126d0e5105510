-- What generated statements add up weights and whole numbers with: sum() of bigints makes a numeric, for each group.

CREATE AGGREGATE pgtrickle.total(bigint) (
    SFUNC = pg_catalog.int8pl,
    STYPE = bigint,
    COMBINEFUNC = pg_catalog.int8pl,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE pgtrickle.total(bigint) IS
    'The sum of bigints as a bigint, NULLs left out; an error where it is none';
