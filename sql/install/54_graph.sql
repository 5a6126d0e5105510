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
