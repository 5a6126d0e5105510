-- Updates the schema of the extension from 0.1.0 to 0.2.0. Written by tests/upgrade/update_script.py: see there before you change it.
\echo Use "ALTER EXTENSION pg_trickle UPDATE" to load this file. \quit

SET LOCAL search_path TO pg_catalog, pg_temp;

CREATE FUNCTION pgtrickle.require_module(version text) RETURNS void
    LANGUAGE c STABLE STRICT
    AS 'MODULE_PATHNAME', 'pgtrickle_require_module';

REVOKE ALL ON FUNCTION pgtrickle.require_module(text) FROM PUBLIC;

COMMENT ON FUNCTION pgtrickle.require_module IS 'Fails unless the loaded module of pg_trickle has this version; scripts that install or update the extension begin with it';

SELECT pgtrickle.require_module('0.2.0');

DROP FUNCTION pgtrickle.health_summary;

DROP FUNCTION pgtrickle.health_check;

DROP FUNCTION pgtrickle.audit_status;

DROP FUNCTION pgtrickle.explain_st;

DROP FUNCTION pgtrickle.sla_summary;

DROP FUNCTION pgtrickle.st_refresh_stats;

DROP VIEW pgtrickle.stream_tables_info;

DROP FUNCTION pgtrickle.pgt_status;

DROP FUNCTION pgtrickle.create_or_replace_stream_table;

DROP FUNCTION pgtrickle.alter_stream_table;

DROP FUNCTION pgtrickle.create_stream_table_if_not_exists;

DROP FUNCTION pgtrickle.create_stream_table;

CREATE FUNCTION pgtrickle.not_additive() RETURNS bigint
    LANGUAGE c VOLATILE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'pgtrickle_not_additive';

COMMENT ON FUNCTION pgtrickle.not_additive IS 'Raises the error that changes cannot be added to a group, which has to be recomputed';

CREATE FUNCTION pgtrickle.recursion_row(stream_table regclass) RETURNS boolean
    LANGUAGE c VOLATILE PARALLEL RESTRICTED
    AS 'MODULE_PATHNAME', 'pgtrickle_recursion_row';

COMMENT ON FUNCTION pgtrickle.recursion_row IS 'True; an error if the changes of a recursion with UNION ALL lead to many more rows than the stream table has';

CREATE FUNCTION pgtrickle.error_of(computation text, VARIADIC "any") RETURNS text
    LANGUAGE c STABLE PARALLEL UNSAFE COST 0.0001
    AS 'MODULE_PATHNAME', 'pgtrickle_error_of';

COMMENT ON FUNCTION pgtrickle.error_of(text, "any") IS 'SQLSTATE and message of the error that an expression over $1, $2 and so on raises for these values; NULL if it raises none';

ALTER TABLE pgtrickle_catalog.pgt_stream_tables ADD COLUMN key_columns text[] NOT NULL DEFAULT '{}';

ALTER TABLE pgtrickle_catalog.pgt_stream_tables ADD COLUMN scc_id integer;

ALTER TABLE pgtrickle_catalog.pgt_stream_tables ADD COLUMN last_fixpoint_iterations integer;

ALTER TABLE pgtrickle_catalog.pgt_stream_tables ADD COLUMN last_converged_at timestamptz;

ALTER TABLE pgtrickle_catalog.pgt_stream_tables ADD COLUMN row_errors text NOT NULL DEFAULT 'stop';

ALTER TABLE pgtrickle_catalog.pgt_stream_tables ADD COLUMN quarantine_states integer NOT NULL DEFAULT 0;

ALTER TABLE pgtrickle_catalog.pgt_stream_tables ADD COLUMN consecutive_spills integer NOT NULL DEFAULT 0;

ALTER TABLE pgtrickle_catalog.pgt_stream_tables ADD COLUMN scheduling_paused boolean NOT NULL DEFAULT false;

ALTER TABLE pgtrickle_catalog.pgt_stream_tables ADD COLUMN freshness_deadline_ms bigint;

ALTER TABLE pgtrickle_catalog.pgt_stream_tables ADD COLUMN error_budget double precision;

ALTER TABLE pgtrickle_catalog.pgt_stream_tables ADD COLUMN is_append_only boolean NOT NULL DEFAULT false;

CREATE TABLE pgtrickle_catalog.pgt_audit_rounds (
    pgt_id         bigint PRIMARY KEY,
    generation     bigint NOT NULL,
    started_at     timestamptz NOT NULL,
    checked_at     timestamptz NOT NULL,
    stage          integer NOT NULL,
    compared_to    bigint,
    piece_rows     bigint NOT NULL,
    pieces         integer NOT NULL,
    compared_rows  bigint NOT NULL,
    missing_rows   bigint NOT NULL,
    surplus_rows   bigint NOT NULL,
    state_rows     bigint NOT NULL,
    duration_ms    double precision NOT NULL,
    last_piece_ms  double precision NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE pgtrickle_catalog.pgt_audit_differences (
    pgt_id      bigint NOT NULL,
    found_at    timestamptz NOT NULL,
    relation    text NOT NULL,
    difference  text NOT NULL,
    contents    jsonb NOT NULL
);

CREATE INDEX pgt_audit_differences_table ON pgtrickle_catalog.pgt_audit_differences (pgt_id);

CREATE TABLE pgtrickle_catalog.pgt_shadowed (
    pgt_id  bigint PRIMARY KEY
);

GRANT SELECT ON pgtrickle_catalog.pgt_shadowed TO pg_database_owner;

SELECT pg_catalog.pg_extension_config_dump('pgtrickle_catalog.pgt_shadowed', '');

GRANT SELECT ON pgtrickle_catalog.pgt_audit_rounds TO pg_database_owner;

GRANT SELECT ON pgtrickle_catalog.pgt_audit_differences TO pg_database_owner;

CREATE TABLE pgtrickle_catalog.pgt_canaries (
    pgt_id      bigint PRIMARY KEY,
    canary_id   bigint NOT NULL UNIQUE,
    created_at  timestamptz NOT NULL
);

GRANT SELECT ON pgtrickle_catalog.pgt_canaries TO pg_database_owner;

SELECT pg_catalog.pg_extension_config_dump('pgtrickle_catalog.pgt_canaries', '');

CREATE TABLE pgtrickle_catalog.pgt_sla_breaches (
    pgt_id    bigint NOT NULL,
    ended_at  timestamptz NOT NULL,
    late_ms   double precision NOT NULL
);

CREATE INDEX pgt_sla_breaches_table ON pgtrickle_catalog.pgt_sla_breaches (pgt_id, ended_at);

GRANT SELECT ON pgtrickle_catalog.pgt_sla_breaches TO pg_database_owner;

CREATE OR REPLACE VIEW pgtrickle.pgt_stream_tables AS
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

COMMENT ON COLUMN pgtrickle.pgt_stream_tables.key_columns IS 'Columns that no two rows share and that are never NULL: stream tables that read it identify rows by them';

COMMENT ON COLUMN pgtrickle.pgt_stream_tables.row_errors IS 'An error in an expression over a row fails the refresh (stop), or the row is left out (quarantine)';

COMMENT ON COLUMN pgtrickle.pgt_stream_tables.consecutive_spills IS 'How many differential refreshes in a row have written more temporary blocks than pg_trickle.spill_threshold_blocks';

COMMENT ON COLUMN pgtrickle.pgt_stream_tables.scheduling_paused IS 'pause_scheduler() was called for it: the scheduler leaves it alone';

COMMENT ON COLUMN pgtrickle.pgt_stream_tables.freshness_deadline_ms IS 'How old its contents may become, as set_stream_table_sla() says';

COMMENT ON COLUMN pgtrickle.pgt_stream_tables.error_budget IS 'Which part of the time its contents may be older than its deadline, and of its refreshes may fail; NULL: pg_trickle.sla_error_budget';

COMMENT ON COLUMN pgtrickle.pgt_stream_tables.shadow_mode IS 'Each refresh that applies changes is compared with a full computation';

COMMENT ON COLUMN pgtrickle.pgt_stream_tables.is_append_only IS 'Rows are only added to it: refreshes look for none. It becomes false when rows of its sources are updated, deleted or truncated';

COMMENT ON COLUMN pgtrickle.pgt_stream_tables.st_partition_key IS 'How it is partitioned, as in PARTITION BY; NULL: it is not';

COMMENT ON COLUMN pgtrickle.pgt_stream_tables.scc_id IS 'The cycle that it is in: the least pgt_id of the stream tables there; NULL: none';

COMMENT ON COLUMN pgtrickle.pgt_stream_tables.last_fixpoint_iterations IS 'How many rounds the last refresh of its cycle took that changed something';

COMMENT ON COLUMN pgtrickle.pgt_stream_tables.last_converged_at IS 'When that was';

COMMENT ON COLUMN pgtrickle.pgt_sources.trigger_tables IS 'The tables with triggers for it: itself, its partitions and children, and for marks all tables that it inherits from';

CREATE TABLE pgtrickle_catalog.pgt_source_gates (
    source_relid  regclass PRIMARY KEY,
    gated         boolean NOT NULL,
    gated_at      timestamptz NOT NULL,
    ungated_at    timestamptz,
    gated_by      text NOT NULL
);

CREATE TABLE pgtrickle_catalog.pgt_watermarks (
    source_relid  regclass PRIMARY KEY,
    watermark     timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    advanced_by   text NOT NULL,
    wal_lsn       pg_lsn NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE pgtrickle_catalog.pgt_watermark_groups (
    group_id        integer GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    group_name      text NOT NULL UNIQUE,
    sources         regclass[] NOT NULL,
    tolerance_secs  double precision NOT NULL,
    created_at      timestamptz NOT NULL
);

GRANT SELECT ON pgtrickle_catalog.pgt_source_gates TO pg_database_owner;

GRANT SELECT ON pgtrickle_catalog.pgt_watermarks TO pg_database_owner;

GRANT SELECT ON pgtrickle_catalog.pgt_watermark_groups TO pg_database_owner;

GRANT SELECT ON SEQUENCE pgtrickle_catalog.pgt_watermark_groups_group_id_seq TO pg_database_owner;

SELECT pg_catalog.pg_extension_config_dump('pgtrickle_catalog.pgt_source_gates', '');

SELECT pg_catalog.pg_extension_config_dump('pgtrickle_catalog.pgt_watermarks', '');

SELECT pg_catalog.pg_extension_config_dump('pgtrickle_catalog.pgt_watermark_groups', '');

SELECT pg_catalog.pg_extension_config_dump('pgtrickle_catalog.pgt_watermark_groups_group_id_seq', '');

CREATE VIEW pgtrickle_catalog.pgt_concerned AS
    WITH RECURSIVE named (source) AS (
        SELECT g.source_relid::oid FROM pgtrickle_catalog.pgt_source_gates AS g
        UNION
        SELECT u.source::oid FROM pgtrickle_catalog.pgt_watermark_groups AS g, unnest(g.sources) AS u (source)
    ), above (source, relation) AS (
        SELECT source, source FROM named
        UNION
        SELECT a.source, i.inhparent FROM above AS a JOIN pg_catalog.pg_inherits AS i ON i.inhrelid = a.relation
    ), below (source, relation) AS (
        SELECT source, source FROM named
        UNION
        SELECT b.source, i.inhrelid FROM below AS b JOIN pg_catalog.pg_inherits AS i ON i.inhparent = b.relation
    )
    SELECT DISTINCT r.source, d.pgt_id
    FROM (SELECT * FROM above UNION SELECT * FROM below) AS r
    JOIN pgtrickle_catalog.pgt_dependencies AS d ON d.source_relid::oid = r.relation
    JOIN pgtrickle_catalog.pgt_stream_tables AS t USING (pgt_id)
    WHERE t.refresh_mode NOT IN ('IMMEDIATE', 'ON COMMIT');

CREATE VIEW pgtrickle.pgt_source_gates AS
    SELECT g.source_relid, g.gated, g.gated_at, g.ungated_at, g.gated_by,
           (SELECT string_agg(format('%I.%I', t.pgt_schema, t.pgt_name), ', ' ORDER BY t.pgt_schema, t.pgt_name)
            FROM pgtrickle_catalog.pgt_concerned AS n JOIN pgtrickle_catalog.pgt_stream_tables AS t USING (pgt_id)
            WHERE n.source = g.source_relid) AS affected_stream_tables
    FROM pgtrickle_catalog.pgt_source_gates AS g
    WHERE EXISTS (SELECT FROM pg_catalog.pg_class AS c WHERE c.oid = g.source_relid);

COMMENT ON VIEW pgtrickle.pgt_source_gates IS 'One row for each source that was ever gated';

COMMENT ON COLUMN pgtrickle.pgt_source_gates.gated IS 'Whether the scheduler leaves the stream tables alone that read the source';

COMMENT ON COLUMN pgtrickle.pgt_source_gates.gated_by IS 'The role that gated it last';

COMMENT ON COLUMN pgtrickle.pgt_source_gates.affected_stream_tables IS 'The stream tables that read the source and that the scheduler refreshes';

CREATE VIEW pgtrickle.pgt_watermarks AS
    SELECT w.source_relid, w.watermark, w.updated_at, w.advanced_by, w.wal_lsn
    FROM pgtrickle_catalog.pgt_watermarks AS w
    WHERE EXISTS (SELECT FROM pg_catalog.pg_class AS c WHERE c.oid = w.source_relid);

COMMENT ON VIEW pgtrickle.pgt_watermarks IS 'One row for each source with a watermark';

COMMENT ON COLUMN pgtrickle.pgt_watermarks.watermark IS 'Up to when the source is complete, as its loader says';

COMMENT ON COLUMN pgtrickle.pgt_watermarks.wal_lsn IS 'The position in the WAL when the watermark was advanced';

CREATE VIEW pgtrickle.pgt_watermark_groups AS
    SELECT g.group_id, g.group_name, s.sources, g.tolerance_secs, g.created_at, m.min_watermark, m.max_watermark, m.lag_secs,
           m.known = cardinality(s.sources) AND m.lag_secs <= g.tolerance_secs AS aligned,
           m.known AS sources_with_watermark, cardinality(s.sources) AS sources_total
    FROM pgtrickle_catalog.pgt_watermark_groups AS g
    CROSS JOIN LATERAL (
        SELECT array_agg(c.oid::regclass ORDER BY u.place) AS sources
        FROM unnest(g.sources) WITH ORDINALITY AS u (source, place)
        JOIN pg_catalog.pg_class AS c ON c.oid = u.source
    ) AS s
    CROSS JOIN LATERAL (
        SELECT min(w.watermark) AS min_watermark, max(w.watermark) AS max_watermark,
               -- Their difference may be longer than an interval can be.
               (extract(epoch FROM max(w.watermark)) - extract(epoch FROM min(w.watermark)))::double precision AS lag_secs,
               count(*)::integer AS known
        FROM pgtrickle_catalog.pgt_watermarks AS w
        WHERE w.source_relid = ANY (s.sources)
    ) AS m
    WHERE s.sources IS NOT NULL;

COMMENT ON VIEW pgtrickle.pgt_watermark_groups IS 'One row for each group of sources whose watermarks are compared';

COMMENT ON COLUMN pgtrickle.pgt_watermark_groups.tolerance_secs IS 'By how many seconds the watermarks of an aligned group may differ';

COMMENT ON COLUMN pgtrickle.pgt_watermark_groups.aligned IS 'Whether all sources have a watermark, and these differ by no more than the tolerance';

CREATE VIEW pgtrickle_catalog.pgt_conditions AS
    SELECT n.pgt_id, '{}'::oid[] AS sources, NULL::text AS group_name,
           CASE WHEN g.gated THEN format('source %I.%I is gated', s.nspname, c.relname) END AS reason
    FROM pgtrickle_catalog.pgt_source_gates AS g
    JOIN pg_catalog.pg_class AS c ON c.oid = g.source_relid
    JOIN pg_catalog.pg_namespace AS s ON s.oid = c.relnamespace
    JOIN pgtrickle_catalog.pgt_concerned AS n ON n.source = g.source_relid
    UNION ALL
    SELECT n.pgt_id, g.sources::oid[], g.group_name,
           CASE WHEN g.aligned THEN NULL
                WHEN g.sources_with_watermark < g.sources_total
                THEN format('watermark group "%s" is not aligned: %s of its %s sources have a watermark',
                            g.group_name, g.sources_with_watermark, g.sources_total)
                ELSE format('watermark group "%s" is not aligned: its watermarks differ by %s s', g.group_name, g.lag_secs)
           END
    FROM pgtrickle.pgt_watermark_groups AS g
    CROSS JOIN LATERAL (SELECT DISTINCT n.pgt_id FROM pgtrickle_catalog.pgt_concerned AS n WHERE n.source = ANY (g.sources::oid[])) AS n;

CREATE VIEW pgtrickle.pgt_held AS
    SELECT h.pgt_id, string_agg(h.reason, '; ' ORDER BY h.reason) AS reason
    FROM pgtrickle_catalog.pgt_conditions AS h
    WHERE h.reason IS NOT NULL
    GROUP BY h.pgt_id;

COMMENT ON VIEW pgtrickle.pgt_held IS 'The stream tables that the scheduler does not refresh, because a source is gated or a watermark group is not aligned';

COMMENT ON COLUMN pgtrickle.pgt_held.reason IS 'Which sources are gated, and which groups are not aligned';

GRANT SELECT ON pgtrickle.pgt_source_gates TO PUBLIC;

GRANT SELECT ON pgtrickle.pgt_watermarks TO PUBLIC;

GRANT SELECT ON pgtrickle.pgt_watermark_groups TO PUBLIC;

GRANT SELECT ON pgtrickle.pgt_held TO PUBLIC;

CREATE TABLE pgtrickle_catalog.pgt_refresh_groups (
    group_id    integer GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    group_name  text NOT NULL UNIQUE,
    created_at  timestamptz NOT NULL
);

CREATE TABLE pgtrickle_catalog.pgt_refresh_group_members (
    pgt_id    bigint PRIMARY KEY,
    group_id  integer NOT NULL
);

GRANT SELECT ON pgtrickle_catalog.pgt_refresh_groups TO pg_database_owner;

GRANT SELECT ON pgtrickle_catalog.pgt_refresh_group_members TO pg_database_owner;

GRANT SELECT ON SEQUENCE pgtrickle_catalog.pgt_refresh_groups_group_id_seq TO pg_database_owner;

SELECT pg_catalog.pg_extension_config_dump('pgtrickle_catalog.pgt_refresh_groups', '');

SELECT pg_catalog.pg_extension_config_dump('pgtrickle_catalog.pgt_refresh_group_members', '');

SELECT pg_catalog.pg_extension_config_dump('pgtrickle_catalog.pgt_refresh_groups_group_id_seq', '');

CREATE VIEW pgtrickle.pgt_refresh_groups AS
    SELECT g.group_id, g.group_name, m.members, g.created_at
    FROM pgtrickle_catalog.pgt_refresh_groups AS g
    CROSS JOIN LATERAL (
        SELECT array_agg(t.pgt_relid ORDER BY t.pgt_id) AS members
        FROM pgtrickle_catalog.pgt_refresh_group_members AS m
        JOIN pgtrickle_catalog.pgt_stream_tables AS t USING (pgt_id)
        WHERE m.group_id = g.group_id AND EXISTS (SELECT FROM pg_catalog.pg_class AS c WHERE c.oid = t.pgt_relid)
    ) AS m
    WHERE m.members IS NOT NULL;

COMMENT ON VIEW pgtrickle.pgt_refresh_groups IS 'One row for each group of stream tables that was made by create_refresh_group()';

COMMENT ON COLUMN pgtrickle.pgt_refresh_groups.members IS 'The stream tables, in the order in which they were created';

GRANT SELECT ON pgtrickle.pgt_refresh_groups TO PUBLIC;

CREATE FUNCTION pgtrickle.capture_row() RETURNS trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'pgtrickle_capture';

REVOKE ALL ON FUNCTION pgtrickle.capture_row() FROM PUBLIC;

COMMENT ON FUNCTION pgtrickle.capture_row() IS 'Trigger that writes a changed row into the change buffer of a source that other tables have parts in';

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
    upkeep_errors               text DEFAULT NULL,
    row_errors                  text DEFAULT NULL,
    strict                      jsonb DEFAULT NULL,
    tablespace                  text DEFAULT NULL,
    storage_parameters          jsonb DEFAULT NULL,
    compression                 text DEFAULT NULL,
    indexes                     text[] DEFAULT NULL
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
    upkeep_errors               text DEFAULT NULL,
    row_errors                  text DEFAULT NULL,
    strict                      jsonb DEFAULT NULL,
    tablespace                  text DEFAULT NULL,
    storage_parameters          jsonb DEFAULT NULL,
    compression                 text DEFAULT NULL,
    indexes                     text[] DEFAULT NULL
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
    sla_tier                   text DEFAULT NULL,
    row_errors                 text DEFAULT NULL,
    shadow_mode                boolean DEFAULT NULL,
    tablespace                 text DEFAULT NULL,
    storage_parameters         jsonb DEFAULT NULL,
    compression                text DEFAULT NULL,
    indexes                    text[] DEFAULT NULL,
    temporal_mode              text DEFAULT NULL
) RETURNS void
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_alter_stream_table';

COMMENT ON FUNCTION pgtrickle.alter_stream_table IS 'Changes a stream table; arguments that are NULL change nothing';

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
    upkeep_errors               text DEFAULT NULL,
    row_errors                  text DEFAULT NULL,
    strict                      jsonb DEFAULT NULL,
    tablespace                  text DEFAULT NULL,
    storage_parameters          jsonb DEFAULT NULL,
    compression                 text DEFAULT NULL,
    indexes                     text[] DEFAULT NULL
) RETURNS void
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_create_or_replace_stream_table';

COMMENT ON FUNCTION pgtrickle.create_or_replace_stream_table IS 'Creates a stream table, or gives an existing one this query and these options; safe to run again';

CREATE FUNCTION pgtrickle.gate_source(source text) RETURNS void
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_gate_source';

COMMENT ON FUNCTION pgtrickle.gate_source IS 'Has the scheduler leave the stream tables alone that read a source, until ungate_source(); needs MAINTAIN on the source';

CREATE FUNCTION pgtrickle.ungate_source(source text) RETURNS void
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_ungate_source';

COMMENT ON FUNCTION pgtrickle.ungate_source IS 'Lets the scheduler refresh the stream tables again that read a source; needs MAINTAIN on the source';

CREATE FUNCTION pgtrickle.advance_watermark(source text, watermark timestamptz) RETURNS void
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_advance_watermark';

COMMENT ON FUNCTION pgtrickle.advance_watermark IS 'Says that a source is complete up to a time; takes effect when the transaction commits; needs MAINTAIN on the source';

CREATE FUNCTION pgtrickle.create_watermark_group(group_name text, sources text[], tolerance_secs double precision DEFAULT 0) RETURNS integer
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_create_watermark_group';

COMMENT ON FUNCTION pgtrickle.create_watermark_group IS 'Has stream tables that read one of these sources wait until the watermarks of all of them differ by no more than the tolerance; returns the number of the group; needs MAINTAIN on each source';

CREATE FUNCTION pgtrickle.drop_watermark_group(group_name text) RETURNS void
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_drop_watermark_group';

COMMENT ON FUNCTION pgtrickle.drop_watermark_group IS 'Drops a group; the watermarks of its sources stay; needs MAINTAIN on each source';

CREATE FUNCTION pgtrickle.source_gates() RETURNS TABLE (
    source_table  text,
    schema_name   text,
    gated         boolean,
    gated_at      timestamptz,
    ungated_at    timestamptz,
    gated_by      text
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT c.relname::text, n.nspname::text, g.gated, g.gated_at, g.ungated_at, g.gated_by
    FROM pgtrickle.pgt_source_gates AS g
    JOIN pg_catalog.pg_class AS c ON c.oid = g.source_relid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    ORDER BY 2, 1;
END;

COMMENT ON FUNCTION pgtrickle.source_gates IS 'All sources that were ever gated';

CREATE FUNCTION pgtrickle.bootstrap_gate_status() RETURNS TABLE (
    source_table            text,
    schema_name             text,
    gated                   boolean,
    gated_at                timestamptz,
    ungated_at              timestamptz,
    gated_by                text,
    gate_duration           interval,
    affected_stream_tables  text
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT c.relname::text, n.nspname::text, g.gated, g.gated_at, g.ungated_at, g.gated_by,
           CASE WHEN g.gated THEN clock_timestamp() ELSE g.ungated_at END - g.gated_at, g.affected_stream_tables
    FROM pgtrickle.pgt_source_gates AS g
    JOIN pg_catalog.pg_class AS c ON c.oid = g.source_relid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    ORDER BY 2, 1;
END;

COMMENT ON FUNCTION pgtrickle.bootstrap_gate_status IS 'All sources that were ever gated, for how long, and the stream tables that this concerns';

CREATE FUNCTION pgtrickle.watermarks() RETURNS TABLE (
    source_table  text,
    schema_name   text,
    watermark     timestamptz,
    updated_at    timestamptz,
    advanced_by   text,
    wal_lsn       text
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT c.relname::text, n.nspname::text, w.watermark, w.updated_at, w.advanced_by, w.wal_lsn::text
    FROM pgtrickle.pgt_watermarks AS w
    JOIN pg_catalog.pg_class AS c ON c.oid = w.source_relid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    ORDER BY 2, 1;
END;

COMMENT ON FUNCTION pgtrickle.watermarks IS 'Up to when each source is complete, as its loader says';

CREATE FUNCTION pgtrickle.watermark_groups() RETURNS TABLE (
    group_name      text,
    source_count    integer,
    tolerance_secs  double precision,
    created_at      timestamptz,
    sources         text[]
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT g.group_name, g.sources_total, g.tolerance_secs, g.created_at,
           ARRAY(SELECT format('%I.%I', n.nspname, c.relname)
                 FROM unnest(g.sources) WITH ORDINALITY AS u (source, place)
                 JOIN pg_catalog.pg_class AS c ON c.oid = u.source
                 JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                 ORDER BY u.place)
    FROM pgtrickle.pgt_watermark_groups AS g
    ORDER BY 1;
END;

COMMENT ON FUNCTION pgtrickle.watermark_groups IS 'The groups of sources whose watermarks are compared';

CREATE FUNCTION pgtrickle.watermark_status() RETURNS TABLE (
    group_name              text,
    min_watermark           timestamptz,
    max_watermark           timestamptz,
    lag_secs                double precision,
    aligned                 boolean,
    sources_with_watermark  integer,
    sources_total           integer
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT g.group_name, g.min_watermark, g.max_watermark, g.lag_secs, g.aligned, g.sources_with_watermark, g.sources_total
    FROM pgtrickle.pgt_watermark_groups AS g
    ORDER BY 1;
END;

COMMENT ON FUNCTION pgtrickle.watermark_status IS 'How the watermarks of each group compare: stream tables that read a source of a group that is not aligned wait';

CREATE FUNCTION pgtrickle.create_refresh_group(group_name text, members text[], isolation text DEFAULT 'repeatable_read') RETURNS integer
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_create_refresh_group';

COMMENT ON FUNCTION pgtrickle.create_refresh_group IS 'Has the scheduler refresh these stream tables together, in one transaction and under one snapshot; returns the number of the group; for their owner';

CREATE FUNCTION pgtrickle.drop_refresh_group(group_name text) RETURNS void
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_drop_refresh_group';

COMMENT ON FUNCTION pgtrickle.drop_refresh_group IS 'Drops a group; its stream tables stay, and are refreshed each by itself; for their owner';

CREATE FUNCTION pgtrickle.refresh_groups() RETURNS TABLE (
    group_id      integer,
    group_name    text,
    member_count  integer,
    isolation     text,
    created_at    timestamptz,
    members       text[]
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT g.group_id, g.group_name, cardinality(g.members), 'repeatable_read', g.created_at,
           ARRAY(SELECT format('%I.%I', n.nspname, c.relname)
                 FROM unnest(g.members) WITH ORDINALITY AS u (member, place)
                 JOIN pg_catalog.pg_class AS c ON c.oid = u.member
                 JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                 ORDER BY u.place)
    FROM pgtrickle.pgt_refresh_groups AS g
    ORDER BY 2;
END;

COMMENT ON FUNCTION pgtrickle.refresh_groups IS 'The groups of stream tables that are refreshed together, and their members';

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
    scc_id              integer,
    waits_for           text
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('%I.%I', t.pgt_schema, t.pgt_name), t.status, t.refresh_mode, t.is_populated, t.consecutive_errors,
           t.schedule, t.data_timestamp, make_interval(secs => f.staleness_seconds), t.last_refresh_at,
           coalesce(t.last_error_message,
                    (SELECT s.last_message FROM pgtrickle.session_failures(t.pgt_relid) AS s
                     WHERE s.last_failure > coalesce(t.last_refresh_at, '-infinity'))),
           t.scc_id, h.reason
    FROM pgtrickle.pgt_stream_tables AS t
    JOIN pgtrickle.freshness() AS f USING (pgt_id)
    LEFT JOIN pgtrickle.pgt_held AS h USING (pgt_id)
    ORDER BY 1;
END;

COMMENT ON FUNCTION pgtrickle.pgt_status IS 'All stream tables: mode, status, and age of the contents';

CREATE OR REPLACE VIEW pgtrickle.pg_stat_stream_tables AS
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
           t.scc_id,
           t.last_fixpoint_iterations,
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

CREATE VIEW pgtrickle.stream_tables_info AS
    SELECT t.*,
           make_interval(secs => f.staleness_seconds) AS staleness,
           f.is_stale AS stale,
           pgtrickle.is_topk(t.pgt_relid) AS is_topk
    FROM pgtrickle.pgt_stream_tables AS t
    JOIN pgtrickle.freshness() AS f USING (pgt_id);

COMMENT ON VIEW pgtrickle.stream_tables_info IS 'The rows of pgt_stream_tables, and the age of the contents';

GRANT SELECT ON pgtrickle.stream_tables_info TO PUBLIC;

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

CREATE OR REPLACE FUNCTION pgtrickle.recommend_refresh_mode(st_name text DEFAULT NULL) RETURNS TABLE (
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

CREATE OR REPLACE FUNCTION pgtrickle.diamond_groups() RETURNS TABLE (
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

CREATE FUNCTION pgtrickle.pgt_scc_status() RETURNS TABLE (
    scc_id             integer,
    member_count       integer,
    members            text[],
    last_iterations    integer,
    last_converged_at  timestamptz,
    status             text
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT t.scc_id, count(*)::integer, array_agg(format('%I.%I', t.pgt_schema, t.pgt_name) ORDER BY t.pgt_schema, t.pgt_name),
           max(t.last_fixpoint_iterations), max(t.last_converged_at),
           coalesce(min(t.status) FILTER (WHERE t.status NOT IN ('ACTIVE', 'INITIALIZING')), min(t.status))
    FROM pgtrickle.pgt_stream_tables AS t
    WHERE t.scc_id IS NOT NULL
    GROUP BY t.scc_id
    ORDER BY 1;
END;

COMMENT ON FUNCTION pgtrickle.pgt_scc_status IS 'The cycles of stream tables: their members, how many rounds the last refresh took that changed something, and the status, which is ACTIVE if that of all members is';

COMMENT ON FUNCTION pgtrickle.explain_diff_sql IS 'The statement that applies changes of all sources; NULL in mode FULL, and where nothing is read that could change';

CREATE FUNCTION pgtrickle.explain_st(name text, with_analyze boolean DEFAULT false, format text DEFAULT 'text') RETURNS TABLE (
    property  text,
    value     text
)
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_explain_st';

COMMENT ON FUNCTION pgtrickle.explain_st IS 'How a stream table is maintained: circuit, changes, SQL; with_analyze: what a refresh of its pending changes does, which is rolled back';

CREATE VIEW pgtrickle.pgt_audit_rounds AS
    SELECT r.pgt_id, r.started_at, r.checked_at, r.stage, r.compared_to, r.piece_rows, r.pieces, r.compared_rows, r.missing_rows,
           r.surplus_rows, r.state_rows, r.duration_ms, r.last_piece_ms
    FROM pgtrickle_catalog.pgt_audit_rounds AS r;

COMMENT ON VIEW pgtrickle.pgt_audit_rounds IS 'The stream tables that are being compared with their queries piece by piece, and how far that is';

COMMENT ON COLUMN pgtrickle.pgt_audit_rounds.stage IS 'Which of its relations is compared: its states in their order, from 0, and then the stream table itself';

COMMENT ON COLUMN pgtrickle.pgt_audit_rounds.compared_to IS 'The row id up to which that is compared; NULL: nothing of it';

COMMENT ON COLUMN pgtrickle.pgt_audit_rounds.piece_rows IS 'How many rows the next piece has, so that it takes about pg_trickle.audit_piece_ms';

CREATE VIEW pgtrickle.pgt_audit_differences AS
    SELECT d.pgt_id, d.found_at, d.relation, d.difference,
           CASE WHEN pgtrickle.may_see_errors(t.pgt_relid) THEN d.contents END AS contents
    FROM pgtrickle_catalog.pgt_audit_differences AS d
    JOIN pgtrickle_catalog.pgt_stream_tables AS t USING (pgt_id);

COMMENT ON VIEW pgtrickle.pgt_audit_differences IS 'Some of the rows that the last comparisons have found to differ; they go when the stream table is found equal or repaired';

COMMENT ON COLUMN pgtrickle.pgt_audit_differences.difference IS 'missing: the query gives it; surplus: it does not';

COMMENT ON COLUMN pgtrickle.pgt_audit_differences.contents IS 'The columns of the row; NULL without the privileges of the owner of the stream table';

GRANT SELECT ON pgtrickle.pgt_audit_rounds TO PUBLIC;

GRANT SELECT ON pgtrickle.pgt_audit_differences TO PUBLIC;

CREATE FUNCTION pgtrickle.audit_piece(name text, max_rows bigint DEFAULT 10000) RETURNS TABLE (
    relation       text,
    compared_from  bigint,
    compared_to    bigint,
    compared_rows  bigint,
    missing_rows   bigint,
    surplus_rows   bigint,
    is_last        boolean
)
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_audit_piece';

COMMENT ON FUNCTION pgtrickle.audit_piece IS 'Refreshes a stream table and compares the next of its rows with its query under the same snapshot: what the scheduler does piece by piece';

CREATE FUNCTION pgtrickle.audit_status() RETURNS TABLE (
    name           text,
    last_proven    timestamptz,
    checked_at     timestamptz,
    result         text,
    missing_rows   bigint,
    surplus_rows   bigint,
    state_rows     bigint,
    duration_ms    double precision,
    initiated_by   text,
    round_started  timestamptz,
    round_pieces   integer,
    round_rows     bigint
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('%I.%I', t.pgt_schema, t.pgt_name), a.last_proven, a.checked_at,
           CASE WHEN a.checked_at IS NULL THEN 'never compared'
                WHEN a.missing_rows + a.surplus_rows + a.state_rows = 0 THEN 'equal'
                WHEN a.was_repaired THEN 'repaired'
                ELSE 'different'
           END,
           a.missing_rows, a.surplus_rows, a.state_rows, a.duration_ms, a.initiated_by, r.started_at, r.pieces, r.compared_rows
    FROM pgtrickle.pgt_stream_tables AS t
    LEFT JOIN pgtrickle.pgt_audits AS a USING (pgt_id)
    LEFT JOIN pgtrickle.pgt_audit_rounds AS r USING (pgt_id)
    ORDER BY 1;
END;

COMMENT ON FUNCTION pgtrickle.audit_status IS 'When each stream table was last compared with its query, when it was last found equal, and how far a comparison by pieces is';

CREATE FUNCTION pgtrickle.drain_progress() RETURNS TABLE (
    requested_at         timestamptz,
    running_refreshes    integer
)
    LANGUAGE c STABLE
    AS 'MODULE_PATHNAME', 'pgtrickle_drain_progress';

COMMENT ON FUNCTION pgtrickle.drain_progress IS 'When drain() was called, NULL if no drain is in force, and how many refreshes of the scheduler run in this database';

CREATE OR REPLACE FUNCTION pgtrickle.stream_table_lineage(name text, recursive boolean DEFAULT false) RETURNS TABLE (
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

CREATE FUNCTION pgtrickle.quarantined_rows(name text, max_rows integer DEFAULT 1000) RETURNS TABLE (
    expressions     text,
    error_sqlstate  text,
    error_message   text,
    row_values      jsonb
)
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_quarantined_rows';

COMMENT ON FUNCTION pgtrickle.quarantined_rows IS 'The rows that a stream table leaves out, with their errors, for its owner';

CREATE FUNCTION pgtrickle.quarantined_row_count(stream_table oid) RETURNS bigint
    LANGUAGE c STABLE
    AS 'MODULE_PATHNAME', 'pgtrickle_quarantined_row_count';

COMMENT ON FUNCTION pgtrickle.quarantined_row_count IS 'How many rows a stream table leaves out; NULL if it leaves none out whatever they are, or may not be seen';

CREATE FUNCTION pgtrickle.quarantine_status() RETURNS TABLE (
    name              text,
    row_errors        text,
    quarantined_rows  bigint
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT format('%I.%I', t.pgt_schema, t.pgt_name), t.row_errors, pgtrickle.quarantined_row_count(t.pgt_relid)
    FROM pgtrickle.pgt_stream_tables AS t
    ORDER BY 1;
END;

COMMENT ON FUNCTION pgtrickle.quarantine_status IS 'What errors in rows of each stream table do, and how many rows it leaves out';

CREATE FUNCTION pgtrickle.check_cdc_health() RETURNS TABLE (
    pgt_schema     text,
    pgt_name       text,
    source_schema  text,
    source_table   text,
    source_relid   bigint,
    cdc_mode       text,
    buffer_rows    bigint,
    healthy        boolean,
    issue          text
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH broken AS MATERIALIZED (
        SELECT g.source_relid,
               string_agg(DISTINCT format('triggers on %I.%I are %s', n.nspname, c.relname,
                                          CASE WHEN g.present THEN 'disabled' ELSE 'missing' END), ', ') AS issue
        FROM pgtrickle.capture_triggers() AS g
        JOIN pg_catalog.pg_class AS c ON c.oid = g.table_relid
        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        WHERE NOT g.present OR NOT g.enabled
        GROUP BY g.source_relid
    ),
    waiting AS MATERIALIZED (
        SELECT p.pgt_id, p.source_relid, p.pending_rows,
               CASE WHEN p.pending_rows > a.threshold AND a.threshold > 0 THEN format('more than %s changes are pending', a.threshold) END AS issue
        FROM pgtrickle.pending_changes() AS p
        CROSS JOIN (SELECT coalesce(nullif(current_setting('pg_trickle.buffer_alert_threshold', true), '')::bigint, 0)) AS a (threshold)
    )
    SELECT t.pgt_schema, t.pgt_name, n.nspname::text, c.relname::text, c.oid::bigint, d.cdc_mode, w.pending_rows,
           b.issue IS NULL AND w.issue IS NULL, nullif(concat_ws(', ', b.issue, w.issue), '')
    FROM pgtrickle.pgt_dependencies AS d
    JOIN pgtrickle.pgt_stream_tables AS t USING (pgt_id)
    JOIN pg_catalog.pg_class AS c ON c.oid = d.source_relid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    LEFT JOIN broken AS b ON b.source_relid = c.oid
    LEFT JOIN waiting AS w ON w.pgt_id = d.pgt_id AND w.source_relid = c.oid
    WHERE d.cdc_mode IS NOT NULL
    ORDER BY 1, 2, 3, 4;
END;

COMMENT ON FUNCTION pgtrickle.check_cdc_health IS 'Of each stream table and each source whose changes it is told of: how many wait, and what is wrong with the capture';

CREATE OR REPLACE FUNCTION pgtrickle.scheduler_status() RETURNS text
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

CREATE OR REPLACE FUNCTION pgtrickle.broken_definitions() RETURNS TABLE (pgt_id bigint, trouble text)
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

CREATE FUNCTION pgtrickle.pause_scheduler(nodes text[]) RETURNS text
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_pause_scheduler';

COMMENT ON FUNCTION pgtrickle.pause_scheduler IS 'Has the scheduler leave stream tables alone, once the refreshes that run have ended; says how many';

CREATE FUNCTION pgtrickle.resume_scheduler(nodes text[]) RETURNS text
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_resume_scheduler';

COMMENT ON FUNCTION pgtrickle.resume_scheduler IS 'Has the scheduler refresh stream tables again after pause_scheduler(); says how many';

CREATE FUNCTION pgtrickle.set_freshness_deadline(name text, seconds double precision, error_budget double precision) RETURNS void
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_set_freshness_deadline';

COMMENT ON FUNCTION pgtrickle.set_freshness_deadline IS 'What set_stream_table_sla() does, in seconds';

CREATE FUNCTION pgtrickle.set_stream_table_sla(name text, sla interval, error_budget double precision DEFAULT NULL) RETURNS void
    LANGUAGE sql VOLATILE
BEGIN ATOMIC
    SELECT pgtrickle.set_freshness_deadline(name, extract(epoch FROM sla)::double precision, error_budget);
END;

COMMENT ON FUNCTION pgtrickle.set_stream_table_sla IS 'Sets how old the contents of a stream table may become: its schedule is no longer, its service class follows, and alerts and sla_summary() tell when it is broken';

CREATE FUNCTION pgtrickle.standing_alerts() RETURNS TABLE (
    event            text,
    relation_schema  text,
    relation_name    text,
    key              text,
    about            text
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT 'fuse_blown_reminder', t.pgt_schema, t.pgt_name, 'blown_at', t.blown_at::text
    FROM pgtrickle.pgt_stream_tables AS t WHERE t.fuse_state = 'blown'
    UNION ALL
    SELECT CASE WHEN t.refresh_tier = 'frozen' THEN 'frozen_tier_skip' ELSE 'buffer_growth_warning' END,
           t.pgt_schema, t.pgt_name, 'pending_rows', sum(p.pending_rows)::text
    FROM pgtrickle.pending_changes() AS p
    JOIN pgtrickle.pgt_stream_tables AS t USING (pgt_id)
    GROUP BY t.pgt_id, t.refresh_tier, t.pgt_schema, t.pgt_name
    HAVING sum(p.pending_rows) > CASE WHEN t.refresh_tier = 'frozen' THEN 0
                                      ELSE coalesce(nullif(nullif(current_setting('pg_trickle.buffer_alert_threshold', true), '')::bigint, 0),
                                                    9223372036854775807) END
    UNION ALL
    SELECT 'no_upstream_changes', t.pgt_schema, t.pgt_name, 'last_refresh_at', t.last_refresh_at::text
    FROM pgtrickle.pgt_stream_tables AS t
    JOIN pgtrickle.freshness() AS f USING (pgt_id)
    WHERE t.status = 'ACTIVE' AND t.refresh_mode IN ('DIFFERENTIAL', 'FULL') AND NOT f.has_pending
      AND t.last_refresh_at < clock_timestamp()
          - make_interval(secs => nullif(nullif(current_setting('pg_trickle.no_changes_alert_seconds', true), '')::double precision, 0))
    UNION ALL
    SELECT 'error_budget_burnt', t.pgt_schema, t.pgt_name, 'budget',
           CASE WHEN s.late_budget_remaining <= 0 THEN 'freshness' ELSE 'failures' END
    FROM pgtrickle.pgt_stream_tables AS t
    CROSS JOIN LATERAL pgtrickle.sla_summary(format('%I.%I', t.pgt_schema, t.pgt_name)) AS s
    WHERE t.freshness_deadline_ms IS NOT NULL
      AND (t.failed_refreshes > 0 OR EXISTS (SELECT FROM pgtrickle.pgt_sla_breaches AS b WHERE b.pgt_id = t.pgt_id))
      AND (s.late_budget_remaining <= 0 OR s.error_budget_remaining <= 0)
    UNION ALL
    SELECT 'reinitialize_needed', t.pgt_schema, t.pgt_name, 'generation', t.generation::text
    FROM pgtrickle.pgt_stream_tables AS t WHERE t.needs_reinit
    UNION ALL
    SELECT DISTINCT 'cdc_trigger_disabled', n.nspname::text, c.relname::text, 'trigger', i.trigger_name
    FROM pgtrickle.trigger_inventory() AS i
    JOIN pg_catalog.pg_class AS c ON c.oid::bigint = i.source_oid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE NOT i.present OR NOT i.enabled
    ORDER BY 1, 2, 3;
END;

COMMENT ON FUNCTION pgtrickle.standing_alerts IS 'What the scheduler repeats alerts about as long as it lasts, as far as the caller may see it';

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

CREATE FUNCTION pgtrickle.readable_stream_table(name text) RETURNS oid
    LANGUAGE c STABLE
    AS 'MODULE_PATHNAME', 'pgtrickle_readable_stream_table';

COMMENT ON FUNCTION pgtrickle.readable_stream_table IS 'The stream table of that name; an error if there is none, or if the caller may not read it';

CREATE FUNCTION pgtrickle.partition_by_of(stream_table oid) RETURNS text
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT CASE p.partstrat WHEN 'r' THEN 'RANGE:' WHEN 'l' THEN 'LIST:' ELSE 'HASH:' END
           || string_agg(quote_ident(a.attname), ', ' ORDER BY k.place)
           || CASE WHEN p.partstrat = 'h' THEN ':' || (SELECT count(*) FROM pg_catalog.pg_inherits AS i WHERE i.inhparent = p.partrelid) ELSE '' END
    FROM pg_catalog.pg_partitioned_table AS p
    CROSS JOIN LATERAL unnest(p.partattrs::smallint[]) WITH ORDINALITY AS k (number, place)
    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = p.partrelid AND a.attnum = k.number
    WHERE p.partrelid = stream_table
    GROUP BY p.partrelid, p.partstrat;
END;

COMMENT ON FUNCTION pgtrickle.partition_by_of IS 'The option partition_by of a stream table; NULL: it is not partitioned';

CREATE FUNCTION pgtrickle.stored_parts(stream_table oid) RETURNS SETOF oid
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT c.oid FROM pg_catalog.pg_class AS c WHERE c.oid = stream_table AND c.relkind <> 'p'
    UNION ALL
    SELECT f.relid FROM pg_catalog.pg_partition_tree(stream_table) AS f WHERE f.isleaf AND f.relid <> stream_table;
END;

COMMENT ON FUNCTION pgtrickle.stored_parts IS 'The relations that hold the rows of a stream table: its partitions, or itself';

CREATE FUNCTION pgtrickle.storage_parameters_of(stream_table oid) RETURNS text
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT jsonb_object_agg(o.name, o.value)::text
    FROM (SELECT x.place || split_part(x.option, '=', 1) AS name, substr(x.option, strpos(x.option, '=') + 1) AS value
          FROM (SELECT min(p) AS relation FROM pgtrickle.stored_parts(stream_table) AS p) AS first
          JOIN pg_catalog.pg_class AS c ON c.oid = first.relation
          LEFT JOIN pg_catalog.pg_class AS t ON t.oid = c.reltoastrelid
          CROSS JOIN LATERAL (SELECT '', unnest(c.reloptions) UNION ALL SELECT 'toast.', unnest(t.reloptions)) AS x (place, option)) AS o;
END;

COMMENT ON FUNCTION pgtrickle.storage_parameters_of IS 'The option storage_parameters of a stream table; NULL: there are none';

CREATE FUNCTION pgtrickle.compression_of(stream_table oid) RETURNS text
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT CASE WHEN count(DISTINCT a.attcompression) = 1 THEN CASE min(a.attcompression) WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END END
    FROM pg_catalog.pg_attribute AS a
    WHERE a.attrelid = stream_table AND a.attnum > 0 AND NOT a.attisdropped AND a.attstorage IN ('x', 'm');
END;

COMMENT ON FUNCTION pgtrickle.compression_of IS 'The option compression of a stream table; NULL: its columns have the default, or several';

CREATE FUNCTION pgtrickle.made_partitions(stream_table oid) RETURNS TABLE (
    partition  oid,
    bound      text
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT c.oid, pg_get_expr(c.relpartbound, c.oid)
    FROM pg_catalog.pg_partitioned_table AS p
    JOIN pg_catalog.pg_inherits AS i ON i.inhparent = p.partrelid
    JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid
    WHERE p.partrelid = stream_table AND p.partstrat <> 'h' AND c.oid <> p.partdefid;
END;

COMMENT ON FUNCTION pgtrickle.made_partitions IS 'The partitions of a stream table that its owner has made';

CREATE FUNCTION pgtrickle.index_statement(index oid) RETURNS text
    LANGUAGE sql STABLE
BEGIN ATOMIC
    -- Of an index on a partitioned table the server prints one without its partitions.
    SELECT CASE WHEN c.relkind = 'I' THEN made.start || ' ON ' || substr(pg_get_indexdef(index), length(made.start || ' ON ONLY ') + 1)
                ELSE pg_get_indexdef(index) END || ';'
    FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_index AS i ON i.indexrelid = c.oid
    CROSS JOIN LATERAL (SELECT format('CREATE %sINDEX %I', CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END, c.relname)) AS made (start)
    WHERE c.oid = index;
END;

COMMENT ON FUNCTION pgtrickle.index_statement IS 'The statement that makes an index, on all partitions where its table has some';

CREATE FUNCTION pgtrickle.chosen_options(stream_table oid) RETURNS TABLE (
    number       integer,
    at_creation  boolean,
    option       text,
    chosen       text,
    preset       text
)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT o.*
    FROM pgtrickle.pgt_stream_tables AS t
    CROSS JOIN LATERAL (VALUES
        (1, true, 'schedule', CASE WHEN t.requested_mode IN ('IMMEDIATE', 'ON COMMIT') THEN 'calculated'
                                   ELSE coalesce(t.schedule, 'calculated') END, 'calculated'),
        (2, true, 'refresh_mode', t.requested_mode, 'AUTO'),
        (3, true, 'initialize', (t.is_populated AND NOT EXISTS (SELECT FROM pgtrickle.made_partitions(t.pgt_relid)))::text, 'true'),
        (4, true, 'diamond_consistency', t.diamond_consistency, 'atomic'),
        (5, true, 'diamond_schedule_policy', t.diamond_schedule_policy, 'fastest'),
        (6, true, 'upkeep_errors', t.upkeep_errors, 'refuse'),
        (7, true, 'row_errors', t.row_errors, 'stop'),
        (8, false, 'tier', t.refresh_tier, 'hot'),
        (9, false, 'sla_tier', t.service_class, 'standard'),
        (10, false, 'fuse', t.fuse_mode, 'off'),
        (11, false, 'fuse_ceiling', t.fuse_ceiling::text, NULL),
        (12, false, 'fuse_sensitivity', t.fuse_sensitivity::text, '1'),
        (13, false, 'status', CASE WHEN t.status IN ('PAUSED', 'SUSPENDED') AND t.requested_mode NOT IN ('IMMEDIATE', 'ON COMMIT')
                                   THEN t.status ELSE 'ACTIVE' END, 'ACTIVE'),
        (14, false, 'shadow_mode', t.shadow_mode::text, 'false'),
        (15, true, 'append_only', t.is_append_only::text, 'false'),
        (16, true, 'partition_by', pgtrickle.partition_by_of(t.pgt_relid), NULL),
        (17, true, 'tablespace', (SELECT b.spcname::text FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_tablespace AS b ON b.oid = c.reltablespace
                                  WHERE c.oid = t.pgt_relid), NULL),
        (18, true, 'storage_parameters', pgtrickle.storage_parameters_of(t.pgt_relid), NULL),
        (19, true, 'compression', pgtrickle.compression_of(t.pgt_relid), NULL)
    ) AS o (number, at_creation, option, chosen, preset)
    WHERE t.pgt_relid = stream_table;
END;

COMMENT ON FUNCTION pgtrickle.chosen_options IS 'The options of a stream table, as the functions that create and alter it take them, and their defaults';

CREATE FUNCTION pgtrickle.qualified_query(stream_table oid) RETURNS text
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO' SET intervalstyle = 'postgres' SET extra_float_digits = 1 SET lc_monetary = 'C'
    SET standard_conforming_strings = on
BEGIN ATOMIC
    SELECT set_config('lc_monetary', substr(e.setting, strpos(e.setting, '=') + 1), true)
    FROM pgtrickle.pgt_stream_tables AS t CROSS JOIN LATERAL unnest(t.settings) AS e (setting)
    WHERE t.pgt_relid = stream_table AND starts_with(e.setting, 'lc_monetary=');
    SELECT rtrim(pg_get_viewdef(t.definition), ';')
    FROM pgtrickle.pgt_stream_tables AS t
    WHERE t.pgt_relid = stream_table AND pgtrickle.may_see(t.pgt_relid);
END;

COMMENT ON FUNCTION pgtrickle.qualified_query IS 'The query of a stream table with the present names of what it reads, each with its schema; NULL for roles that may not see it';

CREATE FUNCTION pgtrickle.stream_table_spec(relation regclass) RETURNS jsonb
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT jsonb_build_object(
        'name', format('%I.%I', t.pgt_schema, t.pgt_name),
        'query', pgtrickle.qualified_query(t.pgt_relid),
        'creation', (SELECT jsonb_object_agg(o.option, CASE WHEN o.option = 'storage_parameters' THEN o.chosen::jsonb ELSE to_jsonb(o.chosen) END)
                      FROM pgtrickle.chosen_options(t.pgt_relid) AS o WHERE o.at_creation AND o.chosen IS NOT NULL),
        'alteration', (SELECT coalesce(jsonb_object_agg(o.option, o.chosen) FILTER (WHERE o.chosen IS NOT NULL), '{}')
                       FROM pgtrickle.chosen_options(t.pgt_relid) AS o WHERE NOT o.at_creation),
        'freshness_deadline_s', (t.freshness_deadline_ms / 1000.0)::double precision,
        'error_budget', t.error_budget,
        'scheduling_paused', t.scheduling_paused,
        'refresh_mode', t.refresh_mode,
        'columns', (SELECT jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) ORDER BY a.attnum)
                    FROM pg_catalog.pg_attribute AS a
                    WHERE a.attrelid = t.pgt_relid AND a.attnum > 0 AND NOT a.attisdropped AND NOT starts_with(a.attname, '__pgt_')),
        'sources', (SELECT coalesce(jsonb_agg(format('%I.%I', n.nspname, c.relname) ORDER BY n.nspname, c.relname), '[]')
                    FROM pgtrickle.pgt_dependencies AS d
                    JOIN pg_catalog.pg_class AS c ON c.oid = d.source_relid
                    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                    WHERE d.pgt_id = t.pgt_id),
        'settings', to_jsonb(t.settings))
    FROM pgtrickle.pgt_stream_tables AS t
    WHERE t.pgt_relid = relation;
END;

COMMENT ON FUNCTION pgtrickle.stream_table_spec IS 'What a stream table is, as JSON: its query, and options under the names that functions take; NULL for a relation that is none';

CREATE FUNCTION pgtrickle.script_of(stream_table oid) RETURNS TABLE (
    part       integer,
    statement  text
)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO' SET intervalstyle = 'postgres' SET extra_float_digits = 1
    SET standard_conforming_strings = on
BEGIN ATOMIC
    WITH wanted AS (
        SELECT t.*, c.relowner, c.relacl, c.relrowsecurity, c.relforcerowsecurity, c.relreplident,
               format('%I.%I', t.pgt_schema, t.pgt_name) AS full_name
        FROM pgtrickle.pgt_stream_tables AS t
        JOIN pg_catalog.pg_class AS c ON c.oid = t.pgt_relid
        WHERE t.pgt_relid = script_of.stream_table
    ),
    -- A deadline is set for a schedule that can be shortened; the schedule comes after it.
    options AS (
        SELECT o.*, w.full_name, w.freshness_deadline_ms IS NOT NULL AND o.option IN ('schedule', 'sla_tier') AS comes_after
        FROM wanted AS w CROSS JOIN LATERAL pgtrickle.chosen_options(w.pgt_relid) AS o
    ),
    shown_columns AS (
        SELECT a.*, w.full_name, w.relowner
        FROM wanted AS w JOIN pg_catalog.pg_attribute AS a ON a.attrelid = w.pgt_relid
        WHERE a.attnum > 0 AND NOT a.attisdropped
    ),
    granted AS (
        SELECT w.full_name, NULL::name AS column_name, w.relowner, x.* FROM wanted AS w CROSS JOIN LATERAL aclexplode(w.relacl) AS x
        UNION ALL
        SELECT a.full_name, a.attname, a.relowner, x.* FROM shown_columns AS a CROSS JOIN LATERAL aclexplode(a.attacl) AS x
    )
    SELECT 1, format('-- Stream table %s is in a cycle: those that it reads have to exist before.', w.full_name)
    FROM wanted AS w WHERE w.scc_id IS NOT NULL
    UNION ALL
    SELECT 2, format(E'SELECT %s,\n       pgtrickle.create_stream_table(%L, %L%s);',
                     (SELECT string_agg(format('pg_catalog.set_config(%L, %L, true)', s.name, s.value), E',\n       ' ORDER BY s.number)
                      FROM (SELECT 0, 'search_path', ''
                            UNION ALL
                            SELECT e.number, split_part(e.setting, '=', 1), substr(e.setting, strpos(e.setting, '=') + 1)
                            FROM unnest(w.settings) WITH ORDINALITY AS e (setting, number)) AS s (number, name, value)),
                     w.full_name, pgtrickle.qualified_query(w.pgt_relid),
                     (SELECT string_agg(format(E',\n           %I => %L', o.option, o.chosen), '' ORDER BY o.number)
                      FROM options AS o WHERE o.at_creation AND NOT o.comes_after AND o.chosen IS DISTINCT FROM o.preset))
    FROM wanted AS w
    UNION ALL
    SELECT 3, format('CREATE TABLE %I.%I PARTITION OF %s %s;', n.nspname, c.relname, w.full_name, m.bound)
    FROM wanted AS w CROSS JOIN LATERAL pgtrickle.made_partitions(w.pgt_relid) AS m
    JOIN pg_catalog.pg_class AS c ON c.oid = m.partition
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    UNION ALL
    SELECT 4, format('SELECT pgtrickle.refresh_stream_table(%L);', w.full_name)
    FROM wanted AS w WHERE w.is_populated AND EXISTS (SELECT FROM pgtrickle.made_partitions(w.pgt_relid))
    UNION ALL
    SELECT 5, format('SELECT pgtrickle.set_stream_table_sla(%L, %L%s);', w.full_name, make_interval(secs => w.freshness_deadline_ms / 1000.0),
                     ', error_budget => ' || w.error_budget)
    FROM wanted AS w WHERE w.freshness_deadline_ms IS NOT NULL
    UNION ALL
    SELECT 6, format('SELECT pgtrickle.alter_stream_table(%L%s);', o.full_name,
                     string_agg(format(', %I => %L', o.option, o.chosen), '' ORDER BY o.number))
    FROM options AS o
    WHERE o.comes_after OR NOT o.at_creation AND o.chosen IS DISTINCT FROM o.preset
    GROUP BY o.full_name
    UNION ALL
    SELECT 7, format('SELECT pgtrickle.pause_scheduler(ARRAY[%L]);', w.full_name)
    FROM wanted AS w WHERE w.scheduling_paused
    UNION ALL
    SELECT 8, pgtrickle.index_statement(i.indexrelid)
    FROM wanted AS w
    JOIN pg_catalog.pg_index AS i ON i.indrelid = w.pgt_relid
    JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
    WHERE NOT starts_with(c.relname, '__pgt_') AND i.indisvalid
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = i.indexrelid
                        AND (d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = w.definition
                             OR d.refclassid = 'pg_catalog.pg_constraint'::regclass))
    UNION ALL
    SELECT 9, pg_get_triggerdef(g.oid) || ';'
    FROM wanted AS w JOIN pg_catalog.pg_trigger AS g ON g.tgrelid = w.pgt_relid
    WHERE NOT g.tgisinternal AND NOT starts_with(g.tgname, 'pgtrickle_')
    UNION ALL
    SELECT 10, format('ALTER TABLE %s %s TRIGGER %I;', w.full_name,
                     CASE g.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END, g.tgname)
    FROM wanted AS w JOIN pg_catalog.pg_trigger AS g ON g.tgrelid = w.pgt_relid
    WHERE NOT g.tgisinternal AND NOT starts_with(g.tgname, 'pgtrickle_') AND g.tgenabled <> 'O'
    UNION ALL
    SELECT 11, format('ALTER TABLE %s REPLICA IDENTITY FULL;', w.full_name) FROM wanted AS w WHERE w.relreplident = 'f'
    UNION ALL
    SELECT 12, format('CREATE POLICY %I ON %s AS %s FOR %s TO %s%s%s;', p.policyname, w.full_name, p.permissive, p.cmd,
                     (SELECT string_agg(CASE WHEN r.name = 'public' THEN 'public' ELSE format('%I', r.name) END, ', ') FROM unnest(p.roles) AS r (name)),
                     ' USING (' || p.qual || ')', ' WITH CHECK (' || p.with_check || ')')
    FROM wanted AS w JOIN pg_catalog.pg_policies AS p ON p.schemaname = w.pgt_schema AND p.tablename = w.pgt_name
    UNION ALL
    SELECT 13, format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY;', w.full_name) FROM wanted AS w WHERE w.relrowsecurity
    UNION ALL
    SELECT 14, format('ALTER TABLE %s FORCE ROW LEVEL SECURITY;', w.full_name) FROM wanted AS w WHERE w.relforcerowsecurity
    UNION ALL
    SELECT 15, format('COMMENT ON TABLE %s IS %L;', w.full_name, obj_description(w.pgt_relid, 'pg_class'))
    FROM wanted AS w WHERE obj_description(w.pgt_relid, 'pg_class') IS NOT NULL
    UNION ALL
    SELECT 16, format('COMMENT ON COLUMN %s.%I IS %L;', a.full_name, a.attname, col_description(a.attrelid, a.attnum))
    FROM shown_columns AS a WHERE col_description(a.attrelid, a.attnum) IS NOT NULL AND NOT starts_with(a.attname, '__pgt_')
    UNION ALL
    SELECT 17, format('GRANT %s ON %s TO %s%s;', string_agg(g.privilege_type, ', ' ORDER BY g.privilege_type), g.full_name,
                      CASE WHEN g.grantee = 0 THEN 'PUBLIC' ELSE format('%I', pg_get_userbyid(g.grantee)) END,
                      CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
    FROM granted AS g
    WHERE g.column_name IS NULL AND g.grantee <> g.relowner
    GROUP BY g.full_name, g.grantee, g.is_grantable
    UNION ALL
    SELECT 18, format('GRANT %s (%I) ON %s TO %s%s;', g.privilege_type, g.column_name, g.full_name,
                      CASE WHEN g.grantee = 0 THEN 'PUBLIC' ELSE format('%I', pg_get_userbyid(g.grantee)) END,
                      CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
    FROM granted AS g
    WHERE g.column_name IS NOT NULL AND NOT starts_with(g.column_name, '__pgt_')
    UNION ALL
    SELECT 19, format('ALTER TABLE %s OWNER TO %I;', w.full_name, pg_get_userbyid(w.relowner))
    FROM wanted AS w
    ORDER BY 1, 2;
END;

COMMENT ON FUNCTION pgtrickle.script_of IS 'The statements that create a stream table again, in their order';

CREATE FUNCTION pgtrickle.export_definition(name text) RETURNS text
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT string_agg(s.statement, E'\n' ORDER BY s.number)
    FROM ROWS FROM (pgtrickle.script_of(pgtrickle.readable_stream_table(name))) WITH ORDINALITY AS s (part, statement, number);
END;

COMMENT ON FUNCTION pgtrickle.export_definition IS 'A script that creates a stream table again: query, options, indexes, triggers, policies, comments, privileges, owner';

CREATE FUNCTION pgtrickle.stream_table_definition(name text) RETURNS text
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT pgtrickle.export_definition(name);
END;

COMMENT ON FUNCTION pgtrickle.stream_table_definition IS 'The same as export_definition()';

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

CREATE VIEW pgtrickle.pgt_canaries AS
    SELECT c.pgt_id, c.canary_id, c.created_at FROM pgtrickle_catalog.pgt_canaries AS c;

COMMENT ON VIEW pgtrickle.pgt_canaries IS 'The stream tables that try another query or mode beside another one';

COMMENT ON COLUMN pgtrickle.pgt_canaries.canary_id IS 'The pgt_id of the one that tries';

GRANT SELECT ON pgtrickle.pgt_canaries TO PUBLIC;

CREATE FUNCTION pgtrickle.canary_begin(name text, new_query text DEFAULT NULL, refresh_mode text DEFAULT NULL) RETURNS text
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_canary_begin';

COMMENT ON FUNCTION pgtrickle.canary_begin IS 'Creates a stream table with another query or mode beside a stream table, to be compared with it; returns its name';

CREATE FUNCTION pgtrickle.canary_diff(name text, max_rows integer DEFAULT 20) RETURNS TABLE (
    difference  text,
    copies      bigint,
    contents    jsonb
)
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_canary_diff';

COMMENT ON FUNCTION pgtrickle.canary_diff IS 'Refreshes a stream table and its canary under one snapshot, and returns the rows that only one of them has';

CREATE FUNCTION pgtrickle.canary_promote(name text) RETURNS void
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_canary_promote';

COMMENT ON FUNCTION pgtrickle.canary_promote IS 'Gives a stream table the query and the mode of its canary, and drops that';

CREATE FUNCTION pgtrickle.pg_ivm_views(immv oid) RETURNS TABLE (id oid, owner oid, statement text)
    LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT v.oid, v.relowner,
           format('CREATE OR REPLACE VIEW %I.%I %sAS %s', n.nspname, v.relname,
                  CASE WHEN v.reloptions IS NULL THEN '' ELSE format('WITH (%s) ', array_to_string(v.reloptions, ', ')) END,
                  btrim(pg_get_viewdef(v.oid), ' ;'))
    FROM (SELECT DISTINCT r.ev_class
          FROM pg_catalog.pg_depend AS d JOIN pg_catalog.pg_rewrite AS r ON r.oid = d.objid
          WHERE d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = immv) AS u
    JOIN pg_catalog.pg_class AS v ON v.oid = u.ev_class AND v.relkind = 'v'
    JOIN pg_catalog.pg_namespace AS n ON n.oid = v.relnamespace;
END;

COMMENT ON FUNCTION pgtrickle.pg_ivm_views IS 'The views over an IMMV of pg_ivm, their owners, and the statements that replace them';

CREATE OR REPLACE FUNCTION pgtrickle.pg_ivm_steps(immv oid, query text, is_populated boolean) RETURNS TABLE (phase integer, number bigint, statement text)
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
        SELECT 5, v.id::bigint * 3 + w.place,
               CASE w.place WHEN 1 THEN v.statement ELSE format('SET LOCAL ROLE %I', w.role_name) END
        FROM pgtrickle.pg_ivm_views(immv) AS v
        CROSS JOIN LATERAL (VALUES (0, pg_get_userbyid(v.owner)), (1, NULL), (2, current_user)) AS w (place, role_name)
        WHERE w.place = 1 OR pg_get_userbyid(v.owner) <> current_user
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

CREATE OR REPLACE FUNCTION pgtrickle.pg_ivm_statements(immvs oid[], queries text[], populated boolean[]) RETURNS SETOF text
    LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH steps AS MATERIALIZED (
        SELECT i.place, s.phase, s.number, s.statement AS text
        FROM unnest(immvs, queries, populated) WITH ORDINALITY AS i (id, query, is_populated, place)
        CROSS JOIN LATERAL pgtrickle.pg_ivm_steps(i.id, i.query, i.is_populated) AS s
    )
    SELECT s.text
    FROM (-- Amounts of money are read as they were printed, wherever the statements are run.
          SELECT -1::bigint AS place, 0 AS phase, 0::bigint AS number,
                 format('SELECT pg_catalog.set_config(%L, %L, true)', 'lc_monetary', current_setting('lc_monetary')) AS text
          WHERE EXISTS (SELECT FROM steps AS s WHERE strpos(s.text, '::money') > 0)
          UNION ALL
          SELECT 0, 0, 0, pgtrickle.pg_ivm_source_lock(immvs)
          UNION ALL
          SELECT s.place, s.phase, s.number, s.text FROM steps AS s) AS s
    WHERE s.text IS NOT NULL
    ORDER BY s.place, s.phase, s.number;
END;
