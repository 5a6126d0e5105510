-- Stopping and starting the scheduler of a database. Not for PUBLIC: that stops the refreshes of all roles.

CREATE FUNCTION pgtrickle.drain(timeout_s integer DEFAULT 60) RETURNS boolean
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_drain';
REVOKE ALL ON FUNCTION pgtrickle.drain(integer) FROM PUBLIC;
COMMENT ON FUNCTION pgtrickle.drain IS 'Has the scheduler of this database start no refresh, and waits for those that run; true when none runs, false when the time is over';

CREATE FUNCTION pgtrickle.undrain() RETURNS boolean
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_undrain';
REVOKE ALL ON FUNCTION pgtrickle.undrain() FROM PUBLIC;
COMMENT ON FUNCTION pgtrickle.undrain IS 'Lets the scheduler start refreshes again; returns whether a drain was in force';

CREATE FUNCTION pgtrickle.is_draining() RETURNS boolean
    LANGUAGE c STABLE
    AS 'MODULE_PATHNAME', 'pgtrickle_is_draining';
COMMENT ON FUNCTION pgtrickle.is_draining IS 'Whether drain() was called and undrain() was not: the scheduler starts no refresh';

CREATE FUNCTION pgtrickle.drain_progress() RETURNS TABLE (
    requested_at         timestamptz,
    running_refreshes    integer
)
    LANGUAGE c STABLE
    AS 'MODULE_PATHNAME', 'pgtrickle_drain_progress';
COMMENT ON FUNCTION pgtrickle.drain_progress IS 'When drain() was called, NULL if no drain is in force, and how many refreshes of the scheduler run in this database';

CREATE FUNCTION pgtrickle.is_drained() RETURNS boolean
    LANGUAGE c STABLE
    AS 'MODULE_PATHNAME', 'pgtrickle_is_drained';
COMMENT ON FUNCTION pgtrickle.is_drained IS 'Whether a drain is in force and no refresh of the scheduler runs';
