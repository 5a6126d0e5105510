-- Create, alter, refresh and drop stream tables. The functions are not STRICT: each reports itself which argument must not
-- be NULL.

CREATE FUNCTION pgtrickle.create_stream_table(
@creation_arguments@
) RETURNS void
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_create_stream_table';
COMMENT ON FUNCTION pgtrickle.create_stream_table IS 'Creates a table defined by a query, populates it, and has it refreshed from then on';

CREATE FUNCTION pgtrickle.create_stream_table_if_not_exists(
@creation_arguments@
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
