-- Chapter 3: how the chain refreshes itself, and where to look
SELECT name, status, refresh_mode, schedule, staleness FROM pgtrickle.pgt_status() ORDER BY name;
SELECT pgt_name, total_refreshes, successful_refreshes, round(avg_duration_ms::numeric, 2) AS avg_duration_ms
FROM pgtrickle.pg_stat_stream_tables ORDER BY pgt_name;
SELECT tree_line FROM pgtrickle.dependency_tree();
SELECT check_name, severity, detail FROM pgtrickle.health_check();

-- The four changes of chapter 2 as the layers saw them. What did not concern a table left no row.
SELECT t.pgt_name AS stream_table, h.action, h.delta_row_count AS changes,
       h.rows_inserted AS inserted, h.rows_updated AS updated, h.rows_deleted AS deleted
FROM pgtrickle.pgt_refresh_history h JOIN pgtrickle.pgt_stream_tables t USING (pgt_id)
WHERE h.initiated_by = 'SCHEDULER' ORDER BY h.refresh_id;
SELECT pgtrickle.drop_stream_table('department_report');
SELECT pgtrickle.drop_stream_table('department_stats');
SELECT pgtrickle.drop_stream_table('department_tree');
DROP TABLE employees, departments;
