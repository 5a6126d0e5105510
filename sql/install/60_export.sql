-- Stream tables as scripts and as documents that create them again.

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

-- All that can be chosen about a stream table stands here once; `preset` is what a new one has.
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

-- Names in the query are those of today, with their schemas. Its constants are printed as the settings of its author read them,
-- whatever those of the caller are.
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

-- Its statements in their order. What the settings of the author decide is set for the statement that creates the table alone, or
-- for the transaction that it is in.
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
