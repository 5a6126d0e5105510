-- Making, changing, refreshing and dropping stream tables. They are not STRICT: each says itself which argument must
-- not be NULL.

CREATE FUNCTION pgtrickle.create_stream_table(
@creation_arguments@
) RETURNS void
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_create_stream_table';
COMMENT ON FUNCTION pgtrickle.create_stream_table IS 'Makes a table that a query defines, filled and from then on refreshed';

CREATE FUNCTION pgtrickle.create_stream_table_if_not_exists(
@creation_arguments@
) RETURNS void
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_create_stream_table_if_not_exists';
COMMENT ON FUNCTION pgtrickle.create_stream_table_if_not_exists IS 'As create_stream_table; leaves a stream table of that name as it is';

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
    reindex_drift_threshold    double precision DEFAULT NULL
) RETURNS void
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_alter_stream_table';
COMMENT ON FUNCTION pgtrickle.alter_stream_table IS 'Changes a stream table; what is NULL stays as it is';

CREATE FUNCTION pgtrickle.drop_stream_table(name text, cascade boolean DEFAULT false) RETURNS void
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_drop_stream_table';
COMMENT ON FUNCTION pgtrickle.drop_stream_table IS 'Drops a stream table with all that belongs to it; with cascade also the stream tables that read it';

CREATE FUNCTION pgtrickle.refresh_stream_table(name text, force_mode text DEFAULT NULL) RETURNS void
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_refresh_stream_table';
COMMENT ON FUNCTION pgtrickle.refresh_stream_table IS 'Brings a stream table up to date with the tables it reads; not those';

CREATE FUNCTION pgtrickle.resume_stream_table(name text) RETURNS void
    LANGUAGE c VOLATILE
    AS 'MODULE_PATHNAME', 'pgtrickle_resume_stream_table';
COMMENT ON FUNCTION pgtrickle.resume_stream_table IS 'Makes a suspended, paused or failed stream table active again';

CREATE FUNCTION pgtrickle.parse_duration_seconds(input text) RETURNS bigint
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'pgtrickle_parse_duration_seconds';
COMMENT ON FUNCTION pgtrickle.parse_duration_seconds IS 'Seconds of a schedule such as 1h30m; NULL if it is none';
