-- Fires on every source of a stream table. Nobody may attach it to a table by hand: it writes where its argument says.
CREATE FUNCTION pgtrickle.capture() RETURNS trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'pgtrickle_capture';
REVOKE ALL ON FUNCTION pgtrickle.capture() FROM PUBLIC;
COMMENT ON FUNCTION pgtrickle.capture() IS 'Trigger that writes what a statement changed into the change buffer of its table';
