-- Fires on every source of a stream table. PUBLIC may not attach it to tables: its argument names the buffer that it writes to.
CREATE FUNCTION pgtrickle.capture() RETURNS trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'pgtrickle_capture';
REVOKE ALL ON FUNCTION pgtrickle.capture() FROM PUBLIC;
COMMENT ON FUNCTION pgtrickle.capture() IS 'Trigger that writes the rows that a statement changed into the change buffer of its table';
