-- Statistics of refreshes. Counts and totals are kept with each stream table since its creation; distributions of times are those of the
-- refreshes that the history still has.

CREATE FUNCTION pgtrickle.refresh_if_stale(p_name text, p_max_age interval DEFAULT '5 minutes') RETURNS boolean
    LANGUAGE sql VOLATILE
BEGIN ATOMIC
    SELECT CASE WHEN coalesce(pgtrickle.get_staleness(p_name)
                              > pgtrickle.age_limit(extract(epoch FROM p_max_age)::double precision), true)
                THEN pgtrickle.refresh_stream_table(p_name)::text IS NOT NULL
                ELSE false
           END
    FROM pgtrickle.age_limit(extract(epoch FROM p_max_age)::double precision);
END;
COMMENT ON FUNCTION pgtrickle.refresh_if_stale IS 'Refreshes a stream table if its contents are older than p_max_age; returns whether they were';

CREATE FUNCTION pgtrickle.refresh_times() RETURNS TABLE (
    pgt_id        bigint,
    refreshes     bigint,
    differential  bigint,
    full_ones     bigint,
    avg_diff_ms   double precision,
    avg_full_ms   double precision,
    p50_ms        double precision,
    p95_ms        double precision,
    p99_ms        double precision,
    avg_changes   double precision
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH done AS (
        SELECT h.pgt_id, h.action, h.delta_row_count,
               (extract(epoch FROM h.end_time - h.start_time) * 1000)::double precision AS ms
        FROM pgtrickle.pgt_refresh_history AS h
        WHERE h.status = 'COMPLETED'
    )
    SELECT d.pgt_id, count(*), count(*) FILTER (WHERE d.action = 'DIFFERENTIAL'), count(*) FILTER (WHERE d.action <> 'DIFFERENTIAL'),
           avg(d.ms) FILTER (WHERE d.action = 'DIFFERENTIAL'), avg(d.ms) FILTER (WHERE d.action <> 'DIFFERENTIAL'),
           percentile_cont(0.5) WITHIN GROUP (ORDER BY d.ms), percentile_cont(0.95) WITHIN GROUP (ORDER BY d.ms),
           percentile_cont(0.99) WITHIN GROUP (ORDER BY d.ms),
           (avg(d.delta_row_count) FILTER (WHERE d.action = 'DIFFERENTIAL'))::double precision
    FROM done AS d
    GROUP BY d.pgt_id;
END;
COMMENT ON FUNCTION pgtrickle.refresh_times IS 'How long the completed refreshes in the history took, by stream table';

CREATE FUNCTION pgtrickle.st_refresh_stats() RETURNS TABLE (
    pgt_name               text,
    pgt_schema             text,
    status                 text,
    refresh_mode           text,
    is_populated           boolean,
    total_refreshes        bigint,
    successful_refreshes   bigint,
    failed_refreshes       bigint,
    total_rows_inserted    bigint,
    total_rows_deleted     bigint,
    avg_duration_ms        double precision,
    last_refresh_action    text,
    last_refresh_status    text,
    last_refresh_at        timestamptz,
    staleness_secs         double precision,
    stale                  boolean,
    consecutive_errors     integer,
    schedule               text,
    refresh_tier           text,
    last_error_message     text,
    total_rows_updated     bigint,
    failures_in_sessions   bigint,
    downstream_publication text
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT s.pgt_name, s.pgt_schema, s.status, s.refresh_mode, s.is_populated, s.total_refreshes, s.successful_refreshes,
           s.failed_refreshes, s.total_rows_inserted, s.total_rows_deleted, s.avg_duration_ms, s.last_action, s.last_status,
           s.last_refresh_at, extract(epoch FROM s.staleness)::double precision, s.stale, s.consecutive_errors, s.schedule,
           s.refresh_tier, t.last_error_message, s.total_rows_updated, coalesce(f.failures, 0),
           (SELECT string_agg(p.pubname::text, ', ' ORDER BY p.pubname) FROM pg_publication_tables AS p
            WHERE p.schemaname = s.pgt_schema AND p.tablename = s.pgt_name)
    FROM pgtrickle.pg_stat_stream_tables AS s
    JOIN pgtrickle.pgt_stream_tables AS t USING (pgt_id)
    LEFT JOIN LATERAL pgtrickle.session_failures(t.pgt_relid) AS f ON true
    ORDER BY s.pgt_schema, s.pgt_name;
END;
COMMENT ON FUNCTION pgtrickle.st_refresh_stats IS 'All stream tables with the counts of their refreshes, of all rows that these changed, and of failures';

CREATE FUNCTION pgtrickle.pgtrickle_refresh_stats() RETURNS TABLE (
    stream_table     text,
    mode             text,
    avg_ms           double precision,
    p95_ms           double precision,
    p99_ms           double precision,
    refresh_count    bigint,
    last_refresh_at  timestamptz
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('%I.%I', t.pgt_schema, t.pgt_name), t.refresh_mode, t.total_refresh_ms / nullif(t.successful_refreshes, 0),
           h.p95_ms, h.p99_ms, t.successful_refreshes, t.last_refresh_at
    FROM pgtrickle.pgt_stream_tables AS t
    LEFT JOIN pgtrickle.refresh_times() AS h USING (pgt_id)
    ORDER BY 1;
END;
COMMENT ON FUNCTION pgtrickle.pgtrickle_refresh_stats IS 'How long refreshes take: the mean of all, and percentiles of those in the history';

CREATE FUNCTION pgtrickle.refresh_efficiency() RETURNS TABLE (
    pgt_schema        text,
    pgt_name          text,
    refresh_mode      text,
    total_refreshes   bigint,
    diff_count        bigint,
    full_count        bigint,
    avg_diff_ms       double precision,
    avg_full_ms       double precision,
    avg_change_ratio  double precision,
    diff_speedup      text,
    last_refresh_at   text
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT t.pgt_schema, t.pgt_name, t.refresh_mode, coalesce(h.refreshes, 0), coalesce(h.differential, 0), coalesce(h.full_ones, 0),
           h.avg_diff_ms, h.avg_full_ms,
           h.avg_changes / nullif((SELECT sum(greatest(c.reltuples, 0)) FROM pgtrickle.pgt_dependencies AS d
                                   JOIN pg_catalog.pg_class AS c ON c.oid = d.source_relid
                                   WHERE d.pgt_id = t.pgt_id AND d.need = 'CHANGES'), 0),
           round((h.avg_full_ms / nullif(h.avg_diff_ms, 0))::numeric, 1) || 'x', t.last_refresh_at::text
    FROM pgtrickle.pgt_stream_tables AS t
    LEFT JOIN pgtrickle.refresh_times() AS h USING (pgt_id)
    ORDER BY 1, 2;
END;
COMMENT ON FUNCTION pgtrickle.refresh_efficiency IS 'What differential and full refreshes of each stream table take, by its history, and which part of its sources they change';

CREATE FUNCTION pgtrickle.kind_of_error(sqlstate text, OUT error_type text, OUT remediation text)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT k.error_type, k.remediation
    FROM (VALUES
        (1, '^(22|21|23)', 'DATA', 'An expression of the query fails for a row of its sources. Correct the row, or let the query leave it out.'),
        (2, '^42501', 'PRIVILEGE', 'The owner of the stream table lacks a right that its query needs. Grant it; pgtrickle.health_check() names it.'),
        (3, '^(42|0A|3F|2B)', 'DEFINITION', 'What the query reads has changed. Restore it, or call pgtrickle.repair_stream_table().'),
        (4, '^(40|55P03|57014)', 'CONFLICT', 'Concurrent sessions were in the way. It is tried again; raise pg_trickle.refresh_timeout_seconds if it was cancelled.'),
        (5, '^(53|54|58)', 'RESOURCES', 'The server ran out of memory, disk space or another resource. See its log.'),
        (6, '^XX', 'INTERNAL', 'Call pgtrickle.repair_stream_table(), and report the message.'),
        (7, '', 'OTHER', 'See the message, and the log of the server.')
    ) AS k (number, pattern, error_type, remediation)
    WHERE coalesce(kind_of_error.sqlstate, '') ~ k.pattern
    ORDER BY k.number
    LIMIT 1;
END;
COMMENT ON FUNCTION pgtrickle.kind_of_error IS 'What kind of error an SQLSTATE stands for, and what helps';

CREATE FUNCTION pgtrickle.diagnose_errors(name text) RETURNS TABLE (
    event_time     timestamptz,
    error_type     text,
    error_message  text,
    remediation    text,
    sqlstate       text,
    initiated_by   text
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH wanted AS (
        SELECT t.pgt_id, t.pgt_relid
        FROM (SELECT pgtrickle.stream_table_id(name) AS pgt_id OFFSET 0) AS one
        JOIN pgtrickle.pgt_stream_tables AS t USING (pgt_id)
    ),
    failed (event_time, message, sqlstate, initiated_by) AS (
        (SELECT h.end_time, h.error_message, h.error_sqlstate, h.initiated_by
         FROM wanted JOIN pgtrickle.pgt_refresh_history AS h USING (pgt_id)
         WHERE h.status = 'FAILED'
         ORDER BY h.refresh_id DESC
         LIMIT 5)
        UNION ALL
        SELECT f.last_failure, f.last_message, f.last_sqlstate, 'MANUAL'
        FROM wanted CROSS JOIN LATERAL pgtrickle.session_failures(wanted.pgt_relid) AS f
    )
    SELECT f.event_time, k.error_type, f.message, k.remediation, f.sqlstate, f.initiated_by
    FROM failed AS f
    CROSS JOIN LATERAL pgtrickle.kind_of_error(f.sqlstate) AS k
    ORDER BY f.event_time DESC NULLS LAST
    LIMIT 5;
END;
COMMENT ON FUNCTION pgtrickle.diagnose_errors IS 'The last failed refreshes of a stream table, and what helps: those of the scheduler, and the last one in a session of a user, which was rolled back';

CREATE FUNCTION pgtrickle.recommend_refresh_mode(st_name text DEFAULT NULL) RETURNS TABLE (
    pgt_schema        text,
    pgt_name          text,
    current_mode      text,
    effective_mode    text,
    recommended_mode  text,
    confidence        text,
    reason            text,
    signals           jsonb
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH wanted AS (
        SELECT CASE WHEN st_name IS NULL THEN NULL ELSE pgtrickle.stream_table_id(st_name) END AS pgt_id OFFSET 0
    ),
    measured AS (
        SELECT t.*, coalesce(h.differential, 0) AS differential, coalesce(h.full_ones, 0) AS full_ones, h.avg_diff_ms,
               coalesce(h.avg_full_ms, t.last_full_ms) AS full_ms, h.avg_changes
        FROM wanted
        JOIN pgtrickle.pgt_stream_tables AS t ON wanted.pgt_id IS NULL OR t.pgt_id = wanted.pgt_id
        LEFT JOIN pgtrickle.refresh_times() AS h ON h.pgt_id = t.pgt_id
    ),
    judged AS (
        SELECT m.*,
               CASE WHEN m.refresh_mode IN ('IMMEDIATE', 'ON COMMIT') THEN m.refresh_mode
                    WHEN m.downgrade_reason IS NOT NULL OR m.refresh_mode = 'FULL' AND m.requested_mode = 'AUTO' THEN 'FULL'
                    WHEN m.refresh_mode = 'FULL' THEN 'AUTO'
                    WHEN m.avg_diff_ms > m.full_ms AND m.differential >= 5 THEN 'FULL'
                    ELSE m.refresh_mode
               END AS recommended
        FROM measured AS m
    )
    SELECT j.pgt_schema, j.pgt_name, j.requested_mode, j.refresh_mode, j.recommended,
           CASE WHEN j.refresh_mode <> 'DIFFERENTIAL' THEN 'LOW'
                WHEN j.differential >= 20 AND j.full_ones >= 2 THEN 'HIGH'
                WHEN j.differential >= 5 THEN 'MEDIUM'
                ELSE 'LOW'
           END,
           CASE WHEN j.refresh_mode IN ('IMMEDIATE', 'ON COMMIT') THEN 'Transactions maintain it: see pgtrickle.pg_stat_upkeep for what they pay.'
                WHEN j.downgrade_reason IS NOT NULL THEN 'It cannot be maintained incrementally: ' || j.downgrade_reason
                WHEN j.refresh_mode = 'FULL' AND j.requested_mode = 'AUTO' THEN 'It cannot be maintained incrementally.'
                WHEN j.refresh_mode = 'FULL' THEN 'In mode AUTO it is DIFFERENTIAL if its query can be maintained incrementally.'
                WHEN j.avg_diff_ms IS NULL THEN 'No changes have been applied yet.'
                WHEN j.full_ms IS NULL THEN 'No full refresh has been measured.'
                ELSE format('Applying changes takes %s ms on average, a full refresh %s ms.', round(j.avg_diff_ms::numeric, 3),
                            round(j.full_ms::numeric, 3))
           END,
           jsonb_build_object('differential_refreshes', j.differential, 'full_refreshes', j.full_ones, 'avg_diff_ms', j.avg_diff_ms,
                              'avg_full_ms', j.full_ms, 'avg_changes', j.avg_changes)
    FROM judged AS j
    ORDER BY 1, 2;
END;
COMMENT ON FUNCTION pgtrickle.recommend_refresh_mode IS 'Which mode suits a stream table, or each of them, by what its refreshes have taken';

CREATE VIEW pgtrickle.pgt_sla_breaches AS
    SELECT b.pgt_id, b.ended_at, b.late_ms FROM pgtrickle_catalog.pgt_sla_breaches AS b;
COMMENT ON VIEW pgtrickle.pgt_sla_breaches IS 'One row for each refresh by the scheduler before which contents were older than the deadline that set_stream_table_sla() has set';
COMMENT ON COLUMN pgtrickle.pgt_sla_breaches.ended_at IS 'When the refresh ended';
COMMENT ON COLUMN pgtrickle.pgt_sla_breaches.late_ms IS 'For how long the deadline had been over by then';
GRANT SELECT ON pgtrickle.pgt_sla_breaches TO PUBLIC;

CREATE FUNCTION pgtrickle.window_seconds(seconds double precision) RETURNS double precision
    LANGUAGE c IMMUTABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'pgtrickle_window_seconds';
COMMENT ON FUNCTION pgtrickle.window_seconds IS 'Its argument; an error if nothing can be counted within such a time';

-- A change that comes while a refresh runs waits from then on: such times overlap, and count once.
CREATE FUNCTION pgtrickle.late_times(span interval) RETURNS TABLE (pgt_id bigint, late_seconds double precision)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH back (span) AS (
        SELECT CASE WHEN pgtrickle.window_seconds(extract(epoch FROM late_times.span)::double precision) IS NOT NULL THEN late_times.span END
        OFFSET 0
    ),
    late (pgt_id, began, ended) AS (
        SELECT b.pgt_id, b.ended_at - make_interval(secs => b.late_ms / 1000), b.ended_at
        FROM pgtrickle.pgt_sla_breaches AS b
        CROSS JOIN back AS w
        WHERE b.ended_at > clock_timestamp() - w.span
        UNION ALL
        SELECT t.pgt_id, clock_timestamp() - make_interval(secs => f.staleness_seconds - t.freshness_deadline_ms / 1000.0), clock_timestamp()
        FROM pgtrickle.pgt_stream_tables AS t
        JOIN pgtrickle.freshness() AS f USING (pgt_id)
        WHERE f.staleness_seconds * 1000 > t.freshness_deadline_ms
    ),
    apart AS (
        SELECT l.pgt_id, l.ended,
               greatest(l.began, lag(l.ended) OVER (PARTITION BY l.pgt_id ORDER BY l.ended), clock_timestamp() - w.span) AS began
        FROM late AS l
        CROSS JOIN back AS w
    )
    SELECT a.pgt_id, sum(extract(epoch FROM a.ended - a.began))::double precision
    FROM apart AS a
    WHERE a.ended > a.began
    GROUP BY a.pgt_id;
END;
COMMENT ON FUNCTION pgtrickle.late_times IS 'For how long contents of stream tables were older than their deadlines within a time that ends now';

CREATE FUNCTION pgtrickle.sla_summary(name text DEFAULT NULL, time_window interval DEFAULT NULL) RETURNS TABLE (
    stream_table            text,
    p50_ms                  double precision,
    p99_ms                  double precision,
    freshness_lag_s         double precision,
    error_rate              double precision,
    error_budget_remaining  double precision,
    refresh_count           bigint,
    error_count             bigint,
    error_budget_pct        double precision,
    window_used             interval,
    freshness_deadline_s    double precision,
    is_within_deadline      boolean,
    error_budget            double precision,
    late_s                  double precision,
    late_budget_s           double precision,
    late_budget_remaining   double precision
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH wanted AS (
        SELECT CASE WHEN name IS NULL THEN NULL ELSE pgtrickle.stream_table_id(name) END AS pgt_id,
               coalesce(CASE WHEN pgtrickle.window_seconds(extract(epoch FROM time_window)::double precision) IS NOT NULL THEN time_window END,
                        make_interval(hours => coalesce(nullif(current_setting('pg_trickle.sla_window_hours', true), ''), '24')::integer)) AS span
        OFFSET 0
    ),
    counted AS (
        SELECT t.pgt_id, w.span, count(*) FILTER (WHERE h.status IN ('COMPLETED', 'FAILED')) AS refreshes,
               count(*) FILTER (WHERE h.status = 'FAILED') AS failures,
               percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM h.end_time - h.start_time) * 1000)
                   FILTER (WHERE h.status = 'COMPLETED') AS p50,
               percentile_cont(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM h.end_time - h.start_time) * 1000)
                   FILTER (WHERE h.status = 'COMPLETED') AS p99
        FROM wanted AS w
        JOIN pgtrickle.pgt_stream_tables AS t ON w.pgt_id IS NULL OR t.pgt_id = w.pgt_id
        LEFT JOIN pgtrickle.pgt_refresh_history AS h ON h.pgt_id = t.pgt_id AND h.start_time > now() - w.span
        GROUP BY t.pgt_id, w.span
    ),
    rated AS (
        SELECT c.*, coalesce(c.failures::double precision / nullif(c.refreshes, 0), 0) AS rate,
               greatest(coalesce(t.error_budget, nullif(current_setting('pg_trickle.sla_error_budget', true), '')::double precision, 0.01),
                        0.000001) AS budget, -- set before there were bounds
               CASE WHEN t.freshness_deadline_ms IS NOT NULL THEN coalesce(l.late_seconds, 0) END AS late,
               extract(epoch FROM c.span)::double precision AS span_seconds
        FROM counted AS c
        JOIN pgtrickle.pgt_stream_tables AS t USING (pgt_id)
        LEFT JOIN pgtrickle.late_times((SELECT w.span FROM wanted AS w)) AS l USING (pgt_id)
    )
    SELECT format('%I.%I', t.pgt_schema, t.pgt_name), r.p50::double precision, r.p99::double precision, f.staleness_seconds, r.rate,
           greatest(1 - r.rate / r.budget, 0), r.refreshes, r.failures, greatest(1 - r.rate / r.budget, 0) * 100, r.span,
           t.freshness_deadline_ms / 1000.0::double precision, f.staleness_seconds * 1000 <= t.freshness_deadline_ms, r.budget,
           r.late, CASE WHEN r.late IS NOT NULL THEN r.budget * r.span_seconds END,
           greatest(1 - r.late / nullif(r.budget * r.span_seconds, 0), CASE WHEN r.late IS NOT NULL THEN 0 END)
    FROM rated AS r
    JOIN pgtrickle.pgt_stream_tables AS t USING (pgt_id)
    JOIN pgtrickle.freshness() AS f USING (pgt_id)
    ORDER BY 1;
END;
COMMENT ON FUNCTION pgtrickle.sla_summary IS 'What refreshes took and how many failed, and for how long contents were older than their deadlines, within a time that pg_trickle.sla_window_hours sets, and what is left of the budgets for both';
