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

-- The views over an IMMV. Who analyses a view runs code of its author: constants of domains are checked then.
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

-- Of one IMMV, numbered. What runs code of an owner, the query, the expressions of indexes and the views over it, is done in the role of that
-- owner. The views are replaced while it has another name, so that they keep their identities, privileges and dependents.
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
