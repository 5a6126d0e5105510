-- Gates and watermarks. Who calls them needs the right MAINTAIN on the sources, with which LOCK TABLE could stop refreshes as well.

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
