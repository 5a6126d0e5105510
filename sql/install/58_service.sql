-- How the scheduler serves stream tables, and what it repeats alerts about.

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
