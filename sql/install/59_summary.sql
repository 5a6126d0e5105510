-- One row about all stream tables.

CREATE FUNCTION pgtrickle.health_summary() RETURNS TABLE (
    total_stream_tables    integer,
    active_count           integer,
    error_count            integer,
    suspended_count        integer,
    stale_count            integer,
    reinit_pending         integer,
    max_staleness_seconds  double precision,
    scheduler_status       text,
    paused_count           integer,
    blown_fuses            integer,
    different_count        integer,
    drain_requested        boolean,
    inflight_refreshes     integer,
    drain_elapsed_seconds  double precision
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT count(t.pgt_id)::integer, count(*) FILTER (WHERE t.status = 'ACTIVE')::integer, count(*) FILTER (WHERE t.status = 'ERROR')::integer,
           count(*) FILTER (WHERE t.status = 'SUSPENDED')::integer, count(*) FILTER (WHERE f.is_stale)::integer,
           count(*) FILTER (WHERE t.needs_reinit)::integer, max(f.staleness_seconds),
           CASE s.status WHEN 'RUNNING' THEN 'ACTIVE' WHEN 'RESTING' THEN 'ACTIVE' ELSE s.status END,
           count(*) FILTER (WHERE t.status = 'PAUSED')::integer, count(*) FILTER (WHERE t.fuse_state = 'blown')::integer,
           (SELECT count(*) FROM pgtrickle.audit_status() AS a WHERE a.result = 'different')::integer,
           p.requested_at IS NOT NULL, p.running_refreshes,
           extract(epoch FROM clock_timestamp() - p.requested_at)::double precision
    FROM pgtrickle.scheduler_status() AS s (status)
    CROSS JOIN pgtrickle.drain_progress() AS p
    LEFT JOIN (pgtrickle.pgt_stream_tables AS t JOIN pgtrickle.freshness() AS f USING (pgt_id)) ON true
    GROUP BY s.status, p.requested_at, p.running_refreshes;
END;
COMMENT ON FUNCTION pgtrickle.health_summary IS 'One row about all stream tables: how many are in which state, the age of the oldest contents, and whether the scheduler runs';
