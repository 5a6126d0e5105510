-- What each step of a recursion checks that a statement maintains.

CREATE FUNCTION pgtrickle.recursion_step() RETURNS boolean
    LANGUAGE c STABLE PARALLEL RESTRICTED
    AS 'MODULE_PATHNAME', 'pgtrickle_recursion_step';
COMMENT ON FUNCTION pgtrickle.recursion_step IS 'True; an error if a statement that maintains a stream table in mode IMMEDIATE takes more steps than pg_trickle.ivm_recursive_max_depth';
