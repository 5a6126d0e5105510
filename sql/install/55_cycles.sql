-- Stream tables that read each other in a cycle.

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
