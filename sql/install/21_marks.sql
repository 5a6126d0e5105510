-- Fires on tables whose statements may change a source of a stream table in mode FULL, and tells the scheduler that there was a change; nothing
-- else of it.
CREATE FUNCTION pgtrickle.mark() RETURNS trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'pgtrickle_mark';
REVOKE ALL ON FUNCTION pgtrickle.mark() FROM PUBLIC;
COMMENT ON FUNCTION pgtrickle.mark() IS 'Trigger that tells the scheduler that a table has changed which a stream table in mode FULL reads';

-- A dump that is restored fills the catalog without any call of a function.
CREATE FUNCTION pgtrickle.on_catalog_loaded() RETURNS trigger
    LANGUAGE c
    AS 'MODULE_PATHNAME', 'pgtrickle_on_catalog_loaded';
REVOKE ALL ON FUNCTION pgtrickle.on_catalog_loaded() FROM PUBLIC;
COMMENT ON FUNCTION pgtrickle.on_catalog_loaded() IS 'Trigger on the catalog: the scheduler looks at stream tables that came, or went, without it';
CREATE TRIGGER loaded AFTER INSERT OR DELETE ON pgtrickle_catalog.pgt_stream_tables
    FOR EACH STATEMENT EXECUTE FUNCTION pgtrickle.on_catalog_loaded();
ALTER TABLE pgtrickle_catalog.pgt_stream_tables ENABLE ALWAYS TRIGGER loaded;
CREATE TRIGGER loaded AFTER INSERT OR DELETE ON pgtrickle_catalog.pgt_dependencies
    FOR EACH STATEMENT EXECUTE FUNCTION pgtrickle.on_catalog_loaded();
ALTER TABLE pgtrickle_catalog.pgt_dependencies ENABLE ALWAYS TRIGGER loaded;
CREATE TRIGGER loaded AFTER INSERT OR DELETE ON pgtrickle_catalog.pgt_sources
    FOR EACH STATEMENT EXECUTE FUNCTION pgtrickle.on_catalog_loaded();
ALTER TABLE pgtrickle_catalog.pgt_sources ENABLE ALWAYS TRIGGER loaded;
