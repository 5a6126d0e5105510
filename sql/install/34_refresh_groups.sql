-- Groups of stream tables that are refreshed together. Who makes or drops one owns its members.

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
