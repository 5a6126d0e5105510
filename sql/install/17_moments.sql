-- The clock of statements that maintain stream tables. RESTRICTED: a parallel worker does not know the moment of the refresh.

CREATE FUNCTION pgtrickle.moment_of_refresh() RETURNS timestamptz
    LANGUAGE c STABLE PARALLEL RESTRICTED
    AS 'MODULE_PATHNAME', 'pgtrickle_moment_of_refresh';
COMMENT ON FUNCTION pgtrickle.moment_of_refresh IS 'The moment that the refresh in progress computes the result of its query for; now() outside of a refresh';

CREATE FUNCTION pgtrickle.moment_before() RETURNS timestamptz
    LANGUAGE c STABLE PARALLEL RESTRICTED
    AS 'MODULE_PATHNAME', 'pgtrickle_moment_before';
COMMENT ON FUNCTION pgtrickle.moment_before IS 'The moment that the refresh in progress has computed the result of its query for before; now() outside of a refresh';
