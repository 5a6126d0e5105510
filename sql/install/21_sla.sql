-- How often and for how long contents were older than their deadlines. Dumps leave the rows out: they are of this server.

CREATE TABLE pgtrickle_catalog.pgt_sla_breaches (
    pgt_id    bigint NOT NULL,
    ended_at  timestamptz NOT NULL,
    late_ms   double precision NOT NULL
);
CREATE INDEX pgt_sla_breaches_table ON pgtrickle_catalog.pgt_sla_breaches (pgt_id, ended_at);
GRANT SELECT ON pgtrickle_catalog.pgt_sla_breaches TO pg_database_owner;
