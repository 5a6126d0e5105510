-- Fires before and after each statement that changes a source of a stream table in mode IMMEDIATE or ON COMMIT. PUBLIC may not attach it to
-- tables: its argument says which stream tables change.
CREATE FUNCTION pgtrickle.upkeep() RETURNS trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'pgtrickle_upkeep';
REVOKE ALL ON FUNCTION pgtrickle.upkeep() FROM PUBLIC;
COMMENT ON FUNCTION pgtrickle.upkeep() IS 'Trigger that applies the rows that a statement changed to the stream tables in mode IMMEDIATE that read its table, and collects them for those in mode ON COMMIT';
