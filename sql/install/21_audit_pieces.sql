-- Stream tables that are compared with their queries piece by piece, or after each refresh. Dumps leave out what was found: what is
-- restored has not been compared.

-- A round compares each state and then the stream table itself, in ranges of their row ids. There is a row from its first piece to its last.
CREATE TABLE pgtrickle_catalog.pgt_audit_rounds (
    pgt_id         bigint PRIMARY KEY,
    generation     bigint NOT NULL,
    started_at     timestamptz NOT NULL,
    checked_at     timestamptz NOT NULL,
    stage          integer NOT NULL,
    compared_to    bigint,
    piece_rows     bigint NOT NULL,
    pieces         integer NOT NULL,
    compared_rows  bigint NOT NULL,
    missing_rows   bigint NOT NULL,
    surplus_rows   bigint NOT NULL,
    state_rows     bigint NOT NULL,
    duration_ms    double precision NOT NULL,
    last_piece_ms  double precision NOT NULL
) WITH (fillfactor = 50);  -- each piece updates its row in place

-- Some of the rows that were found to differ, until the stream table is found equal or repaired.
CREATE TABLE pgtrickle_catalog.pgt_audit_differences (
    pgt_id      bigint NOT NULL,
    found_at    timestamptz NOT NULL,
    relation    text NOT NULL,
    difference  text NOT NULL,
    contents    jsonb NOT NULL
);
CREATE INDEX pgt_audit_differences_table ON pgtrickle_catalog.pgt_audit_differences (pgt_id);

-- The stream tables in shadow mode: few, and looked for by each refresh.
CREATE TABLE pgtrickle_catalog.pgt_shadowed (
    pgt_id  bigint PRIMARY KEY
);
GRANT SELECT ON pgtrickle_catalog.pgt_shadowed TO pg_database_owner;
SELECT pg_catalog.pg_extension_config_dump('pgtrickle_catalog.pgt_shadowed', '');

GRANT SELECT ON pgtrickle_catalog.pgt_audit_rounds, pgtrickle_catalog.pgt_audit_differences TO pg_database_owner;
