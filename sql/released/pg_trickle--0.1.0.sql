\echo Use "CREATE EXTENSION pg_trickle" to load this file. \quit

-- Names below mean the server's objects, whatever objects there are in the target schema of CREATE EXTENSION.
SET LOCAL search_path TO pg_catalog, pg_temp;

CREATE SCHEMA pgtrickle;
COMMENT ON SCHEMA pgtrickle IS 'pg_trickle: functions, views and catalog of stream tables';
GRANT USAGE ON SCHEMA pgtrickle TO PUBLIC;

-- Holds copies of rows of all sources: only the extension reads it.
CREATE SCHEMA pgtrickle_changes;
COMMENT ON SCHEMA pgtrickle_changes IS 'pg_trickle: changes of sources that stream tables have not applied yet';
REVOKE ALL ON SCHEMA pgtrickle_changes FROM PUBLIC;
CREATE FUNCTION pgtrickle.version() RETURNS text
    LANGUAGE c STABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'pgtrickle_version';
COMMENT ON FUNCTION pgtrickle.version() IS 'Version of the loaded module of pg_trickle';
CREATE FUNCTION pgtrickle.row_id(VARIADIC "any") RETURNS bigint
    LANGUAGE c IMMUTABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'pgtrickle_row_id';
COMMENT ON FUNCTION pgtrickle.row_id("any") IS
    'A hash of values: the same for values that are equal by their types, NULLs included';

CREATE FUNCTION pgtrickle.row_image(VARIADIC "any") RETURNS bytea
    LANGUAGE c IMMUTABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'pgtrickle_row_image';
COMMENT ON FUNCTION pgtrickle.row_image("any") IS
    'The bytes of values, whatever their types: the same only for values that look exactly alike, NULLs included';
-- The sum of weights and integers in generated statements: sum() of bigints would compute a numeric for each group.

CREATE AGGREGATE pgtrickle.total(bigint) (
    SFUNC = pg_catalog.int8pl,
    STYPE = bigint,
    COMBINEFUNC = pg_catalog.int8pl,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE pgtrickle.total(bigint) IS
    'The sum of bigints as a bigint, NULLs left out; an error where it is none';
CREATE FUNCTION pgtrickle.variance_of(count bigint, sum numeric, squares numeric, is_sample boolean) RETURNS numeric
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'pgtrickle_variance_of';
COMMENT ON FUNCTION pgtrickle.variance_of(bigint, numeric, numeric, boolean) IS
    'The variance of numbers, as var_samp or var_pop give it, from their count, their sum and the sum of their squares';

CREATE FUNCTION pgtrickle.deviation_of(count bigint, sum numeric, squares numeric, is_sample boolean) RETURNS numeric
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'pgtrickle_deviation_of';
COMMENT ON FUNCTION pgtrickle.deviation_of(bigint, numeric, numeric, boolean) IS
    'The standard deviation of numbers, as stddev_samp or stddev_pop give it, from their count, their sum and the sum of their squares';
-- Generated statements call it if a stream table is inconsistent with its changes.

CREATE FUNCTION pgtrickle.inconsistent(what text) RETURNS bigint
    LANGUAGE c VOLATILE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'pgtrickle_inconsistent';
COMMENT ON FUNCTION pgtrickle.inconsistent IS 'Raises the error that a stream table is inconsistent with the changes of its sources';
CREATE FUNCTION pgtrickle.scale_count_step(state bigint, x numeric, weight bigint) RETURNS bigint
    LANGUAGE c IMMUTABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'pgtrickle_scale_count_step';

CREATE FUNCTION pgtrickle.scale_count_merge(a bigint, b bigint) RETURNS bigint
    LANGUAGE c IMMUTABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'pgtrickle_scale_count_merge';

CREATE FUNCTION pgtrickle.scale_count_add(stored bigint, change bigint) RETURNS bigint
    LANGUAGE c IMMUTABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'pgtrickle_scale_count_add';
COMMENT ON FUNCTION pgtrickle.scale_count_add(bigint, bigint) IS
    'The scale_count of terms after a change of them; NULL where it does not follow from these two';

CREATE AGGREGATE pgtrickle.scale_count(x numeric, weight bigint) (
    SFUNC = pgtrickle.scale_count_step,
    STYPE = bigint,
    COMBINEFUNC = pgtrickle.scale_count_merge,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE pgtrickle.scale_count(numeric, bigint) IS
    'The greatest scale among numerics and how many have it, as the state of a sum that follows changes';
-- The clock of statements that maintain stream tables. RESTRICTED: a parallel worker does not know the moment of the refresh.

CREATE FUNCTION pgtrickle.moment_of_refresh() RETURNS timestamptz
    LANGUAGE c STABLE PARALLEL RESTRICTED
    AS 'MODULE_PATHNAME', 'pgtrickle_moment_of_refresh';
COMMENT ON FUNCTION pgtrickle.moment_of_refresh IS 'The moment that the refresh in progress computes the result of its query for; now() outside of a refresh';

CREATE FUNCTION pgtrickle.moment_before() RETURNS timestamptz
    LANGUAGE c STABLE PARALLEL RESTRICTED
    AS 'MODULE_PATHNAME', 'pgtrickle_moment_before';
COMMENT ON FUNCTION pgtrickle.moment_before IS 'The moment that the refresh in progress has computed the result of its query for before; now() outside of a refresh';
-- What each step of a recursion checks that a statement maintains.

CREATE FUNCTION pgtrickle.recursion_step() RETURNS boolean
    LANGUAGE c STABLE PARALLEL RESTRICTED
    AS 'MODULE_PATHNAME', 'pgtrickle_recursion_step';
COMMENT ON FUNCTION pgtrickle.recursion_step IS 'True; an error if a statement that maintains a stream table in mode IMMEDIATE takes more steps than pg_trickle.ivm_recursive_max_depth';
-- What subqueries check that are used as a value.

CREATE FUNCTION pgtrickle.require_one_row(rows bigint) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'pgtrickle_require_one_row';
COMMENT ON FUNCTION pgtrickle.require_one_row IS 'Raises the error of a subquery used as an expression that has more than one row';
-- Fires on every source of a stream table. PUBLIC may not attach it to tables: its argument names the buffer that it writes to.
CREATE FUNCTION pgtrickle.capture() RETURNS trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'pgtrickle_capture';
REVOKE ALL ON FUNCTION pgtrickle.capture() FROM PUBLIC;
COMMENT ON FUNCTION pgtrickle.capture() IS 'Trigger that writes the rows that a statement changed into the change buffer of its table';
-- The catalog. Its tables are in a schema of their own, which only the extension and the owner of the database may use; the
-- latter has to be able to dump them. Views of the same names (22_catalog_views.sql) show every role what it may see.
-- There are no CHECKs on what each refresh writes: the server would parse them again each time.

CREATE SCHEMA pgtrickle_catalog;
COMMENT ON SCHEMA pgtrickle_catalog IS 'pg_trickle: the tables behind the views pgtrickle.pgt_*';
REVOKE ALL ON SCHEMA pgtrickle_catalog FROM PUBLIC;
GRANT USAGE ON SCHEMA pgtrickle_catalog TO pg_database_owner;

-- The query of each stream table, as a view, which follows renames, and whose dependencies PostgreSQL protects from drops.
CREATE SCHEMA pgtrickle_definitions;
COMMENT ON SCHEMA pgtrickle_definitions IS 'pg_trickle: the queries of stream tables, each as a view';
-- Each view is checked against the privileges of its reader, like a query of his own; a refresh reads it as the owner of the
-- stream table.
REVOKE ALL ON SCHEMA pgtrickle_definitions FROM PUBLIC;
GRANT USAGE ON SCHEMA pgtrickle_definitions TO PUBLIC;

-- Rows of parts of the queries of stream tables. Each table belongs to the owner of its stream table; only refreshes write to it.
CREATE SCHEMA pgtrickle_state;
COMMENT ON SCHEMA pgtrickle_state IS 'pg_trickle: states that stream tables are computed from';
REVOKE ALL ON SCHEMA pgtrickle_state FROM PUBLIC;
GRANT USAGE ON SCHEMA pgtrickle_state TO PUBLIC;

CREATE TABLE pgtrickle_catalog.pgt_stream_tables (
    pgt_id                  bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    pgt_relid               regclass NOT NULL UNIQUE,
    pgt_schema              text NOT NULL,
    pgt_name                text NOT NULL,
    definition              regclass NOT NULL UNIQUE,
    original_query          text NOT NULL,
    defining_query          text NOT NULL,
    schedule                text,
    requested_mode          text NOT NULL,
    refresh_mode            text NOT NULL,
    downgrade_reason        text,
    status                  text NOT NULL,
    is_populated            boolean NOT NULL,
    data_timestamp          timestamptz,
    frontier                text,
    last_refresh_at         timestamptz,
    effective_refresh_mode  text,
    last_full_ms            double precision,
    last_full_blocks        bigint,
    last_delta_ms_per_row   double precision,
    consecutive_errors      integer NOT NULL DEFAULT 0,
    last_error_message      text,
    last_error_sqlstate     text,
    last_error_at           timestamptz,
    needs_reinit            boolean NOT NULL DEFAULT false,
    reinit_reason           text,
    generation              bigint NOT NULL DEFAULT 1,
    diamond_consistency     text NOT NULL DEFAULT 'atomic',
    diamond_schedule_policy text NOT NULL DEFAULT 'fastest',
    upkeep_errors           text NOT NULL DEFAULT 'refuse',
    locks_rows              boolean NOT NULL DEFAULT false,
    has_keyless_source      boolean NOT NULL,
    functions_used          text[] NOT NULL,
    settings                text[] NOT NULL,
    fingerprint             text NOT NULL,
    successful_refreshes    bigint NOT NULL DEFAULT 0,
    failed_refreshes        bigint NOT NULL DEFAULT 0,
    total_rows_inserted     bigint NOT NULL DEFAULT 0,
    total_rows_updated      bigint NOT NULL DEFAULT 0,
    total_rows_deleted      bigint NOT NULL DEFAULT 0,
    total_refresh_ms        double precision NOT NULL DEFAULT 0,
    created_at              timestamptz NOT NULL DEFAULT pg_catalog.now(),
    updated_at              timestamptz NOT NULL DEFAULT pg_catalog.now(),
    refresh_tier            text NOT NULL DEFAULT 'hot',
    service_class           text NOT NULL DEFAULT 'standard',
    fuse_mode               text NOT NULL DEFAULT 'off',
    fuse_ceiling            bigint,
    fuse_sensitivity        integer NOT NULL DEFAULT 1,
    fuse_exceeded           integer NOT NULL DEFAULT 0,
    fuse_is_blown           boolean NOT NULL DEFAULT false,
    blown_at                timestamptz,
    blow_reason             text,
    changes_skipped_at      timestamptz
) WITH (fillfactor = 50);  -- a refresh updates its row in place

-- What a source is stands here once, whatever reads it. Tables have no foreign keys: a dump that is restored by several sessions may
-- load them in any order.
CREATE TABLE pgtrickle_catalog.pgt_sources (
    source_relid      regclass PRIMARY KEY,
    source_type       text NOT NULL CHECK (source_type IN ('TABLE', 'STREAM_TABLE', 'VIEW', 'MATVIEW', 'FOREIGN_TABLE')),
    capture_method    text NOT NULL CHECK (capture_method IN ('NONE', 'MARK', 'TRIGGER')),
    immediate         boolean NOT NULL,
    columns_captured  smallint[] NOT NULL,
    trigger_tables    oid[] NOT NULL
);

-- What belongs to the pair of a stream table and a relation that it reads.
CREATE TABLE pgtrickle_catalog.pgt_dependencies (
    pgt_id        bigint NOT NULL,
    source_relid  regclass NOT NULL,
    columns_used  text[] NOT NULL,
    need          text NOT NULL CHECK (need IN ('NOTHING', 'NOTICE', 'CHANGES', 'ROWS')),
    PRIMARY KEY (pgt_id, source_relid)
);
CREATE INDEX pgt_dependencies_source ON pgtrickle_catalog.pgt_dependencies (source_relid);

-- Which transaction of a session has last written to a stream table in mode IMMEDIATE or ON COMMIT; negative if it has computed all of it.
-- `writer` is pgt_id * 2^20 + the number of the session's place in the server, so that sessions that write at the same time
-- update rows of their own. Numbers of transactions mean nothing in another cluster: dumps leave the rows out.
CREATE TABLE pgtrickle_catalog.pgt_upkeep (
    writer       bigint PRIMARY KEY,
    pgt_id       bigint NOT NULL,
    transaction  bigint NOT NULL
) WITH (fillfactor = 10);  -- each transaction that writes updates its row in place
CREATE INDEX pgt_upkeep_table ON pgtrickle_catalog.pgt_upkeep (pgt_id);

-- The last comparison of each stream table with its query. Dumps leave the rows out: what is restored has not been compared.
CREATE TABLE pgtrickle_catalog.pgt_audits (
    pgt_id        bigint PRIMARY KEY,
    last_proven   timestamptz,
    checked_at    timestamptz NOT NULL,
    missing_rows  bigint NOT NULL,
    surplus_rows  bigint NOT NULL,
    state_rows    bigint NOT NULL,
    was_repaired  boolean NOT NULL,
    duration_ms   double precision NOT NULL,
    initiated_by  text NOT NULL
);

CREATE TABLE pgtrickle_catalog.pgt_refresh_history (
    refresh_id         bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    pgt_id             bigint NOT NULL,
    data_timestamp     timestamptz,
    start_time         timestamptz NOT NULL,
    end_time           timestamptz,
    action             text NOT NULL,
    status             text NOT NULL,
    initiated_by       text NOT NULL,
    rows_inserted      bigint,
    rows_updated       bigint,
    rows_deleted       bigint,
    delta_row_count    bigint,
    was_full_fallback  boolean NOT NULL DEFAULT false,
    reason             text,
    read_ms            double precision,
    plan_ms            double precision,
    apply_ms           double precision,
    error_message      text,
    error_sqlstate     text
);
CREATE INDEX pgt_refresh_history_table ON pgtrickle_catalog.pgt_refresh_history (pgt_id, refresh_id);

GRANT SELECT ON ALL TABLES IN SCHEMA pgtrickle_catalog TO pg_database_owner;
GRANT SELECT ON ALL SEQUENCES IN SCHEMA pgtrickle_catalog TO pg_database_owner;

SELECT pg_catalog.pg_extension_config_dump('pgtrickle_catalog.pgt_stream_tables', '');
SELECT pg_catalog.pg_extension_config_dump('pgtrickle_catalog.pgt_sources', '');
SELECT pg_catalog.pg_extension_config_dump('pgtrickle_catalog.pgt_dependencies', '');
SELECT pg_catalog.pg_extension_config_dump('pgtrickle_catalog.pgt_refresh_history', '');
SELECT pg_catalog.pg_extension_config_dump('pgtrickle_catalog.pgt_stream_tables_pgt_id_seq', '');
SELECT pg_catalog.pg_extension_config_dump('pgtrickle_catalog.pgt_refresh_history_refresh_id_seq', '');
-- Fires on tables whose statements may change a source of a stream table in mode FULL, and sets the dirty flag of the source for the scheduler;
-- captures nothing.
CREATE FUNCTION pgtrickle.mark() RETURNS trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'pgtrickle_mark';
REVOKE ALL ON FUNCTION pgtrickle.mark() FROM PUBLIC;
COMMENT ON FUNCTION pgtrickle.mark() IS 'Trigger that reports to the scheduler that a source of a stream table in mode FULL has changed';

-- The restore of a dump fills the catalog without calling a function.
CREATE FUNCTION pgtrickle.on_catalog_loaded() RETURNS trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'pgtrickle_on_catalog_loaded';
REVOKE ALL ON FUNCTION pgtrickle.on_catalog_loaded() FROM PUBLIC;
COMMENT ON FUNCTION pgtrickle.on_catalog_loaded() IS 'Trigger on the catalog: makes the scheduler read stream tables again that were inserted or deleted behind its back';
CREATE TRIGGER loaded AFTER INSERT OR DELETE ON pgtrickle_catalog.pgt_stream_tables
    FOR EACH STATEMENT EXECUTE FUNCTION pgtrickle.on_catalog_loaded();
ALTER TABLE pgtrickle_catalog.pgt_stream_tables ENABLE ALWAYS TRIGGER loaded;
CREATE TRIGGER loaded AFTER INSERT OR DELETE ON pgtrickle_catalog.pgt_dependencies
    FOR EACH STATEMENT EXECUTE FUNCTION pgtrickle.on_catalog_loaded();
ALTER TABLE pgtrickle_catalog.pgt_dependencies ENABLE ALWAYS TRIGGER loaded;
CREATE TRIGGER loaded AFTER INSERT OR DELETE ON pgtrickle_catalog.pgt_sources
    FOR EACH STATEMENT EXECUTE FUNCTION pgtrickle.on_catalog_loaded();
ALTER TABLE pgtrickle_catalog.pgt_sources ENABLE ALWAYS TRIGGER loaded;
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
           t.changes_skipped_at, t.refresh_tier, t.service_class
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
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.generation IS 'Counts changes after which sessions have to plan again';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.successful_refreshes IS 'Counted since its creation, as are the totals';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.failed_refreshes IS 'Those of the scheduler: a manual refresh that fails is rolled back with all that it wrote';

COMMENT ON COLUMN pgtrickle.pgt_stream_tables.fuse_mode IS 'off; on: more pending changes than the ceiling stop its refreshes; auto: only if recomputing would be cheaper';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.fuse_state IS 'armed, blown, or disabled';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.fuse_ceiling IS 'NULL: pg_trickle.fuse_default_ceiling';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.fuse_sensitivity IS 'How many refreshes in a row have to find more changes than the ceiling';
COMMENT ON COLUMN pgtrickle.pgt_stream_tables.changes_skipped_at IS 'When reset_fuse(action => skip_changes) left changes out: since then the contents may differ from the query. NULL after the next recomputation';

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
COMMENT ON COLUMN pgtrickle.pgt_sources.trigger_tables IS 'The tables with triggers for it: itself, its partitions, and for marks all tables that it inherits from or that inherit from it';

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
-- Fires before and after each statement that changes a source of a stream table in mode IMMEDIATE or ON COMMIT. PUBLIC may not attach it to
-- tables: its argument says which stream tables change.
CREATE FUNCTION pgtrickle.upkeep() RETURNS trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'pgtrickle_upkeep';
REVOKE ALL ON FUNCTION pgtrickle.upkeep() FROM PUBLIC;
COMMENT ON FUNCTION pgtrickle.upkeep() IS 'Trigger that applies the rows that a statement changed to the stream tables in mode IMMEDIATE that read its table, and collects them for those in mode ON COMMIT';
-- The moment that the contents of a stream table are of, where its query has conditions on the clock, and the one at which the next row may come or go.
-- Dumps leave the rows out: a table that is restored is recomputed.
CREATE TABLE pgtrickle_catalog.pgt_moments (
    pgt_id  bigint PRIMARY KEY,
    moment  timestamptz NOT NULL,
    due     timestamptz NOT NULL
) WITH (fillfactor = 10);  -- each refresh updates its row in place
GRANT SELECT ON pgtrickle_catalog.pgt_moments TO pg_database_owner;
-- Create, alter, refresh and drop stream tables. The functions are not STRICT: each reports itself which argument must not
-- be NULL.

CREATE FUNCTION pgtrickle.create_stream_table(
    name                        text,
    query                       text,
    schedule                    text DEFAULT 'calculated',
    refresh_mode                text DEFAULT 'AUTO',
    initialize                  boolean DEFAULT true,
    diamond_consistency         text DEFAULT NULL,
    diamond_schedule_policy     text DEFAULT NULL,
    cdc_mode                    text DEFAULT NULL,
    append_only                 boolean DEFAULT false,
    pooler_compatibility_mode   boolean DEFAULT false,
    partition_by                text DEFAULT NULL,
    max_differential_joins      integer DEFAULT NULL,
    max_delta_fraction          double precision DEFAULT NULL,
    output_distribution_column  text DEFAULT NULL,
    temporal_mode               text DEFAULT NULL,
    storage_backend             text DEFAULT NULL,
    upkeep_errors               text DEFAULT NULL
) RETURNS void
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_create_stream_table';
COMMENT ON FUNCTION pgtrickle.create_stream_table IS 'Creates a table defined by a query, populates it, and has it refreshed from then on';

CREATE FUNCTION pgtrickle.create_stream_table_if_not_exists(
    name                        text,
    query                       text,
    schedule                    text DEFAULT 'calculated',
    refresh_mode                text DEFAULT 'AUTO',
    initialize                  boolean DEFAULT true,
    diamond_consistency         text DEFAULT NULL,
    diamond_schedule_policy     text DEFAULT NULL,
    cdc_mode                    text DEFAULT NULL,
    append_only                 boolean DEFAULT false,
    pooler_compatibility_mode   boolean DEFAULT false,
    partition_by                text DEFAULT NULL,
    max_differential_joins      integer DEFAULT NULL,
    max_delta_fraction          double precision DEFAULT NULL,
    output_distribution_column  text DEFAULT NULL,
    temporal_mode               text DEFAULT NULL,
    storage_backend             text DEFAULT NULL,
    upkeep_errors               text DEFAULT NULL
) RETURNS void
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_create_stream_table_if_not_exists';
COMMENT ON FUNCTION pgtrickle.create_stream_table_if_not_exists IS 'Like create_stream_table; leaves an existing stream table of that name unchanged';

CREATE FUNCTION pgtrickle.alter_stream_table(
    name                       text,
    query                      text DEFAULT NULL,
    schedule                   text DEFAULT NULL,
    refresh_mode               text DEFAULT NULL,
    status                     text DEFAULT NULL,
    diamond_consistency        text DEFAULT NULL,
    diamond_schedule_policy    text DEFAULT NULL,
    cdc_mode                   text DEFAULT NULL,
    append_only                boolean DEFAULT NULL,
    pooler_compatibility_mode  boolean DEFAULT NULL,
    tier                       text DEFAULT NULL,
    fuse                       text DEFAULT NULL,
    fuse_ceiling               bigint DEFAULT NULL,
    fuse_sensitivity           integer DEFAULT NULL,
    partition_by               text DEFAULT NULL,
    max_differential_joins     integer DEFAULT NULL,
    max_delta_fraction         double precision DEFAULT NULL,
    post_refresh_action        text DEFAULT NULL,
    reindex_drift_threshold    double precision DEFAULT NULL,
    upkeep_errors              text DEFAULT NULL,
    sla_tier                   text DEFAULT NULL
) RETURNS void
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_alter_stream_table';
COMMENT ON FUNCTION pgtrickle.alter_stream_table IS 'Changes a stream table; arguments that are NULL change nothing';

CREATE FUNCTION pgtrickle.drop_stream_table(name text, cascade boolean DEFAULT false) RETURNS void
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_drop_stream_table';
COMMENT ON FUNCTION pgtrickle.drop_stream_table IS 'Drops a stream table and everything that belongs to it; with cascade also the stream tables that read it';

CREATE FUNCTION pgtrickle.refresh_stream_table(name text, force_mode text DEFAULT NULL) RETURNS void
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_refresh_stream_table';
COMMENT ON FUNCTION pgtrickle.refresh_stream_table IS 'Brings a stream table up to date with the tables it reads, without refreshing these';

CREATE FUNCTION pgtrickle.resume_stream_table(name text) RETURNS void
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_resume_stream_table';
COMMENT ON FUNCTION pgtrickle.resume_stream_table IS 'Makes a suspended, paused or failed stream table active again';

CREATE FUNCTION pgtrickle.parse_duration_seconds(input text) RETURNS bigint
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'pgtrickle_parse_duration_seconds';
COMMENT ON FUNCTION pgtrickle.parse_duration_seconds IS 'Seconds of a duration such as 1h30m; NULL for any other text';
-- Definitions as scripts state them, and many stream tables at once.

CREATE FUNCTION pgtrickle.create_or_replace_stream_table(
    name                        text,
    query                       text,
    schedule                    text DEFAULT 'calculated',
    refresh_mode                text DEFAULT 'AUTO',
    initialize                  boolean DEFAULT true,
    diamond_consistency         text DEFAULT NULL,
    diamond_schedule_policy     text DEFAULT NULL,
    cdc_mode                    text DEFAULT NULL,
    append_only                 boolean DEFAULT false,
    pooler_compatibility_mode   boolean DEFAULT false,
    partition_by                text DEFAULT NULL,
    max_differential_joins      integer DEFAULT NULL,
    max_delta_fraction          double precision DEFAULT NULL,
    output_distribution_column  text DEFAULT NULL,
    temporal_mode               text DEFAULT NULL,
    storage_backend             text DEFAULT NULL,
    upkeep_errors               text DEFAULT NULL
) RETURNS void
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_create_or_replace_stream_table';
COMMENT ON FUNCTION pgtrickle.create_or_replace_stream_table IS 'Creates a stream table, or gives an existing one this query and these options; safe to run again';

CREATE FUNCTION pgtrickle.bulk_create(definitions jsonb) RETURNS jsonb
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_bulk_create';
COMMENT ON FUNCTION pgtrickle.bulk_create IS 'Creates a stream table for each object of an array, whose keys are the arguments of create_stream_table; all or none';

CREATE FUNCTION pgtrickle.bulk_alter_stream_tables(names text[], params json) RETURNS integer
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_bulk_alter_stream_tables';
COMMENT ON FUNCTION pgtrickle.bulk_alter_stream_tables IS 'Alters stream tables alike, by an object whose keys are arguments of alter_stream_table; returns how many it has changed';

CREATE FUNCTION pgtrickle.bulk_drop_stream_tables(names text[]) RETURNS integer
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_bulk_drop_stream_tables';
COMMENT ON FUNCTION pgtrickle.bulk_drop_stream_tables IS 'Drops stream tables, which may read each other; returns how many';

CREATE FUNCTION pgtrickle.pause_all() RETURNS integer
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_pause_all';
COMMENT ON FUNCTION pgtrickle.pause_all IS 'Pauses all stream tables of the caller that a scheduler refreshes; returns how many';

CREATE FUNCTION pgtrickle.resume_all() RETURNS integer
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_resume_all';
COMMENT ON FUNCTION pgtrickle.resume_all IS 'Makes all paused stream tables of the caller active again; returns how many';
-- Other ways to ask for a refresh.

CREATE FUNCTION pgtrickle.write_and_refresh(sql text, stream_table_name text) RETURNS void
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_write_and_refresh';
COMMENT ON FUNCTION pgtrickle.write_and_refresh IS 'Runs statements with the rights of the caller, and refreshes a stream table in the same transaction';

CREATE FUNCTION pgtrickle.verify_stream_table(
    name      text,
    repair    boolean DEFAULT false,
    max_rows  integer DEFAULT 20
) RETURNS TABLE (
    relation    text,
    difference  text,
    contents    jsonb
)
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_verify_stream_table';
COMMENT ON FUNCTION pgtrickle.verify_stream_table IS 'Refreshes a stream table and compares it with its query under the same snapshot: the rows that are missing or surplus, if any; with repair they are replaced';

CREATE FUNCTION pgtrickle.reset_fuse(name text, action text DEFAULT 'apply') RETURNS void
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_reset_fuse';
COMMENT ON FUNCTION pgtrickle.reset_fuse IS 'Arms a blown fuse again: apply applies the pending changes, reinitialize recomputes the stream table, skip_changes leaves them out for good';

CREATE FUNCTION pgtrickle.age_limit(seconds double precision) RETURNS double precision
    LANGUAGE c IMMUTABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'pgtrickle_age_limit';
COMMENT ON FUNCTION pgtrickle.age_limit IS 'Its argument; an error if that cannot be an age';
-- DDL on tables that stream tables read.

CREATE FUNCTION pgtrickle.alter_column_type(source regclass, column_name text, new_type text, using_expression text DEFAULT NULL) RETURNS void
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_alter_column_type';
COMMENT ON FUNCTION pgtrickle.alter_column_type IS 'Changes the type of a column that stream tables read, and computes these again';
-- Triggers that protect stream tables, and that react to DDL of users.

CREATE FUNCTION pgtrickle.guard_stream_table() RETURNS trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'pgtrickle_guard_stream_table';
COMMENT ON FUNCTION pgtrickle.guard_stream_table IS 'Trigger on stream tables: refuses all writes but those of a refresh';

CREATE FUNCTION pgtrickle.on_drop() RETURNS event_trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'pgtrickle_on_drop';
REVOKE ALL ON FUNCTION pgtrickle.on_drop() FROM PUBLIC;
COMMENT ON FUNCTION pgtrickle.on_drop IS 'Event trigger: removes what belongs to dropped stream tables';

CREATE FUNCTION pgtrickle.on_drop_index() RETURNS event_trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'pgtrickle_on_drop_index';
REVOKE ALL ON FUNCTION pgtrickle.on_drop_index() FROM PUBLIC;
COMMENT ON FUNCTION pgtrickle.on_drop_index IS 'Event trigger: prevents the drop of indexes that refreshes need';

CREATE FUNCTION pgtrickle.on_alter_table() RETURNS event_trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'pgtrickle_on_alter_table';
REVOKE ALL ON FUNCTION pgtrickle.on_alter_table() FROM PUBLIC;
COMMENT ON FUNCTION pgtrickle.on_alter_table IS 'Event trigger: has stream tables in mode ON COMMIT follow the transaction so far';

CREATE FUNCTION pgtrickle.on_command() RETURNS event_trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'pgtrickle_on_command';
REVOKE ALL ON FUNCTION pgtrickle.on_command() FROM PUBLIC;
COMMENT ON FUNCTION pgtrickle.on_command IS 'Event trigger: reacts to changes of the meaning of queries and of the capture of changes, and refuses what must not be done to a stream table';

-- Also in sessions that apply replicated changes: stream tables must be right there too.
CREATE EVENT TRIGGER pgtrickle_on_drop ON sql_drop
    EXECUTE FUNCTION pgtrickle.on_drop();
ALTER EVENT TRIGGER pgtrickle_on_drop ENABLE ALWAYS;

CREATE EVENT TRIGGER pgtrickle_on_drop_index ON ddl_command_start
    WHEN TAG IN ('DROP INDEX')
    EXECUTE FUNCTION pgtrickle.on_drop_index();
ALTER EVENT TRIGGER pgtrickle_on_drop_index ENABLE ALWAYS;

CREATE EVENT TRIGGER pgtrickle_on_alter_table ON ddl_command_start
    WHEN TAG IN ('ALTER TABLE')
    EXECUTE FUNCTION pgtrickle.on_alter_table();
ALTER EVENT TRIGGER pgtrickle_on_alter_table ENABLE ALWAYS;

-- For every command: a query may depend on objects of many kinds.
CREATE EVENT TRIGGER pgtrickle_on_command ON ddl_command_end
    EXECUTE FUNCTION pgtrickle.on_command();
ALTER EVENT TRIGGER pgtrickle_on_command ENABLE ALWAYS;
-- Refreshes that failed in sessions of users: cumulative statistics of the server.

CREATE FUNCTION pgtrickle.session_failures(stream_table oid) RETURNS TABLE (
    failures       bigint,
    last_failure   timestamptz,
    last_sqlstate  text,
    last_message   text
)
    LANGUAGE c STABLE
    AS 'MODULE_PATHNAME', 'pgtrickle_session_failures';
COMMENT ON FUNCTION pgtrickle.session_failures IS 'Refreshes of a stream table that failed in sessions of users, whose transactions left nothing else behind; the message for its owner only; nothing where the server does not load pg_trickle when it starts';
-- Status and history of stream tables, for every role. Nothing here writes, so it works on a standby, too.

CREATE FUNCTION pgtrickle.stream_table_id(name text) RETURNS bigint
    LANGUAGE c STABLE
    AS 'MODULE_PATHNAME', 'pgtrickle_stream_table_id';
COMMENT ON FUNCTION pgtrickle.stream_table_id IS 'The pgt_id of the stream table of that name; an error if there is none';

CREATE FUNCTION pgtrickle.row_limit(max_rows integer) RETURNS bigint
    LANGUAGE c IMMUTABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'pgtrickle_row_limit';
COMMENT ON FUNCTION pgtrickle.row_limit IS 'Its argument; an error if that cannot be a number of rows';

CREATE FUNCTION pgtrickle.freshness() RETURNS TABLE (
    pgt_id             bigint,
    has_pending        boolean,
    staleness_seconds  double precision,
    cadence_seconds    double precision,
    is_stale           boolean
)
    LANGUAGE c STABLE
    AS 'MODULE_PATHNAME', 'pgtrickle_freshness';
COMMENT ON FUNCTION pgtrickle.freshness IS 'Of each stream table: whether changes are pending (NULL: unknown), the age of its contents (0 while no change is pending), the interval of its schedule, and whether its contents are older than twice that interval and a second';

CREATE FUNCTION pgtrickle.is_topk(relation oid) RETURNS boolean
    LANGUAGE c STABLE STRICT
    AS 'MODULE_PATHNAME', 'pgtrickle_is_topk';
COMMENT ON FUNCTION pgtrickle.is_topk IS 'Whether the query of a stream table ends with LIMIT or FETCH FIRST; NULL if the relation is none, or if a concurrent session has locked what the query reads';

CREATE FUNCTION pgtrickle.pgt_status() RETURNS TABLE (
    name                text,
    status              text,
    refresh_mode        text,
    is_populated        boolean,
    consecutive_errors  integer,
    schedule            text,
    data_timestamp      timestamptz,
    staleness           interval,
    last_refresh_at     timestamptz,
    last_error          text,
    scc_id              integer
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('%I.%I', t.pgt_schema, t.pgt_name), t.status, t.refresh_mode, t.is_populated, t.consecutive_errors,
           t.schedule, t.data_timestamp, make_interval(secs => f.staleness_seconds), t.last_refresh_at,
           coalesce(t.last_error_message,
                    (SELECT s.last_message FROM pgtrickle.session_failures(t.pgt_relid) AS s
                     WHERE s.last_failure > coalesce(t.last_refresh_at, '-infinity'))),
           NULL::integer
    FROM pgtrickle.pgt_stream_tables AS t
    JOIN pgtrickle.freshness() AS f USING (pgt_id)
    ORDER BY 1;
END;
COMMENT ON FUNCTION pgtrickle.pgt_status IS 'All stream tables: mode, status, and age of the contents';

CREATE FUNCTION pgtrickle.get_staleness(name text) RETURNS double precision
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT f.staleness_seconds
    FROM (SELECT pgtrickle.stream_table_id(name) AS pgt_id) AS wanted
    LEFT JOIN pgtrickle.freshness() AS f USING (pgt_id);
END;
COMMENT ON FUNCTION pgtrickle.get_staleness IS 'The age of the contents of a stream table in seconds; 0 as long as no change is pending, NULL if it was never populated';

CREATE FUNCTION pgtrickle.get_refresh_history(name text, max_rows integer DEFAULT 20) RETURNS TABLE (
    refresh_id      bigint,
    data_timestamp  timestamptz,
    start_time      timestamptz,
    end_time        timestamptz,
    action          text,
    status          text,
    rows_inserted   bigint,
    rows_deleted    bigint,
    duration_ms     double precision,
    error_message   text,
    rows_updated    bigint,
    error_sqlstate  text
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT h.refresh_id, h.data_timestamp, h.start_time, h.end_time, h.action, h.status, h.rows_inserted, h.rows_deleted,
           (extract(epoch FROM h.end_time - h.start_time) * 1000)::double precision, h.error_message, h.rows_updated,
           h.error_sqlstate
    FROM (SELECT pgtrickle.stream_table_id(name) AS pgt_id OFFSET 0) AS wanted
    JOIN pgtrickle.pgt_refresh_history AS h USING (pgt_id)
    ORDER BY h.refresh_id DESC
    LIMIT pgtrickle.row_limit(max_rows);
END;
COMMENT ON FUNCTION pgtrickle.get_refresh_history IS 'The latest refreshes of a stream table, the newest first';

CREATE FUNCTION pgtrickle.refresh_timeline(max_rows integer DEFAULT 50) RETURNS TABLE (
    start_time     timestamptz,
    stream_table   text,
    action         text,
    status         text,
    rows_inserted  bigint,
    rows_deleted   bigint,
    duration_ms    double precision,
    error_message  text,
    rows_updated   bigint,
    error_sqlstate text
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT h.start_time, format('%I.%I', t.pgt_schema, t.pgt_name), h.action, h.status, h.rows_inserted, h.rows_deleted,
           (extract(epoch FROM h.end_time - h.start_time) * 1000)::double precision, h.error_message, h.rows_updated,
           h.error_sqlstate
    FROM pgtrickle.pgt_refresh_history AS h
    JOIN pgtrickle.pgt_stream_tables AS t USING (pgt_id)
    ORDER BY h.refresh_id DESC
    LIMIT pgtrickle.row_limit(max_rows);
END;
COMMENT ON FUNCTION pgtrickle.refresh_timeline IS 'The latest refreshes of all stream tables, the newest first';

CREATE VIEW pgtrickle.pg_stat_stream_tables AS
    SELECT t.pgt_id, t.pgt_schema, t.pgt_name, t.status, t.refresh_mode, t.is_populated, t.data_timestamp, t.schedule,
           make_interval(secs => f.staleness_seconds) AS staleness,
           f.is_stale AS stale,
           t.consecutive_errors, t.needs_reinit, t.last_refresh_at,
           t.successful_refreshes + t.failed_refreshes AS total_refreshes,
           t.successful_refreshes, t.failed_refreshes, t.total_rows_inserted, t.total_rows_deleted,
           t.total_refresh_ms / nullif(t.successful_refreshes, 0) AS avg_duration_ms,
           coalesce(h.action, t.effective_refresh_mode) AS last_action,
           coalesce(h.status, CASE WHEN t.last_refresh_at IS NOT NULL THEN 'COMPLETED' END) AS last_status,
           (SELECT array_agg(DISTINCT d.cdc_mode ORDER BY d.cdc_mode)
            FROM pgtrickle.pgt_dependencies AS d
            WHERE d.pgt_id = t.pgt_id AND d.cdc_mode IS NOT NULL) AS cdc_modes,
           NULL::integer AS scc_id,
           NULL::integer AS last_fixpoint_iterations,
           t.refresh_tier,
           t.total_rows_updated
    FROM pgtrickle.pgt_stream_tables AS t
    JOIN pgtrickle.freshness() AS f USING (pgt_id)
    LEFT JOIN LATERAL (
        SELECT r.action, r.status
        FROM pgtrickle.pgt_refresh_history AS r
        WHERE r.pgt_id = t.pgt_id
        ORDER BY r.refresh_id DESC
        LIMIT 1
    ) AS h ON true;
COMMENT ON VIEW pgtrickle.pg_stat_stream_tables IS 'All stream tables with statistics of their refreshes';

CREATE VIEW pgtrickle.stream_tables_info AS
    SELECT t.*,
           make_interval(secs => f.staleness_seconds) AS staleness,
           f.is_stale AS stale,
           pgtrickle.is_topk(t.pgt_relid) AS is_topk
    FROM pgtrickle.pgt_stream_tables AS t
    JOIN pgtrickle.freshness() AS f USING (pgt_id);
COMMENT ON VIEW pgtrickle.stream_tables_info IS 'The rows of pgt_stream_tables, and the age of the contents';

GRANT SELECT ON pgtrickle.pg_stat_stream_tables, pgtrickle.stream_tables_info TO PUBLIC;
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
    failures_in_sessions   bigint
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT s.pgt_name, s.pgt_schema, s.status, s.refresh_mode, s.is_populated, s.total_refreshes, s.successful_refreshes,
           s.failed_refreshes, s.total_rows_inserted, s.total_rows_deleted, s.avg_duration_ms, s.last_action, s.last_status,
           s.last_refresh_at, extract(epoch FROM s.staleness)::double precision, s.stale, s.consecutive_errors, s.schedule,
           s.refresh_tier, t.last_error_message, s.total_rows_updated, coalesce(f.failures, 0)
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
    window_used             interval
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH wanted AS (
        SELECT CASE WHEN name IS NULL THEN NULL ELSE pgtrickle.stream_table_id(name) END AS pgt_id,
               coalesce(time_window,
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
    -- One refresh in a hundred may fail.
    rated AS (
        SELECT c.*, coalesce(c.failures::double precision / nullif(c.refreshes, 0), 0) AS rate FROM counted AS c
    )
    SELECT format('%I.%I', t.pgt_schema, t.pgt_name), r.p50::double precision, r.p99::double precision, f.staleness_seconds, r.rate,
           greatest(1 - r.rate / 0.01, 0), r.refreshes, r.failures, greatest(1 - r.rate / 0.01, 0) * 100, r.span
    FROM rated AS r
    JOIN pgtrickle.pgt_stream_tables AS t USING (pgt_id)
    JOIN pgtrickle.freshness() AS f USING (pgt_id)
    ORDER BY 1;
END;
COMMENT ON FUNCTION pgtrickle.sla_summary IS 'What refreshes took and how many failed, within a time that pg_trickle.sla_window_hours sets: the budget is used up when one in a hundred fails';
-- The sources of stream tables, and how changes of them are captured. Nothing here waits for locks on the sources.

CREATE FUNCTION pgtrickle.list_sources(name text) RETURNS TABLE (
    source_table  text,
    source_oid    bigint,
    source_type   text,
    cdc_mode      text,
    columns_used  text
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('%I.%I', n.nspname, c.relname), c.oid::bigint, d.source_type, d.cdc_mode,
           array_to_string(d.columns_used, ', ')
    FROM (SELECT pgtrickle.stream_table_id(name) AS pgt_id OFFSET 0) AS wanted
    JOIN pgtrickle.pgt_dependencies AS d USING (pgt_id)
    JOIN pg_catalog.pg_class AS c ON c.oid = d.source_relid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    ORDER BY 1;
END;
COMMENT ON FUNCTION pgtrickle.list_sources IS 'What a stream table reads, directly and through views';

CREATE FUNCTION pgtrickle.pending_changes() RETURNS TABLE (
    pgt_id        bigint,
    source_relid  oid,
    pending_rows  bigint,
    buffer_bytes  bigint
)
    LANGUAGE c STABLE
    AS 'MODULE_PATHNAME', 'pgtrickle_pending_changes';
COMMENT ON FUNCTION pgtrickle.pending_changes IS 'How many changes of each captured source a stream table has not applied yet, and the size of the buffer of the source; for stream tables that the caller may read';

CREATE FUNCTION pgtrickle.change_buffer_sizes() RETURNS TABLE (
    stream_table  text,
    source_table  text,
    source_oid    bigint,
    cdc_mode      text,
    pending_rows  bigint,
    buffer_bytes  bigint
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('%I.%I', t.pgt_schema, t.pgt_name), format('%I.%I', n.nspname, c.relname), c.oid::bigint, d.cdc_mode,
           p.pending_rows, p.buffer_bytes
    FROM pgtrickle.pending_changes() AS p
    JOIN pgtrickle.pgt_stream_tables AS t USING (pgt_id)
    JOIN pgtrickle.pgt_dependencies AS d ON d.pgt_id = p.pgt_id AND d.source_relid = p.source_relid
    JOIN pg_catalog.pg_class AS c ON c.oid = p.source_relid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    ORDER BY 1, 2;
END;
COMMENT ON FUNCTION pgtrickle.change_buffer_sizes IS 'The number of pending changes per source and stream table';

CREATE FUNCTION pgtrickle.capture_triggers() RETURNS TABLE (
    source_relid  oid,
    table_relid   oid,
    trigger_name  text,
    on_truncate   boolean,
    present       boolean,
    enabled       boolean
)
    LANGUAGE c STABLE
    AS 'MODULE_PATHNAME', 'pgtrickle_capture_triggers';
COMMENT ON FUNCTION pgtrickle.capture_triggers IS 'The triggers that capture changes, by the numbers of the source and of the table that has them: the source or a partition';

CREATE FUNCTION pgtrickle.trigger_inventory() RETURNS TABLE (
    source_table  text,
    source_oid    bigint,
    trigger_name  text,
    trigger_type  text,
    present       boolean,
    enabled       boolean
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('%I.%I', n.nspname, c.relname), c.oid::bigint, t.trigger_name,
           CASE WHEN t.on_truncate THEN 'TRUNCATE' ELSE 'DML' END, t.present, t.enabled
    FROM ROWS FROM (pgtrickle.capture_triggers()) WITH ORDINALITY
        AS t (source_relid, table_relid, trigger_name, on_truncate, present, enabled, number)
    JOIN pg_catalog.pg_class AS c ON c.oid = t.table_relid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    ORDER BY 1, t.source_relid, t.number;
END;
COMMENT ON FUNCTION pgtrickle.trigger_inventory IS 'The capture triggers, and whether they are present and enabled';
-- What writers pay for stream tables in mode IMMEDIATE: cumulative statistics of the server, visible to every role as such.

CREATE FUNCTION pgtrickle.upkeep_counts(stream_table oid) RETURNS TABLE (statement text, calls bigint, total_ms double precision)
    LANGUAGE c STABLE
    AS 'MODULE_PATHNAME', 'pgtrickle_upkeep_counts';
COMMENT ON FUNCTION pgtrickle.upkeep_counts IS 'How often statements of each kind had a stream table in mode IMMEDIATE follow, and how long that took; nothing where the server does not load pg_trickle when it starts';

CREATE VIEW pgtrickle.pg_stat_upkeep AS
    SELECT t.pgt_id, t.pgt_schema, t.pgt_name, u.statement, u.calls, u.total_ms, u.total_ms / u.calls AS mean_ms
    FROM pgtrickle.pgt_stream_tables AS t
    CROSS JOIN LATERAL pgtrickle.upkeep_counts(t.pgt_relid) AS u;
COMMENT ON VIEW pgtrickle.pg_stat_upkeep IS 'What writers have paid for stream tables in mode IMMEDIATE, by kind of statement';
COMMENT ON COLUMN pgtrickle.pg_stat_upkeep.statement IS 'INSERT, UPDATE, DELETE (those of MERGE and COPY included), TRUNCATE; COMMIT: rows of replication, when their transaction commits';
COMMENT ON COLUMN pgtrickle.pg_stat_upkeep.calls IS 'How often the stream table followed such a statement, rolled back ones included';
COMMENT ON COLUMN pgtrickle.pg_stat_upkeep.total_ms IS 'The time that these statements spent on it, without what they waited for its lock';

GRANT SELECT ON pgtrickle.pg_stat_upkeep TO PUBLIC;
-- Which stream table reads which.

CREATE FUNCTION pgtrickle.reads() RETURNS TABLE (reader regclass, source regclass)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH RECURSIVE direct AS (
        SELECT DISTINCT r.ev_class AS reader, d.refobjid AS source
        FROM pg_catalog.pg_rewrite AS r
        JOIN pg_catalog.pg_depend AS d
            ON d.classid = 'pg_catalog.pg_rewrite'::regclass
            AND d.objid = r.oid
            AND d.refclassid = 'pg_catalog.pg_class'::regclass
            AND d.refobjid <> r.ev_class
        JOIN pg_catalog.pg_class AS c ON c.oid = d.refobjid AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    ),
    edges (reader, source) AS (
        SELECT t.pgt_relid::oid, direct.source
        FROM pgtrickle.pgt_stream_tables AS t
        JOIN direct ON direct.reader = t.definition
        UNION
        SELECT edges.source, direct.source
        FROM edges
        JOIN direct ON direct.reader = edges.source
        JOIN pg_catalog.pg_class AS c ON c.oid = edges.source AND c.relkind = 'v'
    )
    SELECT reader::regclass, source::regclass FROM edges ORDER BY 1, 2;
END;
COMMENT ON FUNCTION pgtrickle.reads IS 'What each stream table reads directly, and what the views that it uses read';

CREATE FUNCTION pgtrickle.dependency_tree(name text DEFAULT NULL) RETURNS TABLE (
    tree_line     text,
    node          text,
    node_type     text,
    depth         integer,
    status        text,
    refresh_mode  text
)
    LANGUAGE c STABLE
    AS 'MODULE_PATHNAME', 'pgtrickle_dependency_tree';
COMMENT ON FUNCTION pgtrickle.dependency_tree IS 'The dependencies of all stream tables, or of one, as a tree: below each table what it reads';

CREATE FUNCTION pgtrickle.explain_dag(format text DEFAULT 'mermaid') RETURNS text
    LANGUAGE c STABLE
    AS 'MODULE_PATHNAME', 'pgtrickle_explain_dag';
COMMENT ON FUNCTION pgtrickle.explain_dag IS 'A flow chart of all stream tables and what they read, for Mermaid, or with dot for Graphviz';

CREATE FUNCTION pgtrickle.diamonds() RETURNS TABLE (
    group_id         integer,
    pgt_id           bigint,
    is_convergence   boolean,
    schedule_policy  text
)
    LANGUAGE c STABLE
    AS 'MODULE_PATHNAME', 'pgtrickle_diamonds';
COMMENT ON FUNCTION pgtrickle.diamonds IS 'Stream tables that are refreshed together, each after its sources';

CREATE FUNCTION pgtrickle.diamond_groups() RETURNS TABLE (
    group_id         integer,
    member_name      text,
    member_schema    text,
    is_convergence   boolean,
    epoch            bigint,
    schedule_policy  text
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH members AS MATERIALIZED (
        SELECT * FROM pgtrickle.diamonds() WITH ORDINALITY
    ),
    epochs AS (
        SELECT m.group_id, coalesce(max(h.refresh_id), 0) AS epoch
        FROM members AS m
        LEFT JOIN LATERAL (
            SELECT r.refresh_id
            FROM pgtrickle.pgt_refresh_history AS r
            WHERE r.pgt_id = m.pgt_id AND r.status = 'COMPLETED'
            ORDER BY r.refresh_id DESC
            LIMIT 1
        ) AS h ON true
        GROUP BY m.group_id
    )
    SELECT m.group_id, t.pgt_name, t.pgt_schema, m.is_convergence, e.epoch, m.schedule_policy
    FROM members AS m
    JOIN epochs AS e USING (group_id)
    JOIN pgtrickle.pgt_stream_tables AS t USING (pgt_id)
    ORDER BY m.ordinality;
END;
COMMENT ON FUNCTION pgtrickle.diamond_groups IS 'Stream tables on several paths from one table to another, which are refreshed together';
-- How stream tables are maintained.

CREATE FUNCTION pgtrickle.explain_refresh_mode(name text) RETURNS TABLE (
    configured_mode   text,
    effective_mode    text,
    downgrade_reason  text
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT pgtrickle.stream_table_id(name);
    SELECT requested_mode, refresh_mode, downgrade_reason
    FROM pgtrickle.pgt_stream_tables
    WHERE pgt_id = pgtrickle.stream_table_id(name);
END;
COMMENT ON FUNCTION pgtrickle.explain_refresh_mode IS 'The requested refresh mode, the effective one, and the reason if they differ';

CREATE FUNCTION pgtrickle.explain_diff_sql(name text) RETURNS text
    LANGUAGE c STABLE
    AS 'MODULE_PATHNAME', 'pgtrickle_explain_diff_sql';
COMMENT ON FUNCTION pgtrickle.explain_diff_sql IS 'The statement that applies changes of all sources; NULL in mode FULL';

CREATE FUNCTION pgtrickle.explain_delta(name text, format text DEFAULT 'text') RETURNS SETOF text
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_explain_delta';
COMMENT ON FUNCTION pgtrickle.explain_delta IS 'The plan of the statement that applies changes of all sources; format is text, json, xml or yaml';

CREATE FUNCTION pgtrickle.explain_st(name text, with_analyze boolean DEFAULT false) RETURNS TABLE (
    property  text,
    value     text
)
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_explain_st';
COMMENT ON FUNCTION pgtrickle.explain_st IS 'How a stream table is maintained: circuit, changes, SQL';

CREATE FUNCTION pgtrickle.list_auxiliary_columns(name text) RETURNS TABLE (
    column_name  text,
    data_type    text,
    purpose      text
)
    LANGUAGE c STABLE
    AS 'MODULE_PATHNAME', 'pgtrickle_list_auxiliary_columns';
COMMENT ON FUNCTION pgtrickle.list_auxiliary_columns IS 'The columns of a stream table that are not in its query';
-- What comparisons with their queries have found, and the fuses of stream tables.

CREATE FUNCTION pgtrickle.fuse_status() RETURNS TABLE (
    name                text,
    fuse_mode           text,
    fuse_state          text,
    fuse_ceiling        bigint,
    effective_ceiling   bigint,
    fuse_sensitivity    integer,
    blown_at            timestamptz,
    blow_reason         text,
    changes_skipped_at  timestamptz
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('%I.%I', t.pgt_schema, t.pgt_name), t.fuse_mode, t.fuse_state, t.fuse_ceiling,
           CASE WHEN t.fuse_state <> 'disabled'
                THEN coalesce(t.fuse_ceiling, nullif(coalesce(nullif(current_setting('pg_trickle.fuse_default_ceiling', true), ''), '0')::bigint, 0))
           END,
           t.fuse_sensitivity, t.blown_at, t.blow_reason, t.changes_skipped_at
    FROM pgtrickle.pgt_stream_tables AS t
    ORDER BY 1;
END;
COMMENT ON FUNCTION pgtrickle.fuse_status IS 'The fuse of each stream table: armed, blown or disabled, and why it has blown';

CREATE VIEW pgtrickle.pgt_audits AS
    SELECT a.pgt_id, a.last_proven, a.checked_at, a.missing_rows, a.surplus_rows, a.state_rows, a.was_repaired, a.duration_ms, a.initiated_by
    FROM pgtrickle_catalog.pgt_audits AS a;
COMMENT ON VIEW pgtrickle.pgt_audits IS 'The last comparison of each stream table with its query';
COMMENT ON COLUMN pgtrickle.pgt_audits.last_proven IS 'When it was last found equal';
COMMENT ON COLUMN pgtrickle.pgt_audits.missing_rows IS 'Rows of the query that the stream table did not hold';
COMMENT ON COLUMN pgtrickle.pgt_audits.surplus_rows IS 'Rows of the stream table that the query did not give';
COMMENT ON COLUMN pgtrickle.pgt_audits.state_rows IS 'Rows that differed in states, from which it is computed';
GRANT SELECT ON pgtrickle.pgt_audits TO PUBLIC;

CREATE FUNCTION pgtrickle.audit_status() RETURNS TABLE (
    name          text,
    last_proven   timestamptz,
    checked_at    timestamptz,
    result        text,
    missing_rows  bigint,
    surplus_rows  bigint,
    state_rows    bigint,
    duration_ms   double precision,
    initiated_by  text
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('%I.%I', t.pgt_schema, t.pgt_name), a.last_proven, a.checked_at,
           CASE WHEN a.checked_at IS NULL THEN 'never compared'
                WHEN a.missing_rows + a.surplus_rows + a.state_rows = 0 THEN 'equal'
                WHEN a.was_repaired THEN 'repaired'
                ELSE 'different'
           END,
           a.missing_rows, a.surplus_rows, a.state_rows, a.duration_ms, a.initiated_by
    FROM pgtrickle.pgt_stream_tables AS t
    LEFT JOIN pgtrickle.pgt_audits AS a USING (pgt_id)
    ORDER BY 1;
END;
COMMENT ON FUNCTION pgtrickle.audit_status IS 'When each stream table was last compared with its query, and when it was last found equal';
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

CREATE FUNCTION pgtrickle.is_drained() RETURNS boolean
    LANGUAGE c STABLE
    AS 'MODULE_PATHNAME', 'pgtrickle_is_drained';
COMMENT ON FUNCTION pgtrickle.is_drained IS 'Whether a drain is in force and no refresh of the scheduler runs';
-- What a query would be as a stream table, before it is one. Nothing is kept, and no writer waits.

CREATE FUNCTION pgtrickle.estimate_stream_table(query text, refresh_mode text DEFAULT 'AUTO') RETURNS TABLE (
    aspect    text,
    subject   text,
    detail    text,
    quantity  double precision,
    unit      text
)
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_estimate_stream_table';
COMMENT ON FUNCTION pgtrickle.estimate_stream_table IS 'How a query would be maintained: mode and reason, the sizes of sources and stages, what a full computation and a changed row of each source cost, what writers pay';

CREATE FUNCTION pgtrickle.validate_query(query text) RETURNS TABLE (
    check_name  text,
    result      text,
    severity    text
)
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_validate_query';
COMMENT ON FUNCTION pgtrickle.validate_query IS 'Whether a query can be that of a stream table, in which mode, and what its author should know; errors of the query are rows, too';

CREATE FUNCTION pgtrickle.explain_query_rewrite(query text) RETURNS TABLE (
    pass_name  text,
    changed    boolean,
    sql_after  text
)
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_explain_query_rewrite';
COMMENT ON FUNCTION pgtrickle.explain_query_rewrite IS 'The SQL that a query becomes as a stream table: as PostgreSQL understands it, its states, its contents, and the changes of each source';
-- From which columns the columns of stream tables come, and what a change of a column would reach.

CREATE FUNCTION pgtrickle.column_lineage(stream_table oid) RETURNS TABLE (
    output_column  text,
    source_relid   oid,
    source_column  text,
    transform      text
)
    LANGUAGE c STABLE
    AS 'MODULE_PATHNAME', 'pgtrickle_column_lineage';
COMMENT ON FUNCTION pgtrickle.column_lineage IS 'The columns of tables and stream tables that a stream table is made of, views looked through; nothing for roles that may not see its definition';

CREATE FUNCTION pgtrickle.all_lineage() RETURNS TABLE (
    pgt_relid      oid,
    output_column  text,
    source_relid   oid,
    source_column  text,
    transform      text
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT t.pgt_relid::oid, c.output_column, c.source_relid, c.source_column, c.transform
    FROM pgtrickle.pgt_stream_tables AS t
    CROSS JOIN LATERAL pgtrickle.column_lineage(t.pgt_relid) AS c;
END;
COMMENT ON FUNCTION pgtrickle.all_lineage IS 'The same of all stream tables';

CREATE FUNCTION pgtrickle.stream_table_lineage(name text, recursive boolean DEFAULT false) RETURNS TABLE (
    output_col    text,
    source_table  text,
    source_col    text,
    transform     text
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH RECURSIVE edges AS MATERIALIZED (
        SELECT * FROM pgtrickle.all_lineage()
    ),
    wanted AS (
        SELECT t.pgt_relid::oid AS relid
        FROM (SELECT pgtrickle.stream_table_id(name) AS pgt_id OFFSET 0) AS one
        JOIN pgtrickle.pgt_stream_tables AS t USING (pgt_id)
    ),
    traced (output_column, source_relid, source_column, transform) AS (
        SELECT e.output_column, e.source_relid, e.source_column, e.transform
        FROM wanted JOIN edges AS e ON e.pgt_relid = wanted.relid
        UNION
        SELECT CASE WHEN e.output_column IS NOT NULL THEN t.output_column END, e.source_relid, e.source_column,
               CASE WHEN t.transform = 'direct' OR e.output_column IS NULL THEN e.transform ELSE t.transform END
        FROM traced AS t
        JOIN edges AS e ON e.pgt_relid = t.source_relid
            AND (e.output_column = t.source_column OR t.source_column = '*' OR e.output_column IS NULL)
        WHERE recursive
    )
    SELECT t.output_column, format('%I.%I', n.nspname, c.relname), t.source_column, t.transform
    FROM traced AS t
    JOIN pg_catalog.pg_class AS c ON c.oid = t.source_relid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE NOT (coalesce(recursive, false) AND EXISTS (SELECT FROM edges AS e WHERE e.pgt_relid = t.source_relid))
    ORDER BY 1 NULLS LAST, 2, 3, 4;
END;
COMMENT ON FUNCTION pgtrickle.stream_table_lineage IS 'For each column of a stream table the columns that it is made of, and those that decide which rows there are; with recursive through other stream tables';

CREATE FUNCTION pgtrickle.column_impact(source regclass, column_name text DEFAULT NULL) RETURNS TABLE (
    stream_table  text,
    output_col    text,
    transform     text,
    depth         integer
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH RECURSIVE edges AS MATERIALIZED (
        SELECT * FROM pgtrickle.all_lineage()
    ),
    reached (relid, output_column, transform, depth) AS (
        SELECT e.pgt_relid, e.output_column, e.transform, 1
        FROM edges AS e
        WHERE e.source_relid = column_impact.source
          AND (column_impact.column_name IS NULL OR e.source_column IN (column_impact.column_name, '*'))
        UNION
        SELECT e.pgt_relid, e.output_column,
               CASE WHEN e.transform = 'direct' AND r.output_column IS NOT NULL THEN r.transform ELSE e.transform END, r.depth + 1
        FROM reached AS r
        JOIN edges AS e ON e.source_relid = r.relid
            AND (e.source_column = r.output_column OR e.source_column = '*' OR r.output_column IS NULL)
        WHERE r.depth < 100
    )
    SELECT format('%I.%I', n.nspname, c.relname), r.output_column, r.transform, min(r.depth)
    FROM reached AS r
    JOIN pg_catalog.pg_class AS c ON c.oid = r.relid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    GROUP BY 1, 2, 3
    ORDER BY 4, 1, 2 NULLS LAST, 3;
END;
COMMENT ON FUNCTION pgtrickle.column_impact IS 'Which columns of stream tables would change with a table, or with one column of it: directly, and through other stream tables';
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
        WHEN pgtrickle.is_draining() THEN 'DRAINED'
        WHEN EXISTS (SELECT FROM pg_stat_activity
                     WHERE backend_type = 'pg_trickle scheduler' AND datname = current_database()) THEN 'RUNNING'
        WHEN pgtrickle.scheduler_rests() THEN 'RESTING'
        ELSE 'STOPPED'
    END;
END;
COMMENT ON FUNCTION pgtrickle.scheduler_status IS 'RUNNING, RESTING while other databases need the worker, STOPPED, DRAINED by drain(), DISABLED by pg_trickle.enabled, NOT_LOADED by shared_preload_libraries, or STANDBY';

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
               'their refreshes would fail, or direct writes to them are not refused. Grant the missing privileges; for the rest call pgtrickle.repair_stream_table(), after a restore pgtrickle.restore_stream_tables().',
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
        SELECT 16, 'version', 'WARNING',
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
-- Repair after a restore or a manual intervention.

CREATE FUNCTION pgtrickle.repair_stream_table(name text) RETURNS text
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_repair_stream_table';
COMMENT ON FUNCTION pgtrickle.repair_stream_table IS 'Restores what is missing of a stream table, clears its errors, and makes the next refresh recompute it; returns what was done';

CREATE FUNCTION pgtrickle.restore_stream_tables() RETURNS void
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_restore_stream_tables';
REVOKE ALL ON FUNCTION pgtrickle.restore_stream_tables() FROM PUBLIC;
COMMENT ON FUNCTION pgtrickle.restore_stream_tables IS 'Repairs all stream tables; to be called once after a dump was restored';

CREATE FUNCTION pgtrickle.rebuild_cdc_triggers() RETURNS text
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_rebuild_cdc_triggers';
REVOKE ALL ON FUNCTION pgtrickle.rebuild_cdc_triggers() FROM PUBLIC;
COMMENT ON FUNCTION pgtrickle.rebuild_cdc_triggers IS 'Restores triggers and buffers that are missing or disabled; stream tables that may have missed changes are recomputed by their next refresh';
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
    different_count        integer
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT count(t.pgt_id)::integer, count(*) FILTER (WHERE t.status = 'ACTIVE')::integer, count(*) FILTER (WHERE t.status = 'ERROR')::integer,
           count(*) FILTER (WHERE t.status = 'SUSPENDED')::integer, count(*) FILTER (WHERE f.is_stale)::integer,
           count(*) FILTER (WHERE t.needs_reinit)::integer, max(f.staleness_seconds),
           CASE s.status WHEN 'RUNNING' THEN 'ACTIVE' WHEN 'RESTING' THEN 'ACTIVE' ELSE s.status END,
           count(*) FILTER (WHERE t.status = 'PAUSED')::integer, count(*) FILTER (WHERE t.fuse_state = 'blown')::integer,
           (SELECT count(*) FROM pgtrickle.audit_status() AS a WHERE a.result = 'different')::integer
    FROM pgtrickle.scheduler_status() AS s (status)
    LEFT JOIN (pgtrickle.pgt_stream_tables AS t JOIN pgtrickle.freshness() AS f USING (pgt_id)) ON true
    GROUP BY s.status;
END;
COMMENT ON FUNCTION pgtrickle.health_summary IS 'One row about all stream tables: how many are in which state, the age of the oldest contents, and whether the scheduler runs';
-- Moving from pg_ivm: its incrementally maintainable materialized views (IMMVs) become stream tables in mode IMMEDIATE. Everything is
-- done with the privileges of the caller, by statements that the caller may read first.

-- What an IMMV has that a stream table cannot have, or that would be lost without notice.
CREATE FUNCTION pgtrickle.pg_ivm_obstacles(immv oid) RETURNS SETOF text
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('policy %I', p.polname) FROM pg_catalog.pg_policy AS p WHERE p.polrelid = immv
    UNION ALL
    SELECT format('trigger %I', t.tgname) FROM pg_catalog.pg_trigger AS t WHERE t.tgrelid = immv AND NOT t.tgisinternal
    UNION ALL
    SELECT format('publication %I', p.pubname)
    FROM pg_catalog.pg_publication_rel AS r JOIN pg_catalog.pg_publication AS p ON p.oid = r.prpubid
    WHERE r.prrelid = immv
    UNION ALL
    SELECT DISTINCT pg_describe_object(d.classid, d.objid, d.objsubid)
    FROM pg_catalog.pg_depend AS d
    LEFT JOIN pg_catalog.pg_rewrite AS r ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND r.oid = d.objid
    LEFT JOIN pg_catalog.pg_class AS c ON c.oid = r.ev_class
    WHERE d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = immv AND d.deptype = 'n' AND c.relkind IS DISTINCT FROM 'v'
    ORDER BY 1;
END;
COMMENT ON FUNCTION pgtrickle.pg_ivm_obstacles IS 'What has to be dropped before an IMMV of pg_ivm can become a stream table, and created again afterwards';

CREATE FUNCTION pgtrickle.pg_ivm_grants(relation oid, called text) RETURNS SETOF text
    LANGUAGE sql STABLE
BEGIN ATOMIC
    -- Privileges that the new table has by default.
    SELECT DISTINCT format('REVOKE ALL ON TABLE %s FROM %s', called, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END)
    FROM pg_catalog.pg_default_acl AS d
    CROSS JOIN LATERAL pg_catalog.aclexplode(d.defaclacl) AS a
    JOIN pg_catalog.pg_class AS c ON c.oid = relation
    WHERE d.defaclobjtype = 'r' AND d.defaclrole = c.relowner AND d.defaclnamespace IN (0, c.relnamespace)
          AND a.grantee <> c.relowner
    UNION ALL
    SELECT format('GRANT %s%s ON TABLE %s TO %s%s', g.privilege_type, '(' || quote_ident(g.column_name) || ')', called,
                  CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE g.grantee::regrole::text END,
                  CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
    FROM (SELECT a.grantee, a.privilege_type, a.is_grantable, NULL::name AS column_name
          FROM pg_catalog.pg_class AS c CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) AS a
          WHERE c.oid = relation AND a.grantee <> c.relowner
          UNION ALL
          SELECT a.grantee, a.privilege_type, a.is_grantable, t.attname
          FROM pg_catalog.pg_class AS c
          JOIN pg_catalog.pg_attribute AS t ON t.attrelid = c.oid AND NOT t.attisdropped AND t.attname NOT LIKE '\_\_ivm\_%'
          CROSS JOIN LATERAL pg_catalog.aclexplode(t.attacl) AS a
          WHERE c.oid = relation) AS g;
END;
COMMENT ON FUNCTION pgtrickle.pg_ivm_grants IS 'The statements that give the privileges on an IMMV of pg_ivm to the stream table that replaces it';

-- Of one IMMV, numbered. What runs code of its owner, the query and the expressions of indexes, is done in the owner's role. The views over
-- it are replaced while it has another name, so that they keep their identities, privileges and dependents.
CREATE FUNCTION pgtrickle.pg_ivm_steps(immv oid, query text, is_populated boolean) RETURNS TABLE (phase integer, number bigint, statement text)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH it AS (
        SELECT c.*, format('%I.%I', n.nspname, c.relname) AS called, left(c.relname, 40) || '_immv_' || c.oid AS kept_as,
               format('%I.%I', n.nspname, left(c.relname, 40) || '_immv_' || c.oid) AS kept,
               pg_get_userbyid(c.relowner) <> current_user AS is_of_other
        FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        WHERE c.oid = immv
    ), steps AS (
        SELECT w.phase, 0::bigint AS number, format('SET LOCAL ROLE %I', w.role_name) AS statement
        FROM it
        CROSS JOIN LATERAL (VALUES (1, pg_get_userbyid(it.relowner)), (4, current_user), (6, pg_get_userbyid(it.relowner)), (13, current_user))
            AS w (phase, role_name)
        WHERE it.is_of_other
        UNION ALL
        SELECT 2, 0, format('ALTER TABLE %s RENAME TO %I', it.called, it.kept_as) FROM it
        UNION ALL
        SELECT 3, 0, format('SELECT pgtrickle.create_stream_table(%L, %L, schedule => NULL, refresh_mode => %L%s)', it.called,
                            btrim(query, E' \n;'), 'IMMEDIATE', CASE WHEN is_populated THEN '' ELSE ', initialize => false' END)
        FROM it
        UNION ALL
        SELECT 5, v.oid::bigint,
               format('CREATE OR REPLACE VIEW %I.%I %sAS %s', n.nspname, v.relname,
                      CASE WHEN v.reloptions IS NULL THEN '' ELSE format('WITH (%s) ', array_to_string(v.reloptions, ', ')) END,
                      btrim(pg_get_viewdef(v.oid), ' ;'))
        FROM (SELECT DISTINCT r.ev_class
              FROM pg_catalog.pg_depend AS d JOIN pg_catalog.pg_rewrite AS r ON r.oid = d.objid
              WHERE d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = immv) AS u
        JOIN pg_catalog.pg_class AS v ON v.oid = u.ev_class AND v.relkind = 'v'
        JOIN pg_catalog.pg_namespace AS n ON n.oid = v.relnamespace
        UNION ALL
        SELECT 7, 0, format('DROP TABLE %s', it.kept) FROM it
        UNION ALL
        SELECT 8, i.indexrelid::bigint, pg_get_indexdef(i.indexrelid) FROM pg_catalog.pg_index AS i WHERE i.indrelid = immv
        UNION ALL
        SELECT 9, 0, format('ALTER TABLE %s SET (%s)', it.called, array_to_string(it.reloptions, ', ')) FROM it WHERE it.reloptions IS NOT NULL
        UNION ALL
        SELECT 10, row_number() OVER (ORDER BY g.statement DESC), g.statement
        FROM it CROSS JOIN LATERAL pgtrickle.pg_ivm_grants(it.oid, it.called) AS g (statement)
        UNION ALL
        SELECT 11, d.objsubid,
               CASE WHEN d.objsubid = 0 THEN format('COMMENT ON TABLE %s IS %L', it.called, d.description)
                    ELSE format('COMMENT ON COLUMN %s.%I IS %L', it.called, a.attname, d.description) END
        FROM it
        JOIN pg_catalog.pg_description AS d ON d.classoid = 'pg_catalog.pg_class'::regclass AND d.objoid = it.oid
        LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = it.oid AND a.attnum = d.objsubid
    )
    SELECT s.phase, s.number, s.statement FROM steps AS s;
END;
COMMENT ON FUNCTION pgtrickle.pg_ivm_steps IS 'The statements that replace an IMMV of pg_ivm by a stream table';

-- Writers lock a source before what is maintained of it.
CREATE FUNCTION pgtrickle.pg_ivm_source_lock(immvs oid[]) RETURNS text
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT 'LOCK TABLE ' || string_agg(format('%I.%I', s.nspname, s.relname), ', ' ORDER BY s.oid) || ' IN SHARE ROW EXCLUSIVE MODE'
    FROM (SELECT DISTINCT c.oid, n.nspname, c.relname
          FROM pg_catalog.pg_depend AS d
          JOIN pg_catalog.pg_class AS c ON c.oid = d.refobjid AND c.relkind = 'r'
          JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
          WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = ANY (immvs) AND d.refclassid = 'pg_catalog.pg_class'::regclass
                AND d.deptype = 'n' AND has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE, MAINTAIN')) AS s;
END;
COMMENT ON FUNCTION pgtrickle.pg_ivm_source_lock IS 'The statement that keeps writers out of the tables that IMMVs of pg_ivm read';

-- All of them, in the order in which they are to be run.
CREATE FUNCTION pgtrickle.pg_ivm_statements(immvs oid[], queries text[], populated boolean[]) RETURNS SETOF text
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT s.text
    FROM (SELECT 0::bigint AS place, 0 AS phase, 0::bigint AS number, pgtrickle.pg_ivm_source_lock(immvs) AS text
          UNION ALL
          SELECT i.place, s.phase, s.number, s.statement
          FROM unnest(immvs, queries, populated) WITH ORDINALITY AS i (id, query, is_populated, place)
          CROSS JOIN LATERAL pgtrickle.pg_ivm_steps(i.id, i.query, i.is_populated) AS s) AS s
    WHERE s.text IS NOT NULL
    ORDER BY s.place, s.phase, s.number;
END;
COMMENT ON FUNCTION pgtrickle.pg_ivm_statements IS 'The statements that replace IMMVs of pg_ivm by stream tables';

CREATE FUNCTION pgtrickle.migrate_from_pg_ivm(immv regclass DEFAULT NULL, perform boolean DEFAULT false)
    RETURNS TABLE (step integer, statement text)
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_migrate_from_pg_ivm';
COMMENT ON FUNCTION pgtrickle.migrate_from_pg_ivm IS 'Replaces an IMMV of pg_ivm, or all that the caller owns, by stream tables in mode IMMEDIATE of the same names, with their indexes, privileges, comments and the views over them; returns the statements, which it only runs if perform is true';

-- For programs that call the functions of pg_ivm.
CREATE FUNCTION pgtrickle.create_immv(immv text, view_definition text) RETURNS bigint
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_create_immv';
COMMENT ON FUNCTION pgtrickle.create_immv IS 'Creates a stream table in mode IMMEDIATE; returns the number of its rows';

CREATE FUNCTION pgtrickle.refresh_immv(immv text, with_data boolean DEFAULT true) RETURNS bigint
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_refresh_immv';
COMMENT ON FUNCTION pgtrickle.refresh_immv IS 'Recomputes a stream table; returns the number of its rows';

CREATE FUNCTION pgtrickle.get_immv_def(immvrelid regclass) RETURNS text
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT pg_get_viewdef(t.definition) FROM pgtrickle.pgt_stream_tables AS t WHERE t.pgt_relid = immvrelid AND pgtrickle.may_see(immvrelid);
END;
COMMENT ON FUNCTION pgtrickle.get_immv_def IS 'The query of a stream table; NULL if the relation is none, or the caller may not read it';

CREATE FUNCTION pgtrickle.create_pg_ivm_wrappers(schema_name text DEFAULT 'pgivm') RETURNS void
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_create_pg_ivm_wrappers';
COMMENT ON FUNCTION pgtrickle.create_pg_ivm_wrappers IS 'Creates a schema with the functions create_immv, refresh_immv and get_immv_def of pg_ivm, which work on stream tables and do what their callers may do';
