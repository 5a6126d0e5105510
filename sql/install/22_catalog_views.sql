-- The public views of the catalog. Names, sources, modes and statistics of stream tables are visible to every role, as
-- PostgreSQL's catalogs are. Definitions are visible to roles that may read the stream table; error messages, which may
-- quote rows of the sources, to its owner. What a role may not see is NULL.

CREATE FUNCTION pgtrickle.may_see(stream_table oid) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN coalesce(has_any_column_privilege(stream_table, 'SELECT'), false) OR pg_has_role('pg_read_all_stats', 'USAGE');
COMMENT ON FUNCTION pgtrickle.may_see IS 'Whether the current user may see the definition of a stream table and the number of its pending changes: needs SELECT on it, or pg_read_all_stats';

CREATE FUNCTION pgtrickle.may_see_errors(stream_table oid) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN pg_has_role('pg_read_all_data', 'USAGE')
        OR coalesce((SELECT pg_has_role(c.relowner, 'USAGE') FROM pg_catalog.pg_class AS c WHERE c.oid = stream_table), false);
COMMENT ON FUNCTION pgtrickle.may_see_errors IS 'Whether the current user may see error messages of a stream table, which may quote rows: needs the privileges of its owner, or pg_read_all_data';

CREATE VIEW pgtrickle.pgt_stream_tables AS
    SELECT t.pgt_id, t.pgt_relid, t.pgt_schema, t.pgt_name, t.definition,
           CASE WHEN pgtrickle.may_see(t.pgt_relid) THEN t.original_query END AS original_query,
           CASE WHEN pgtrickle.may_see(t.pgt_relid) THEN t.defining_query END AS defining_query,
           t.schedule, t.requested_mode, t.refresh_mode,
           CASE WHEN t.downgrade_reason IS NOT NULL AND pgtrickle.may_see(t.pgt_relid) THEN t.downgrade_reason END AS downgrade_reason,
           t.status, t.is_populated, t.data_timestamp, t.frontier, t.last_refresh_at, t.effective_refresh_mode, t.last_full_ms,
           t.last_full_blocks, t.last_delta_ms_per_row, t.consecutive_errors,
           CASE WHEN t.last_error_message IS NOT NULL AND pgtrickle.may_see_errors(t.pgt_relid) THEN t.last_error_message END
               AS last_error_message,
           t.last_error_sqlstate, t.last_error_at, t.needs_reinit,
           CASE WHEN t.reinit_reason IS NOT NULL AND pgtrickle.may_see_errors(t.pgt_relid) THEN t.reinit_reason END AS reinit_reason,
           t.generation, t.diamond_consistency, t.diamond_schedule_policy, t.upkeep_errors, t.locks_rows, t.has_keyless_source,
           CASE WHEN pgtrickle.may_see(t.pgt_relid) THEN t.functions_used END AS functions_used,
           t.settings, t.fingerprint, t.successful_refreshes, t.failed_refreshes, t.total_rows_inserted, t.total_rows_updated,
           t.total_rows_deleted, t.total_refresh_ms, t.created_at, t.updated_at, t.fuse_mode,
           CASE WHEN t.fuse_mode = 'off' OR t.refresh_mode <> 'DIFFERENTIAL' THEN 'disabled'
                WHEN t.fuse_is_blown THEN 'blown' ELSE 'armed'
           END AS fuse_state,
           t.fuse_ceiling, t.fuse_sensitivity, t.blown_at,
           CASE WHEN t.blow_reason IS NOT NULL AND pgtrickle.may_see(t.pgt_relid) THEN t.blow_reason END AS blow_reason,
           t.changes_skipped_at, t.refresh_tier, t.service_class, t.key_columns, t.scc_id, t.last_fixpoint_iterations, t.last_converged_at,
           t.row_errors, t.consecutive_spills, t.scheduling_paused, t.freshness_deadline_ms,
           t.error_budget,
           EXISTS (SELECT FROM pgtrickle_catalog.pgt_shadowed AS w WHERE w.pgt_id = t.pgt_id) AS shadow_mode,
           t.is_append_only, pg_catalog.pg_get_partkeydef(t.pgt_relid) AS st_partition_key
    FROM pgtrickle_catalog.pgt_stream_tables AS t;
COMMENT ON VIEW pgtrickle.pgt_stream_tables IS 'One row for each stream table';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.definition IS 'The view that holds the query';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.original_query IS 'The query as its creator wrote it';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.defining_query IS 'The query as PostgreSQL printed it at creation';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.status IS 'INITIALIZING, ACTIVE, PAUSED, SUSPENDED or ERROR';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.requested_mode IS 'The requested mode: AUTO, DIFFERENTIAL, FULL, IMMEDIATE or ON COMMIT';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.refresh_mode IS 'The effective mode: AUTO is DIFFERENTIAL if the query can be maintained incrementally';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.downgrade_reason IS 'Why AUTO became FULL';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.frontier IS 'Which transactions'' changes the contents include';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.effective_refresh_mode IS 'How the last refresh was done';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.last_error_message IS 'Why its last refresh by the scheduler failed; NULL without the privileges of its owner';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.last_error_sqlstate IS 'The SQLSTATE of that error, visible to every role';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.diamond_consistency IS 'For a diamond that ends here: atomic, refreshed as a unit, or none';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.diamond_schedule_policy IS 'A diamond is due when its fastest table is, or its slowest';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.refresh_tier IS 'hot, warm, cold or frozen: its schedule holds, is twice or ten times as long, or is suspended';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.service_class IS 'critical, standard or background: which of the tables that are due is refreshed first';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.upkeep_errors IS 'In mode IMMEDIATE an error of upkeep fails the statement that writes (refuse), or suspends the stream table until a refresh succeeds (suspend)';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.locks_rows IS 'In mode IMMEDIATE or ON COMMIT: writers lock the rows of the result that they touch, not all of it';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.settings IS 'Settings of its creator that its query depends on: refreshes run under them';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.fingerprint IS 'Keys and columns of the sources at its initialisation: when they change, it is re-initialised';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.key_columns IS 'Columns that no two rows share and that are never NULL: stream tables that read it identify rows by them';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.generation IS 'Counts changes after which sessions have to plan again';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.successful_refreshes IS 'Counted since its creation, as are the totals';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.failed_refreshes IS 'Those of the scheduler: a manual refresh that fails is rolled back with all that it wrote';

COMMENT ON COLUMN pgtrickle.pgt_stream_tables.fuse_mode IS 'off; on: more pending changes than the ceiling stop its refreshes; auto: only if recomputing would be cheaper';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.fuse_state IS 'armed, blown, or disabled';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.fuse_ceiling IS 'NULL: pg_trickle.fuse_default_ceiling';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.fuse_sensitivity IS 'How many refreshes in a row have to find more changes than the ceiling';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.row_errors IS 'An error in an expression over a row fails the refresh (stop), or the row is left out (quarantine)';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.consecutive_spills IS 'How many differential refreshes in a row have written more temporary blocks than pg_trickle.spill_threshold_blocks';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.scheduling_paused IS 'pause_scheduler() was called for it: the scheduler leaves it alone';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.freshness_deadline_ms IS 'How old its contents may become, as set_stream_table_sla() says';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.error_budget IS 'Which part of the time its contents may be older than its deadline, and of its refreshes may fail; NULL: pg_trickle.sla_error_budget';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.shadow_mode IS 'Each refresh that applies changes is compared with a full computation';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.is_append_only IS 'Rows are only added to it: refreshes look for none. It becomes false when rows of its sources are updated, deleted or truncated';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.st_partition_key IS 'How it is partitioned, as in PARTITION BY; NULL: it is not';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.changes_skipped_at IS 'When reset_fuse(action => skip_changes) left changes out: since then the contents may differ from the query. NULL after the next recomputation';

COMMENT ON COLUMN pgtrickle.pgt_stream_tables.scc_id IS 'The cycle that it is in: the least pgt_id of the stream tables there; NULL: none';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.last_fixpoint_iterations IS 'How many rounds the last refresh of its cycle took that changed something';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.last_converged_at IS 'When that was';

CREATE VIEW pgtrickle.pgt_sources AS
    SELECT s.source_relid, s.source_type, s.capture_method, s.immediate,
           ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute AS a
                 WHERE a.attrelid = s.source_relid AND a.attnum = ANY (s.columns_captured) AND NOT a.attisdropped
                 ORDER BY a.attnum) AS columns_captured,
           s.trigger_tables
    FROM pgtrickle_catalog.pgt_sources AS s;
COMMENT ON VIEW pgtrickle.pgt_sources IS 'One row for each relation that stream tables read, views and what they read included';
COMMENT ON COLUMN pgtrickle.pgt_sources.source_type IS 'TABLE, STREAM_TABLE, VIEW, MATVIEW or FOREIGN_TABLE';
COMMENT ON COLUMN pgtrickle.pgt_sources.capture_method IS 'TRIGGER: its changes are written into its change buffer; MARK: the scheduler is told that it has changed; NONE: neither';
COMMENT ON COLUMN pgtrickle.pgt_sources.immediate IS 'Whether triggers hand its changed rows to stream tables in mode IMMEDIATE or ON COMMIT';
COMMENT ON COLUMN pgtrickle.pgt_sources.columns_captured IS 'The columns whose changes are written into its change buffer';
COMMENT ON COLUMN pgtrickle.pgt_sources.trigger_tables IS 'The tables with triggers for it: itself, its partitions and children, and for marks all tables that it inherits from';

CREATE VIEW pgtrickle.pgt_dependencies AS
    SELECT d.pgt_id, d.source_relid,
           (SELECT s.source_type FROM pgtrickle_catalog.pgt_sources AS s WHERE s.source_relid = d.source_relid) AS source_type,
           d.columns_used, d.need,
           CASE WHEN d.need = 'ROWS' THEN 'TRIGGER'
                WHEN d.need = 'CHANGES'
                THEN (SELECT s.capture_method FROM pgtrickle_catalog.pgt_sources AS s WHERE s.source_relid = d.source_relid)
           END AS cdc_mode
    FROM pgtrickle_catalog.pgt_dependencies AS d;
COMMENT ON VIEW pgtrickle.pgt_dependencies IS 'What each stream table reads, including views and what they read';
COMMENT ON COLUMN pgtrickle.pgt_dependencies.need IS 'What the stream table needs to know of it: ROWS, at the end of the statement that changes them; CHANGES, that is which rows, at its next refresh; NOTICE, that there was a change; or NOTHING';
COMMENT ON COLUMN pgtrickle.pgt_dependencies.cdc_mode IS 'How changes of the source are captured for the stream table; NULL: not at all';

CREATE FUNCTION pgtrickle.may_see_history(pgt_id bigint) RETURNS boolean
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT coalesce((SELECT pgtrickle.may_see_errors(t.pgt_relid) FROM pgtrickle.pgt_stream_tables AS t
                     WHERE t.pgt_id = may_see_history.pgt_id), pg_has_role('pg_read_all_data', 'USAGE'));
END;
COMMENT ON FUNCTION pgtrickle.may_see_history IS 'Whether the current user may see messages in the history of a stream table';

CREATE VIEW pgtrickle.pgt_refresh_history AS
    SELECT h.refresh_id, h.pgt_id, h.data_timestamp, h.start_time, h.end_time, h.action, h.status, h.initiated_by, h.rows_inserted,
           h.rows_updated, h.rows_deleted, h.delta_row_count, h.was_full_fallback,
           CASE WHEN h.reason IS NOT NULL AND pgtrickle.may_see_history(h.pgt_id) THEN h.reason END AS reason,
           h.read_ms, h.plan_ms, h.apply_ms,
           CASE WHEN h.error_message IS NOT NULL AND pgtrickle.may_see_history(h.pgt_id) THEN h.error_message END AS error_message,
           h.error_sqlstate
    FROM pgtrickle_catalog.pgt_refresh_history AS h;
COMMENT ON VIEW pgtrickle.pgt_refresh_history IS 'One row for each refresh that had something to do';
COMMENT ON COLUMN pgtrickle.pgt_refresh_history.action IS 'FULL, DIFFERENTIAL or REINITIALIZE; SKIP where a fuse has blown';
COMMENT ON COLUMN pgtrickle.pgt_refresh_history.status IS 'COMPLETED; RUNNING and FAILED are the scheduler''s; SKIPPED where a fuse has blown';
COMMENT ON COLUMN pgtrickle.pgt_refresh_history.initiated_by IS 'INITIAL, MANUAL or SCHEDULER';
COMMENT ON COLUMN pgtrickle.pgt_refresh_history.delta_row_count IS 'How many changes of sources were applied';
COMMENT ON COLUMN pgtrickle.pgt_refresh_history.was_full_fallback IS 'Whether a differential table was recomputed';
COMMENT ON COLUMN pgtrickle.pgt_refresh_history.reason IS 'Why this action was chosen, if that is not obvious; NULL without the privileges of its owner';
COMMENT ON COLUMN pgtrickle.pgt_refresh_history.read_ms IS 'Time to collect the changes';
COMMENT ON COLUMN pgtrickle.pgt_refresh_history.plan_ms IS 'Time to plan statements; 0 once they are kept';
COMMENT ON COLUMN pgtrickle.pgt_refresh_history.apply_ms IS 'Time to change the stream table';
COMMENT ON COLUMN pgtrickle.pgt_refresh_history.error_message IS 'Why it failed; NULL without the privileges of its owner';
COMMENT ON COLUMN pgtrickle.pgt_refresh_history.error_sqlstate IS 'The SQLSTATE of that error, visible to every role';

GRANT SELECT ON pgtrickle.pgt_stream_tables, pgtrickle.pgt_sources, pgtrickle.pgt_dependencies, pgtrickle.pgt_refresh_history TO PUBLIC;
