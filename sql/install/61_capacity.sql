-- What a server and a database can carry: checks before first use, sums for monitoring, and advice on schedules.

CREATE FUNCTION pgtrickle.metrics_summary() RETURNS TABLE (
    db_name                  text,
    total_stream_tables      bigint,
    active_stream_tables     bigint,
    suspended_stream_tables  bigint,
    total_refreshes          bigint,
    successful_refreshes     bigint,
    failed_refreshes         bigint,
    total_rows_processed     bigint,
    active_workers           integer,
    error_stream_tables      bigint,
    paused_stream_tables     bigint,
    stale_stream_tables      bigint,
    max_staleness_seconds    double precision,
    total_refresh_seconds    double precision,
    scheduler_running        boolean
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT current_database()::text, count(t.pgt_id), count(*) FILTER (WHERE t.status = 'ACTIVE'),
           count(*) FILTER (WHERE t.status = 'SUSPENDED'),
           coalesce(sum(t.successful_refreshes + t.failed_refreshes), 0)::bigint, coalesce(sum(t.successful_refreshes), 0)::bigint,
           coalesce(sum(t.failed_refreshes), 0)::bigint,
           coalesce(sum(t.total_rows_inserted + t.total_rows_updated + t.total_rows_deleted), 0)::bigint,
           w.active_workers, count(*) FILTER (WHERE t.status = 'ERROR'), count(*) FILTER (WHERE t.status = 'PAUSED'),
           count(*) FILTER (WHERE f.is_stale), max(f.staleness_seconds), coalesce(sum(t.total_refresh_ms), 0) / 1000,
           s.status IN ('RUNNING', 'RESTING')
    FROM pgtrickle.scheduler_status() AS s (status)
    CROSS JOIN pgtrickle.worker_pool_status() AS w
    LEFT JOIN (pgtrickle.pgt_stream_tables AS t JOIN pgtrickle.freshness() AS f USING (pgt_id)) ON true
    GROUP BY w.active_workers, s.status;
END;
COMMENT ON FUNCTION pgtrickle.metrics_summary IS 'One row of sums over all stream tables of this database since their creation, for monitoring';

-- A role without access to the statistics of others could not see the processes of the server.
CREATE FUNCTION pgtrickle.cluster_worker_summary() RETURNS TABLE (
    db_oid                bigint,
    db_name               text,
    active_workers        bigint,
    scheduler_pid         integer,
    scheduler_running     boolean,
    total_active_workers  bigint
)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT d.oid::bigint, d.datname::text, count(*) FILTER (WHERE a.backend_type = 'pg_trickle worker'),
           max(a.pid) FILTER (WHERE a.backend_type = 'pg_trickle scheduler'),
           bool_or(a.backend_type = 'pg_trickle scheduler'),
           sum(count(*) FILTER (WHERE a.backend_type = 'pg_trickle worker')) OVER ()::bigint
    FROM pg_catalog.pg_stat_activity AS a
    JOIN pg_catalog.pg_database AS d ON d.oid = a.datid
    WHERE a.backend_type IN ('pg_trickle scheduler', 'pg_trickle worker')
    GROUP BY d.oid, d.datname
    ORDER BY d.datname;
END;
COMMENT ON FUNCTION pgtrickle.cluster_worker_summary IS 'The schedulers and refresh workers that the server runs, by database';

CREATE FUNCTION pgtrickle.preflight_checks() RETURNS TABLE (
    check_name  text,
    severity    text,
    detail      text
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT c.check_name, CASE WHEN c.trouble IS NULL THEN 'OK' ELSE c.severity END, coalesce(c.trouble, c.fine)
    FROM pgtrickle.worker_slots() AS w
    CROSS JOIN (SELECT count(*) FROM pg_catalog.pg_database AS d WHERE d.datallowconn AND NOT d.datistemplate) AS d (databases)
    CROSS JOIN LATERAL (VALUES
        (1, 'preloaded', 'CRITICAL',
         CASE WHEN NOT pgtrickle.is_preloaded()
              THEN 'The module was not loaded when the server started, so there is no scheduler. Add pg_trickle to shared_preload_libraries and restart.' END,
         'The server loaded the module when it started.'),
        (2, 'enabled', 'WARNING',
         CASE WHEN NOT coalesce(current_setting('pg_trickle.enabled', true)::boolean, true)
              THEN 'pg_trickle.enabled is off: stream tables are refreshed by hand only.' END,
         'The scheduler may refresh.'),
        (3, 'version', 'WARNING',
         (SELECT format('The extension is of version %s, the module of %s. Call ALTER EXTENSION pg_trickle UPDATE, or restart what runs an older module.',
                        e.extversion, pgtrickle.version())
          FROM pg_catalog.pg_extension AS e WHERE e.extname = 'pg_trickle' AND e.extversion <> pgtrickle.version()),
         format('Extension and module are of version %s.', pgtrickle.version())),
        (4, 'worker_processes', 'WARNING',
         CASE WHEN w.available < d.databases + 2
              THEN format('max_worker_processes is %s: the launcher, a scheduler in each of %s databases and PostgreSQL''s own workers may need %s. Schedulers would take turns.',
                          w.available, d.databases, d.databases + 2) END,
         format('max_worker_processes is %s, for %s databases.', w.available, d.databases)),
        (5, 'refresh_workers', 'WARNING',
         CASE WHEN coalesce(current_setting('pg_trickle.parallel_refresh_mode', true), 'off') = 'on'
                   AND w.available < d.databases + 2 + coalesce(current_setting('pg_trickle.max_dynamic_refresh_workers', true), '0')::integer
              THEN format('pg_trickle.parallel_refresh_mode is on, but max_worker_processes (%s) has no room for pg_trickle.max_dynamic_refresh_workers beside the schedulers: refreshes run in these then.',
                          w.available) END,
         'There is room for all refresh workers that the settings allow.'),
        (6, 'event_triggers', 'CRITICAL',
         CASE WHEN current_setting('event_triggers')::boolean IS NOT TRUE
              THEN 'event_triggers is off: changes of the definitions of sources would not be noticed. Set it to on.'
              WHEN EXISTS (SELECT FROM pg_catalog.pg_event_trigger AS g WHERE starts_with(g.evtname, 'pgtrickle_') AND g.evtenabled <> 'A')
              THEN 'An event trigger of pg_trickle is not ENABLED ALWAYS: changes of the definitions of sources would not be noticed. Call ALTER EVENT TRIGGER ... ENABLE ALWAYS.' END,
         'Changes of the definitions of sources are noticed.'),
        (7, 'autovacuum', 'WARNING',
         CASE WHEN NOT current_setting('autovacuum')::boolean OR NOT current_setting('track_counts')::boolean
              THEN 'autovacuum or track_counts is off: stream tables, which refreshes update, would grow, and plans would have no statistics.' END,
         'Stream tables are vacuumed and analysed.'),
        (8, 'transaction_timeouts', 'WARNING',
         CASE WHEN current_setting('statement_timeout') <> '0' OR current_setting('transaction_timeout') <> '0'
              THEN 'statement_timeout or transaction_timeout is set here: creating and refreshing large stream tables by hand may be cancelled.' END,
         'No timeout cancels long refreshes by hand.'),
        (9, 'standby', 'WARNING',
         CASE WHEN pg_is_in_recovery() THEN 'This is a standby: stream tables are created and refreshed on the primary.' END,
         'This server accepts writes.')
    ) AS c (number, check_name, severity, trouble, fine)
    ORDER BY c.number;
END;
COMMENT ON FUNCTION pgtrickle.preflight_checks IS 'The checks of preflight(), as rows';

CREATE FUNCTION pgtrickle.preflight() RETURNS text
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT jsonb_pretty(jsonb_build_object(
        'ready', bool_and(c.severity <> 'CRITICAL'),
        'server_version', current_setting('server_version'),
        'checks', jsonb_agg(jsonb_build_object('check', c.check_name, 'severity', c.severity, 'detail', c.detail) ORDER BY c.number)))
    FROM ROWS FROM (pgtrickle.preflight_checks()) WITH ORDINALITY AS c (check_name, severity, detail, number);
END;
COMMENT ON FUNCTION pgtrickle.preflight IS 'Whether this server and this database are set up for stream tables, as JSON: ready, and a row per check';

CREATE FUNCTION pgtrickle.version_check() RETURNS text
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT jsonb_build_object('extension', e.extversion, 'module', pgtrickle.version(), 'available', a.default_version,
                              'match', e.extversion = pgtrickle.version(), 'update_available', e.extversion <> a.default_version)::text
    FROM pg_catalog.pg_extension AS e
    LEFT JOIN pg_catalog.pg_available_extensions AS a ON a.name = e.extname
    WHERE e.extname = 'pg_trickle';
END;
COMMENT ON FUNCTION pgtrickle.version_check IS 'The versions of the extension in this database, of the module and of the files that are installed, as JSON';

CREATE FUNCTION pgtrickle.shared_buffer_stats() RETURNS TABLE (
    source_oid        bigint,
    source_table      text,
    consumer_count    integer,
    consumers         text,
    columns_tracked   integer,
    buffer_rows       bigint,
    buffer_bytes      bigint,
    slowest_consumer  text,
    is_partitioned    boolean
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH waiting AS (
        SELECT p.source_relid, p.pending_rows, p.buffer_bytes, format('%I.%I', t.pgt_schema, t.pgt_name) AS name
        FROM pgtrickle.pending_changes() AS p
        JOIN pgtrickle.pgt_stream_tables AS t USING (pgt_id)
    ),
    consumers AS (
        SELECT d.source_relid::oid AS source_relid, count(*)::integer AS number,
               string_agg(format('%I.%I', t.pgt_schema, t.pgt_name), ', ' ORDER BY t.pgt_schema, t.pgt_name) AS names
        FROM pgtrickle.pgt_dependencies AS d
        JOIN pgtrickle.pgt_stream_tables AS t USING (pgt_id)
        WHERE d.need = 'CHANGES'
        GROUP BY d.source_relid
    )
    SELECT c.oid::bigint, format('%I.%I', n.nspname, c.relname), k.number, k.names, cardinality(s.columns_captured),
           w.most_rows, w.bytes, w.slowest, c.relkind = 'p'
    FROM pgtrickle.pgt_sources AS s
    JOIN consumers AS k ON k.source_relid = s.source_relid::oid
    JOIN pg_catalog.pg_class AS c ON c.oid = s.source_relid::oid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    LEFT JOIN LATERAL (
        SELECT max(x.pending_rows) AS most_rows, max(x.buffer_bytes) AS bytes,
               (array_agg(x.name ORDER BY x.pending_rows DESC, x.name))[1] AS slowest
        FROM waiting AS x WHERE x.source_relid = c.oid
    ) AS w ON true
    WHERE s.capture_method = 'TRIGGER'
    ORDER BY 2;
END;
COMMENT ON FUNCTION pgtrickle.shared_buffer_stats IS 'The change buffer of each source, which all stream tables share that read it: their names, and what it holds for the slowest of them';

CREATE FUNCTION pgtrickle.st_auto_threshold(name text) RETURNS double precision
    LANGUAGE c STABLE
    AS 'MODULE_PATHNAME', 'pgtrickle_st_auto_threshold';
COMMENT ON FUNCTION pgtrickle.st_auto_threshold IS 'Which part of the rows of its sources has to change for a refresh to compute all rows; NULL: however many';

-- A refresh may take a fifth of its interval, at its 95th percentile. A deadline comes before that.
CREATE FUNCTION pgtrickle.advised_schedules() RETURNS TABLE (
    pgt_id            bigint,
    current_seconds   double precision,
    advised_seconds   double precision,
    refreshes         bigint,
    peak_window_cron  text,
    reasoning         text
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH measured AS (
        SELECT t.pgt_id, t.refresh_mode, f.cadence_seconds, h.p95_ms / 1000 AS p95, coalesce(h.refreshes, 0) AS refreshes,
               t.freshness_deadline_ms / 1000.0::double precision AS deadline,
               coalesce(nullif(current_setting('pg_trickle.min_schedule_seconds', true), ''), '1')::double precision AS shortest,
               (SELECT format('* %s * * *', extract(hour FROM r.start_time AT TIME ZONE 'UTC'))
                FROM pgtrickle.pgt_refresh_history AS r
                WHERE r.pgt_id = t.pgt_id AND r.status = 'COMPLETED' AND r.initiated_by <> 'INITIAL'
                GROUP BY extract(hour FROM r.start_time AT TIME ZONE 'UTC')
                ORDER BY sum(coalesce(r.delta_row_count, 1)) DESC, extract(hour FROM r.start_time AT TIME ZONE 'UTC')
                LIMIT 1) AS peak
        FROM pgtrickle.pgt_stream_tables AS t
        JOIN pgtrickle.freshness() AS f USING (pgt_id)
        LEFT JOIN pgtrickle.refresh_times() AS h USING (pgt_id)
    ),
    wished AS (
        SELECT m.*, m.refresh_mode IN ('IMMEDIATE', 'ON COMMIT') AS is_upkept,
               greatest(ceil(m.p95 * 5), m.shortest, 1) AS affordable,
               CASE WHEN m.deadline IS NOT NULL THEN greatest(floor(m.deadline - m.p95), m.shortest, 1) END AS promised
        FROM measured AS m
    )
    SELECT w.pgt_id, CASE WHEN NOT w.is_upkept THEN w.cadence_seconds END,
           CASE WHEN w.is_upkept THEN NULL
                WHEN w.p95 IS NULL THEN w.cadence_seconds
                ELSE least(w.affordable, w.promised)
           END,
           w.refreshes, w.peak,
           CASE WHEN w.is_upkept THEN 'Transactions maintain it: it has no schedule.'
                WHEN w.p95 IS NULL THEN 'No refresh has been recorded.'
                WHEN w.promised < w.affordable
                THEN format('Its deadline is %s s, and 95 of 100 refreshes take at most %s ms. They would take more than a fifth of the time.',
                            w.deadline, round((w.p95 * 1000)::numeric, 1))
                ELSE format('95 of 100 refreshes take at most %s ms: with this interval a fifth of the time or less.', round((w.p95 * 1000)::numeric, 1))
           END
    FROM wished AS w;
END;
COMMENT ON FUNCTION pgtrickle.advised_schedules IS 'What recommend_schedule() and schedule_recommendations() tell';

CREATE FUNCTION pgtrickle.schedule_recommendations() RETURNS TABLE (
    name                          text,
    current_interval_seconds      double precision,
    recommended_interval_seconds  double precision,
    delta_pct                     double precision,
    confidence                    text,
    reasoning                     text,
    peak_window_cron              text
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('%I.%I', t.pgt_schema, t.pgt_name), a.current_seconds, a.advised_seconds,
           (a.advised_seconds - a.current_seconds) / nullif(a.current_seconds, 0) * 100,
           CASE WHEN a.refreshes >= 20 THEN 'HIGH' WHEN a.refreshes >= 5 THEN 'MEDIUM' ELSE 'LOW' END,
           a.reasoning, a.peak_window_cron
    FROM pgtrickle.advised_schedules() AS a
    JOIN pgtrickle.pgt_stream_tables AS t USING (pgt_id)
    ORDER BY 1;
END;
COMMENT ON FUNCTION pgtrickle.schedule_recommendations IS 'The interval that suits each stream table, by what its refreshes have taken and by its deadline';

CREATE FUNCTION pgtrickle.recommend_schedule(name text) RETURNS jsonb
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT to_jsonb(r) - 'name'
    FROM (SELECT pgtrickle.stream_table_id(recommend_schedule.name) AS pgt_id OFFSET 0) AS wanted
    JOIN pgtrickle.pgt_stream_tables AS t USING (pgt_id)
    JOIN pgtrickle.schedule_recommendations() AS r ON r.name = format('%I.%I', t.pgt_schema, t.pgt_name);
END;
COMMENT ON FUNCTION pgtrickle.recommend_schedule IS 'The interval that suits a stream table, as JSON';
