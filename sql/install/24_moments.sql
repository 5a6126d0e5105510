-- The moment that the contents of a stream table are of, where its query has conditions on the clock, and the one at which the next row may come or go.
-- Dumps leave the rows out: a table that is restored is recomputed.
CREATE TABLE pgtrickle_catalog.pgt_moments (
    pgt_id  bigint PRIMARY KEY,
    moment  timestamptz NOT NULL,
    due     timestamptz NOT NULL
) WITH (fillfactor = 10);  -- each refresh updates its row in place
GRANT SELECT ON pgtrickle_catalog.pgt_moments TO pg_database_owner;
