-- Refresh workers: processes beside the schedulers, which run refreshes that take long.

CREATE FUNCTION pgtrickle.worker_pool_status() RETURNS TABLE (
    active_workers  integer,
    max_workers     integer,
    per_db_cap      integer,
    parallel_mode   text,
    idle_workers    integer
)
    LANGUAGE c STABLE
    AS 'MODULE_PATHNAME', 'pgtrickle_worker_pool';
COMMENT ON FUNCTION pgtrickle.worker_pool_status IS 'The refresh workers of the server: how many are busy or idle, how many there may be, and how many this database may have';

CREATE FUNCTION pgtrickle.worker_jobs(max_age_seconds integer) RETURNS TABLE (
    job_id         bigint,
    pgt_id         bigint,
    member_count   integer,
    attempt_no     integer,
    status         text,
    scheduler_pid  integer,
    worker_pid     integer,
    enqueued_at    timestamptz,
    started_at     timestamptz,
    finished_at    timestamptz
)
    LANGUAGE c STABLE
    AS 'MODULE_PATHNAME', 'pgtrickle_worker_jobs';
COMMENT ON FUNCTION pgtrickle.worker_jobs IS 'What parallel_job_status shows, with the number of the first stream table of each job';

CREATE FUNCTION pgtrickle.parallel_job_status(max_age_seconds integer DEFAULT 300) RETURNS TABLE (
    job_id         bigint,
    unit_key       text,
    unit_kind      text,
    status         text,
    member_count   integer,
    attempt_no     integer,
    scheduler_pid  integer,
    worker_pid     integer,
    enqueued_at    timestamptz,
    started_at     timestamptz,
    finished_at    timestamptz,
    duration_ms    double precision
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT j.job_id, format('%I.%I', t.pgt_schema, t.pgt_name),
           CASE WHEN j.member_count > 1 THEN 'atomic_group' ELSE 'singleton' END,
           j.status, j.member_count, j.attempt_no, j.scheduler_pid, j.worker_pid,
           j.enqueued_at, j.started_at, j.finished_at,
           extract(epoch FROM coalesce(j.finished_at, clock_timestamp()) - j.started_at)::double precision * 1000
    FROM pgtrickle.worker_jobs(max_age_seconds) AS j
    LEFT JOIN pgtrickle.pgt_stream_tables AS t USING (pgt_id)
    ORDER BY j.job_id DESC;
END;
COMMENT ON FUNCTION pgtrickle.parallel_job_status IS 'The jobs of this database that workers run, or have ended within the last seconds; the latest 512 of the server are known';
