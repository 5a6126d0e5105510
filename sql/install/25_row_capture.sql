-- Fires on the tables of sources that have children, or are children or partitions. PUBLIC may not attach it to tables: its argument names the
-- buffer that it writes to.
CREATE FUNCTION pgtrickle.capture_row() RETURNS trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'pgtrickle_capture';
REVOKE ALL ON FUNCTION pgtrickle.capture_row() FROM PUBLIC;
COMMENT ON FUNCTION pgtrickle.capture_row() IS 'Trigger that writes a changed row into the change buffer of a source that other tables have parts in';
