-- Stream tables that try another query, or another mode, beside a stream table.

CREATE TABLE pgtrickle_catalog.pgt_canaries (
    pgt_id      bigint PRIMARY KEY,
    canary_id   bigint NOT NULL UNIQUE,
    created_at  timestamptz NOT NULL
);
GRANT SELECT ON pgtrickle_catalog.pgt_canaries TO pg_database_owner;
SELECT pg_catalog.pg_extension_config_dump('pgtrickle_catalog.pgt_canaries', '');
