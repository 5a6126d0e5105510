-- Fires on tables whose statements may change a source of a stream table in mode FULL, and sets the dirty flag of the source for the scheduler;
-- captures nothing.
CREATE FUNCTION pgtrickle.mark() RETURNS trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'pgtrickle_mark';
REVOKE ALL ON FUNCTION pgtrickle.mark() FROM PUBLIC;
COMMENT ON FUNCTION pgtrickle.mark() IS 'Trigger that reports to the scheduler that a source of a stream table in mode FULL has changed';

-- The restore of a dump fills the catalog without calling a function.
CREATE FUNCTION pgtrickle.on_catalog_loaded() RETURNS trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'pgtrickle_on_catalog_loaded';
REVOKE ALL ON FUNCTION pgtrickle.on_catalog_loaded() FROM PUBLIC;
COMMENT ON FUNCTION pgtrickle.on_catalog_loaded() IS 'Trigger on the catalog: makes the scheduler read stream tables again that were inserted or deleted behind its back';
CREATE TRIGGER loaded AFTER INSERT OR DELETE ON pgtrickle_catalog.pgt_stream_tables
    FOR EACH STATEMENT EXECUTE FUNCTION pgtrickle.on_catalog_loaded();
ALTER TABLE pgtrickle_catalog.pgt_stream_tables ENABLE ALWAYS TRIGGER loaded;
CREATE TRIGGER loaded AFTER INSERT OR DELETE ON pgtrickle_catalog.pgt_dependencies
    FOR EACH STATEMENT EXECUTE FUNCTION pgtrickle.on_catalog_loaded();
ALTER TABLE pgtrickle_catalog.pgt_dependencies ENABLE ALWAYS TRIGGER loaded;
CREATE TRIGGER loaded AFTER INSERT OR DELETE ON pgtrickle_catalog.pgt_sources
    FOR EACH STATEMENT EXECUTE FUNCTION pgtrickle.on_catalog_loaded();
ALTER TABLE pgtrickle_catalog.pgt_sources ENABLE ALWAYS TRIGGER loaded;
