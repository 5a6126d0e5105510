-- Problems and their remedies. Cheap enough for a monitor to call every minute, also on a standby.

CREATE FUNCTION pgtrickle.is_preloaded() RETURNS boolean
    LANGUAGE c STABLE
    AS 'MODULE_PATHNAME', 'pgtrickle_is_preloaded';
COMMENT ON FUNCTION pgtrickle.is_preloaded IS 'Whether the server loaded pg_trickle when it started: without that there is no scheduler';

CREATE FUNCTION pgtrickle.scheduler_rests() RETURNS boolean
    LANGUAGE c STABLE
    AS 'MODULE_PATHNAME', 'pgtrickle_scheduler_rests';
COMMENT ON FUNCTION pgtrickle.scheduler_rests IS 'Whether the scheduler of this database is resting, so that another database can use its background worker';

-- A role without access to the statistics of others could not see whether the scheduler runs: the functions ask with the rights of
-- the extension's owner.
CREATE FUNCTION pgtrickle.scheduler_status() RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT CASE
        WHEN pg_is_in_recovery() THEN 'STANDBY'
        WHEN NOT pgtrickle.is_preloaded() THEN 'NOT_LOADED'
        WHEN NOT coalesce(current_setting('pg_trickle.enabled', true)::boolean, true) THEN 'DISABLED'
        WHEN pgtrickle.is_drained() THEN 'DRAINED'
        WHEN pgtrickle.is_draining() THEN 'DRAINING'
        WHEN EXISTS (SELECT FROM pg_stat_activity
                     WHERE backend_type = 'pg_trickle scheduler' AND datname = current_database()) THEN 'RUNNING'
        WHEN pgtrickle.scheduler_rests() THEN 'RESTING'
        ELSE 'STOPPED'
    END;
END;
COMMENT ON FUNCTION pgtrickle.scheduler_status IS 'RUNNING, RESTING while other databases need the worker, STOPPED, DRAINING after drain() as long as refreshes run, then DRAINED, DISABLED by pg_trickle.enabled, NOT_LOADED by shared_preload_libraries, or STANDBY';

CREATE FUNCTION pgtrickle.worker_slots(OUT used bigint, OUT available integer)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT count(*), current_setting('max_worker_processes')::integer
    FROM pg_stat_activity
    WHERE backend_type NOT IN ('client backend', 'autovacuum launcher', 'autovacuum worker', 'checkpointer',
                               'background writer', 'walwriter', 'walsender', 'walreceiver', 'walsummarizer', 'archiver',
                               'startup', 'io worker', 'slotsync worker', 'standalone backend');
END;
COMMENT ON FUNCTION pgtrickle.worker_slots IS 'The number of background workers that the server runs, and max_worker_processes';

CREATE FUNCTION pgtrickle.some_of(names text[]) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN array_to_string(names[:5], ', ')
           || CASE WHEN cardinality(names) > 5 THEN format(' and %s more', cardinality(names) - 5) ELSE '' END;
COMMENT ON FUNCTION pgtrickle.some_of IS 'A list for messages: the first five, and the number of the others';

CREATE FUNCTION pgtrickle.missing_rights() RETURNS TABLE (pgt_id bigint, trouble text)
    LANGUAGE c STABLE
    AS 'MODULE_PATHNAME', 'pgtrickle_missing_rights';
COMMENT ON FUNCTION pgtrickle.missing_rights IS 'The stream tables whose owners, or owners of views, lack a right that the query needs, with the error of a refresh; row-level security included';

CREATE FUNCTION pgtrickle.broken_definitions() RETURNS TABLE (pgt_id bigint, trouble text)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT t.pgt_id, 'its definition is missing, or not tied to it'
    FROM pgtrickle.pgt_stream_tables AS t
    WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                      JOIN pg_catalog.pg_class AS c ON c.oid = d.objid
                      WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = t.definition
                        AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = t.pgt_relid
                        AND d.deptype = 'i')
    UNION ALL
    SELECT t.pgt_id, 'nothing refuses direct writes to it'
    FROM pgtrickle.pgt_stream_tables AS t
    WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_trigger AS g
                      WHERE g.tgrelid = t.pgt_relid AND g.tgname = 'pgtrickle_guard' AND g.tgenabled IN ('O', 'A'))
    UNION ALL
    -- Which fires no triggers of statements, and none at all that are not there for it.
    SELECT t.pgt_id, format('subscription %s writes to it', u.subname)
    FROM pgtrickle.pgt_stream_tables AS t
    JOIN pg_catalog.pg_subscription_rel AS r ON r.srrelid = t.pgt_relid
    JOIN pg_catalog.pg_subscription AS u ON u.oid = r.srsubid
    UNION ALL
    SELECT d.pgt_id, format('relation %s, which it reads, is gone', d.source_relid::oid)
    FROM pgtrickle.pgt_dependencies AS d
    WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_class AS c WHERE c.oid = d.source_relid)
    UNION ALL
    SELECT m.pgt_id, m.trouble
    FROM pgtrickle.missing_rights() AS m
    ORDER BY 1, 2;
END;
COMMENT ON FUNCTION pgtrickle.broken_definitions IS 'What would make refreshes of stream tables fail, as far as it can be found without running them';

CREATE FUNCTION pgtrickle.health_check() RETURNS TABLE (
    check_name  text,
    severity    text,
    detail      text
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH tables AS MATERIALIZED (
        SELECT t.*, format('%I.%I', t.pgt_schema, t.pgt_name) AS name, f.staleness_seconds, f.is_stale
        FROM pgtrickle.pgt_stream_tables AS t
        JOIN pgtrickle.freshness() AS f USING (pgt_id)
        ORDER BY 1
    ),
    -- Of each check: the severity of what it found, what that is, what is wrong with it and what to do, and what is said when
    -- there is nothing.
    found (number, check_name, severity, names, trouble, fine) AS (
        SELECT 1, 'scheduler_running', CASE WHEN s.status = 'STOPPED' THEN 'CRITICAL' ELSE 'WARNING' END,
               CASE WHEN s.status NOT IN ('RUNNING', 'RESTING', 'STANDBY') THEN ARRAY[s.status] ELSE '{}' END,
               CASE s.status
                   WHEN 'NOT_LOADED' THEN 'stream tables are refreshed by hand only. Add pg_trickle to shared_preload_libraries and restart the server.'
                   WHEN 'DISABLED' THEN 'stream tables are refreshed by hand only. Set pg_trickle.enabled to on.'
                   WHEN 'DRAINED' THEN 'pgtrickle.drain() was called: no refresh is started. Call pgtrickle.undrain() to go on.'
                   WHEN 'DRAINING' THEN 'pgtrickle.drain() was called: no refresh is started, those that run come to their end. Call pgtrickle.undrain() to go on.'
                   ELSE 'no scheduler runs in this database. The log of the server says why; max_worker_processes may be too small.'
               END,
               CASE s.status
                   WHEN 'STANDBY' THEN 'this is a standby: stream tables are refreshed on the primary'
                   WHEN 'RESTING' THEN 'the scheduler makes room for those of other databases until something changes'
                   ELSE 'the scheduler runs'
               END
        FROM pgtrickle.scheduler_status() AS s (status)
        UNION ALL
        SELECT 2, 'error_tables', 'CRITICAL',
               (SELECT array_agg(format('%s (%s%s)', name, status, ': ' || coalesce(left(last_error_message, 100), last_error_sqlstate)) ORDER BY name)
                FROM tables WHERE status IN ('ERROR', 'SUSPENDED')),
               'they are not refreshed. Remove the cause, then call pgtrickle.refresh_stream_table(), or pgtrickle.resume_stream_table() for one that was suspended by hand.',
               'none has failed for good or is suspended'
        UNION ALL
        SELECT 3, 'paused_tables', 'WARNING',
               (SELECT array_agg(name ORDER BY name) FROM tables WHERE status = 'PAUSED'),
               'they were paused by hand. Call pgtrickle.resume_stream_table() to resume them.',
               'none is paused'
        UNION ALL
        SELECT 4, 'consecutive_errors',
               CASE WHEN (SELECT max(consecutive_errors) FROM tables) >= 3 THEN 'CRITICAL' ELSE 'WARNING' END,
               (SELECT array_agg(format('%s (%s times%s)', name, consecutive_errors, ': ' || coalesce(left(last_error_message, 100), last_error_sqlstate)) ORDER BY name)
                FROM tables WHERE consecutive_errors > 0 AND status NOT IN ('ERROR', 'SUSPENDED')),
               'their last refreshes failed, and will be tried again. See pgtrickle.get_refresh_history().',
               'no refresh has failed lately'
        UNION ALL
        SELECT 5, 'stale_tables', 'WARNING',
               (SELECT array_agg(format('%s (%s s)', name, round(staleness_seconds::numeric)) ORDER BY name)
                FROM tables WHERE is_stale),
               'changes have waited for them for more than twice their schedule. See scheduler_running and consecutive_errors here; pgtrickle.refresh_timeline() shows what refreshes take.',
               'none is behind its schedule'
        UNION ALL
        SELECT 6, 'never_filled', 'WARNING',
               (SELECT array_agg(name ORDER BY name) FROM tables WHERE NOT is_populated),
               'they are empty until their first refresh. Call pgtrickle.refresh_stream_table().',
               'all have been filled'
        UNION ALL
        SELECT 7, 'needs_reinit', 'WARNING',
               (SELECT array_agg(format('%s (%s)', name, reinit_reason) ORDER BY name) FROM tables WHERE needs_reinit),
               'their next refresh recomputes them.',
               'none has to be recomputed'
        UNION ALL
        SELECT 8, 'definitions', 'CRITICAL',
               (SELECT array_agg(format('%s (%s)', t.name, b.trouble) ORDER BY t.name, b.trouble)
                FROM pgtrickle.broken_definitions() AS b JOIN tables AS t USING (pgt_id)),
               'their refreshes would fail, or direct writes to them are not refused. Grant the missing privileges, leave stream tables out of publications that are subscribed to here; for the rest call pgtrickle.repair_stream_table(), after a restore pgtrickle.restore_stream_tables().',
               'all can be refreshed as they are defined'
        UNION ALL
        SELECT 9, 'capture_triggers', 'CRITICAL',
               (SELECT array_agg(DISTINCT i.source_table ORDER BY i.source_table)
                FROM pgtrickle.trigger_inventory() AS i WHERE NOT i.present OR NOT i.enabled),
               'triggers on them are missing or disabled, so changes do not reach the stream tables. Call pgtrickle.rebuild_cdc_triggers(), after a restore pgtrickle.restore_stream_tables(); pgtrickle.trigger_inventory() lists them.',
               'the triggers of all sources are there'
        UNION ALL
        SELECT 10, 'buffer_growth', 'WARNING',
               (SELECT array_agg(format('%s for %s (%s changes, %s)', b.source_table, b.stream_table, b.pending_rows,
                                        pg_size_pretty(b.buffer_bytes)) ORDER BY b.source_table, b.stream_table)
                FROM pgtrickle.change_buffer_sizes() AS b
                WHERE b.pending_rows > 10000 OR b.buffer_bytes > 1073741824),
               'their change buffers grow until the stream table is refreshed. If it is paused or fails for long, drop it, or refresh it by hand.',
               'no more than 10000 changes or 1 GB wait anywhere'
        UNION ALL
        SELECT 11, 'slot_lag', 'WARNING',
               (SELECT array_agg(s.slot_name::text ORDER BY s.slot_name)
                FROM pg_catalog.pg_replication_slots AS s
                WHERE s.wal_status IN ('unreserved', 'lost')
                   OR pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END,
                                      s.restart_lsn) > 1073741824),
               'they hold back more than 1 GB of WAL, or have lost some. pg_trickle itself uses no slots; see pg_replication_slots.',
               'no replication slot holds back more than 1 GB of WAL'
        UNION ALL
        SELECT 12, 'worker_pool', 'WARNING',
               CASE WHEN w.used >= w.available THEN ARRAY[format('%s of %s', w.used, w.available)] ELSE '{}' END,
               'all background workers of the server are in use: a scheduler may not be able to start. Raise max_worker_processes.',
               format('%s of %s background workers are in use', w.used, w.available)
        FROM pgtrickle.worker_slots() AS w
        UNION ALL
        SELECT 13, 'fuses', 'CRITICAL',
               (SELECT array_agg(format('%s (%s)', name, coalesce(blow_reason, 'blown')) ORDER BY name) FROM tables WHERE fuse_state = 'blown'),
               'they are not refreshed until the changes are applied or skipped. Call pgtrickle.reset_fuse().',
               'none has blown'
        UNION ALL
        SELECT 14, 'audit', 'CRITICAL',
               (SELECT array_agg(format('%s (%s missing, %s surplus, %s in states)', a.name, a.missing_rows, a.surplus_rows, a.state_rows) ORDER BY a.name)
                FROM pgtrickle.audit_status() AS a WHERE a.result = 'different'),
               'they differed from their queries when they were last compared. Call pgtrickle.verify_stream_table(), with repair => true to replace the rows that differ.',
               'none was found to differ from its query'
        UNION ALL
        SELECT 15, 'skipped_changes', 'WARNING',
               (SELECT array_agg(format('%s (%s)', name, changes_skipped_at) ORDER BY name) FROM tables WHERE changes_skipped_at IS NOT NULL),
               'reset_fuse() has left changes out, so they may differ from their queries. Call pgtrickle.refresh_stream_table() with the force_mode FULL to recompute them.',
               'no changes were left out'
        UNION ALL
        SELECT 16, 'quarantine', 'WARNING',
               (SELECT array_agg(format('%s (%s rows)', q.name, q.quarantined_rows) ORDER BY q.name)
                FROM pgtrickle.quarantine_status() AS q WHERE q.quarantined_rows > 0),
               'their queries raise errors for these rows, which are left out. pgtrickle.quarantined_rows() lists them; a row returns when it is changed so that it can be computed.',
               'no rows are left out because of errors'
        UNION ALL
        SELECT 17, 'waiting_tables', 'WARNING',
               (SELECT array_agg(format('%s (%s)', t.name, h.reason) ORDER BY t.name)
                FROM tables AS t JOIN pgtrickle.pgt_held AS h USING (pgt_id)),
               'they are not refreshed by schedule. Call pgtrickle.ungate_source(), or pgtrickle.advance_watermark() for the sources that are behind.',
               'none waits for a gate or a watermark group'
        UNION ALL
        SELECT 18, 'version', 'WARNING',
               CASE WHEN e.extversion <> pgtrickle.version() THEN ARRAY[e.extversion] ELSE '{}' END,
               format('the extension has this version in the database, the module %s. Call ALTER EXTENSION pg_trickle UPDATE, or restart what runs an older module.', pgtrickle.version()),
               format('extension and module are of version %s', pgtrickle.version())
        FROM pg_catalog.pg_extension AS e WHERE e.extname = 'pg_trickle'
    )
    SELECT check_name,
           CASE WHEN coalesce(cardinality(names), 0) = 0 THEN 'OK' ELSE severity END,
           CASE WHEN coalesce(cardinality(names), 0) = 0 THEN fine ELSE pgtrickle.some_of(names) || ': ' || trouble END
    FROM found
    ORDER BY number;
END;
COMMENT ON FUNCTION pgtrickle.health_check IS 'A row per check: OK, WARNING or CRITICAL, and the remedy';

CREATE VIEW pgtrickle.quick_health AS
    SELECT c.total AS total_stream_tables, c.failed AS error_tables, c.stale AS stale_tables,
           s.status IN ('RUNNING', 'RESTING') AS scheduler_running,
           CASE
               WHEN c.total = 0 THEN 'EMPTY'
               WHEN c.failed > 0 OR s.status = 'STOPPED' THEN 'CRITICAL'
               WHEN c.stale > 0 OR s.status NOT IN ('RUNNING', 'RESTING', 'STANDBY') THEN 'WARNING'
               ELSE 'OK'
           END AS status
    FROM pgtrickle.scheduler_status() AS s (status)
    CROSS JOIN (
        SELECT count(*) AS total,
               count(*) FILTER (WHERE t.status IN ('ERROR', 'SUSPENDED')) AS failed,
               count(*) FILTER (WHERE f.is_stale) AS stale
        FROM pgtrickle.pgt_stream_tables AS t
        JOIN pgtrickle.freshness() AS f USING (pgt_id)
    ) AS c;
COMMENT ON VIEW pgtrickle.quick_health IS 'One row about all stream tables, for dashboards';
GRANT SELECT ON pgtrickle.quick_health TO PUBLIC;
