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
