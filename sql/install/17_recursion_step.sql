-- What each step of a recursion checks that a statement maintains.

CREATE FUNCTION pgtrickle.recursion_step() RETURNS boolean
    LANGUAGE c STABLE PARALLEL RESTRICTED
    AS 'MODULE_PATHNAME', 'pgtrickle_recursion_step';
COMMENT ON FUNCTION pgtrickle.recursion_step IS 'True; an error if a statement that maintains a stream table in mode IMMEDIATE takes more steps than pg_trickle.ivm_recursive_max_depth';

CREATE FUNCTION pgtrickle.recursion_row(stream_table regclass) RETURNS boolean
    LANGUAGE c VOLATILE PARALLEL RESTRICTED
    AS 'MODULE_PATHNAME', 'pgtrickle_recursion_row';
COMMENT ON FUNCTION pgtrickle.recursion_row IS 'True; an error if the changes of a recursion with UNION ALL lead to many more rows than the stream table has';
