-- Generated statements call it if a group has to be recomputed that they cannot recompute.

CREATE FUNCTION pgtrickle.not_additive() RETURNS bigint
    LANGUAGE c VOLATILE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'pgtrickle_not_additive';
COMMENT ON FUNCTION pgtrickle.not_additive IS 'Raises the error that changes cannot be added to a group, which has to be recomputed';
