-- Refreshes that failed in sessions of users: cumulative statistics of the server.

CREATE FUNCTION pgtrickle.session_failures(stream_table oid) RETURNS TABLE (
    failures       bigint,
    last_failure   timestamptz,
    last_sqlstate  text,
    last_message   text
)
    LANGUAGE c STABLE
    AS 'MODULE_PATHNAME', 'pgtrickle_session_failures';
COMMENT ON FUNCTION pgtrickle.session_failures IS 'Refreshes of a stream table that failed in sessions of users, whose transactions left nothing else behind; the message for its owner only; nothing where the server does not load pg_trickle when it starts';
