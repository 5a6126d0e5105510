--
-- PostgreSQL database dump
--



SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: pg_trickle; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS pg_trickle WITH SCHEMA pg_catalog;


--
-- Name: EXTENSION pg_trickle; Type: COMMENT; Schema: -; Owner: 
--

COMMENT ON EXTENSION pg_trickle IS 'stream tables: queries that stay up to date by processing only what changed';


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: at_once; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.at_once (
    k integer,
    n bigint,
    c bigint,
    __pgt_row_id bigint NOT NULL,
    __pgt_state_3 bigint
);

ALTER TABLE ONLY public.at_once REPLICA IDENTITY FULL;


ALTER TABLE public.at_once OWNER TO postgres;

--
-- Name: written; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.written (
    id integer NOT NULL,
    k integer,
    n integer
);


ALTER TABLE public.written OWNER TO postgres;

--
-- Name: at_once_15; Type: VIEW; Schema: pgtrickle_definitions; Owner: postgres
--

CREATE VIEW pgtrickle_definitions.at_once_15 WITH (security_invoker='true') AS
 SELECT k,
    sum(n) AS n,
    count(*) AS c
   FROM public.written
  GROUP BY k;


ALTER VIEW pgtrickle_definitions.at_once_15 OWNER TO postgres;

--
-- Name: details; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.details (
    id integer,
    name text,
    amount numeric,
    __pgt_row_id bigint NOT NULL
);

ALTER TABLE ONLY public.details REPLICA IDENTITY FULL;


ALTER TABLE public.details OWNER TO postgres;

--
-- Name: orders; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.orders (
    id integer NOT NULL,
    region text,
    amount numeric
);


ALTER TABLE public.orders OWNER TO postgres;

--
-- Name: regions; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.regions (
    region text NOT NULL,
    name text NOT NULL
);


ALTER TABLE public.regions OWNER TO postgres;

--
-- Name: details_4; Type: VIEW; Schema: pgtrickle_definitions; Owner: postgres
--

CREATE VIEW pgtrickle_definitions.details_4 WITH (security_invoker='true') AS
 SELECT o.id,
    r.name,
    o.amount
   FROM (public.orders o
     LEFT JOIN public.regions r ON ((r.region = o.region)));


ALTER VIEW pgtrickle_definitions.details_4 OWNER TO postgres;

--
-- Name: distinct_lines; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.distinct_lines (
    line text,
    __pgt_row_id bigint NOT NULL,
    __pgt_state_1 bigint
);

ALTER TABLE ONLY public.distinct_lines REPLICA IDENTITY FULL;


ALTER TABLE public.distinct_lines OWNER TO postgres;

--
-- Name: lines; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.lines (
    line text,
    level integer
);


ALTER TABLE public.lines OWNER TO postgres;

--
-- Name: distinct_lines_8; Type: VIEW; Schema: pgtrickle_definitions; Owner: postgres
--

CREATE VIEW pgtrickle_definitions.distinct_lines_8 WITH (security_invoker='true') AS
 SELECT DISTINCT line
   FROM public.lines;


ALTER VIEW pgtrickle_definitions.distinct_lines_8 OWNER TO postgres;

--
-- Name: full_one; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.full_one (
    region text,
    highest numeric,
    __pgt_row_id bigint NOT NULL
);

ALTER TABLE ONLY public.full_one REPLICA IDENTITY FULL;


ALTER TABLE public.full_one OWNER TO postgres;

--
-- Name: full_one_14; Type: VIEW; Schema: pgtrickle_definitions; Owner: postgres
--

CREATE VIEW pgtrickle_definitions.full_one_14 WITH (security_invoker='true') AS
 SELECT region,
    max(amount) AS highest
   FROM public.orders
  GROUP BY region;


ALTER VIEW pgtrickle_definitions.full_one_14 OWNER TO postgres;

--
-- Name: events; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.events (
    id integer NOT NULL,
    kind text
)
PARTITION BY RANGE (id);


ALTER TABLE public.events OWNER TO postgres;

--
-- Name: kinds; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.kinds (
    kind text,
    n bigint,
    __pgt_row_id bigint NOT NULL
);

ALTER TABLE ONLY public.kinds REPLICA IDENTITY FULL;


ALTER TABLE public.kinds OWNER TO postgres;

--
-- Name: kinds_5; Type: VIEW; Schema: pgtrickle_definitions; Owner: postgres
--

CREATE VIEW pgtrickle_definitions.kinds_5 WITH (security_invoker='true') AS
 SELECT kind,
    count(*) AS n
   FROM public.events
  GROUP BY kind;


ALTER VIEW pgtrickle_definitions.kinds_5 OWNER TO postgres;

--
-- Name: large; Type: VIEW; Schema: public; Owner: postgres
--

CREATE VIEW public.large AS
 SELECT id,
    region,
    amount
   FROM public.orders
  WHERE (amount > (5)::numeric);


ALTER VIEW public.large OWNER TO postgres;

--
-- Name: larger; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.larger (
    region text,
    n bigint,
    __pgt_row_id bigint NOT NULL
);

ALTER TABLE ONLY public.larger REPLICA IDENTITY FULL;


ALTER TABLE public.larger OWNER TO postgres;

--
-- Name: larger_2; Type: VIEW; Schema: pgtrickle_definitions; Owner: postgres
--

CREATE VIEW pgtrickle_definitions.larger_2 WITH (security_invoker='true') AS
 SELECT region,
    count(*) AS n
   FROM public.large
  GROUP BY region;


ALTER VIEW pgtrickle_definitions.larger_2 OWNER TO postgres;

--
-- Name: named; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.named (
    name text,
    total numeric,
    n bigint,
    __pgt_row_id bigint NOT NULL
);

ALTER TABLE ONLY public.named REPLICA IDENTITY FULL;


ALTER TABLE public.named OWNER TO postgres;

--
-- Name: totals; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.totals (
    region text,
    total numeric,
    n bigint,
    mean numeric,
    __pgt_row_id bigint NOT NULL,
    __pgt_state_4 bigint,
    __pgt_state_5 bigint
);

ALTER TABLE ONLY public.totals REPLICA IDENTITY FULL;


ALTER TABLE public.totals OWNER TO postgres;

--
-- Name: named_3; Type: VIEW; Schema: pgtrickle_definitions; Owner: postgres
--

CREATE VIEW pgtrickle_definitions.named_3 WITH (security_invoker='true') AS
 SELECT r.name,
    t.total,
    l.n
   FROM ((( SELECT totals.region,
            totals.total,
            totals.n
           FROM public.totals) t
     JOIN ( SELECT larger.region,
            larger.n
           FROM public.larger) l USING (region))
     LEFT JOIN public.regions r USING (region));


ALTER VIEW pgtrickle_definitions.named_3 OWNER TO postgres;

--
-- Name: newest; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.newest (
    id integer,
    region text,
    __pgt_row_id bigint NOT NULL
);

ALTER TABLE ONLY public.newest REPLICA IDENTITY FULL;


ALTER TABLE public.newest OWNER TO postgres;

--
-- Name: newest_9; Type: VIEW; Schema: pgtrickle_definitions; Owner: postgres
--

CREATE VIEW pgtrickle_definitions.newest_9 WITH (security_invoker='true') AS
 SELECT id,
    region
   FROM public.orders
  ORDER BY id DESC
 LIMIT 3;


ALTER VIEW pgtrickle_definitions.newest_9 OWNER TO postgres;

--
-- Name: on_commit; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.on_commit (
    k integer,
    lowest integer,
    __pgt_row_id bigint NOT NULL,
    __pgt_state_2 bigint
);

ALTER TABLE ONLY public.on_commit REPLICA IDENTITY FULL;


ALTER TABLE public.on_commit OWNER TO postgres;

--
-- Name: on_commit_17; Type: VIEW; Schema: pgtrickle_definitions; Owner: postgres
--

CREATE VIEW pgtrickle_definitions.on_commit_17 WITH (security_invoker='true') AS
 SELECT k,
    min(n) AS lowest
   FROM public.written
  GROUP BY k;


ALTER VIEW pgtrickle_definitions.on_commit_17 OWNER TO postgres;

--
-- Name: over_at_once; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.over_at_once (
    c bigint,
    n bigint,
    __pgt_row_id bigint NOT NULL,
    __pgt_state_2 bigint
);

ALTER TABLE ONLY public.over_at_once REPLICA IDENTITY FULL;


ALTER TABLE public.over_at_once OWNER TO postgres;

--
-- Name: over_at_once_16; Type: VIEW; Schema: pgtrickle_definitions; Owner: postgres
--

CREATE VIEW pgtrickle_definitions.over_at_once_16 WITH (security_invoker='true') AS
 SELECT c,
    max(n) AS n
   FROM ( SELECT at_once_1.n,
            at_once_1.c
           FROM public.at_once at_once_1) at_once
  GROUP BY c;


ALTER VIEW pgtrickle_definitions.over_at_once_16 OWNER TO postgres;

--
-- Name: mine; Type: TABLE; Schema: public; Owner: upgrade_owner
--

CREATE TABLE public.mine (
    id integer NOT NULL
);


ALTER TABLE public.mine OWNER TO upgrade_owner;

--
-- Name: owned; Type: TABLE; Schema: public; Owner: upgrade_owner
--

CREATE TABLE public.owned (
    id integer,
    __pgt_row_id bigint NOT NULL
);

ALTER TABLE ONLY public.owned REPLICA IDENTITY FULL;


ALTER TABLE public.owned OWNER TO upgrade_owner;

--
-- Name: owned_18; Type: VIEW; Schema: pgtrickle_definitions; Owner: postgres
--

CREATE VIEW pgtrickle_definitions.owned_18 WITH (security_invoker='true') AS
 SELECT id
   FROM public.mine;


ALTER VIEW pgtrickle_definitions.owned_18 OWNER TO postgres;

--
-- Name: ranked; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.ranked (
    id integer,
    place bigint,
    __pgt_row_id bigint NOT NULL,
    __pgt_key_1 text,
    __pgt_partition bigint
);

ALTER TABLE ONLY public.ranked REPLICA IDENTITY FULL;


ALTER TABLE public.ranked OWNER TO postgres;

--
-- Name: ranked_10; Type: VIEW; Schema: pgtrickle_definitions; Owner: postgres
--

CREATE VIEW pgtrickle_definitions.ranked_10 WITH (security_invoker='true') AS
 SELECT id,
    rank() OVER (PARTITION BY region ORDER BY amount) AS place
   FROM public.orders;


ALTER VIEW pgtrickle_definitions.ranked_10 OWNER TO postgres;

--
-- Name: edges; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.edges (
    a integer NOT NULL,
    b integer NOT NULL
);


ALTER TABLE public.edges OWNER TO postgres;

--
-- Name: reachable; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.reachable (
    a integer,
    b integer,
    __pgt_row_id bigint NOT NULL
);

ALTER TABLE ONLY public.reachable REPLICA IDENTITY FULL;


ALTER TABLE public.reachable OWNER TO postgres;

--
-- Name: reachable_12; Type: VIEW; Schema: pgtrickle_definitions; Owner: postgres
--

CREATE VIEW pgtrickle_definitions.reachable_12 WITH (security_invoker='true') AS
 WITH RECURSIVE r(a, b) AS (
         SELECT edges.a,
            edges.b
           FROM public.edges
        UNION
         SELECT r_1.a,
            e.b
           FROM (r r_1
             JOIN public.edges e ON ((e.a = r_1.b)))
        )
 SELECT a,
    b
   FROM r;


ALTER VIEW pgtrickle_definitions.reachable_12 OWNER TO postgres;

--
-- Name: readings; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.readings (
    id integer NOT NULL,
    at timestamp with time zone NOT NULL
);


ALTER TABLE public.readings OWNER TO postgres;

--
-- Name: recent; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.recent (
    id integer,
    __pgt_row_id bigint NOT NULL
);

ALTER TABLE ONLY public.recent REPLICA IDENTITY FULL;


ALTER TABLE public.recent OWNER TO postgres;

--
-- Name: recent_13; Type: VIEW; Schema: pgtrickle_definitions; Owner: postgres
--

CREATE VIEW pgtrickle_definitions.recent_13 WITH (security_invoker='true') AS
 SELECT id
   FROM public.readings
  WHERE (at > (now() - '100 years'::interval));


ALTER VIEW pgtrickle_definitions.recent_13 OWNER TO postgres;

--
-- Name: seen; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.seen (
    line text,
    level integer,
    __pgt_row_id bigint NOT NULL
);

ALTER TABLE ONLY public.seen REPLICA IDENTITY FULL;


ALTER TABLE public.seen OWNER TO postgres;

--
-- Name: seen_7; Type: VIEW; Schema: pgtrickle_definitions; Owner: postgres
--

CREATE VIEW pgtrickle_definitions.seen_7 WITH (security_invoker='true') AS
 SELECT line,
    level
   FROM public.lines
  WHERE (level > 0);


ALTER VIEW pgtrickle_definitions.seen_7 OWNER TO postgres;

--
-- Name: sizes; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.sizes (
    n bigint,
    last text,
    __pgt_row_id bigint NOT NULL,
    __pgt_state_2 bigint
);

ALTER TABLE ONLY public.sizes REPLICA IDENTITY FULL;


ALTER TABLE public.sizes OWNER TO postgres;

--
-- Name: sizes_6; Type: VIEW; Schema: pgtrickle_definitions; Owner: postgres
--

CREATE VIEW pgtrickle_definitions.sizes_6 WITH (security_invoker='true') AS
 SELECT n,
    max(region) AS last
   FROM ( SELECT orders.region,
            count(*) AS n
           FROM public.orders
          GROUP BY orders.region) c
  GROUP BY n;


ALTER VIEW pgtrickle_definitions.sizes_6 OWNER TO postgres;

--
-- Name: totals_1; Type: VIEW; Schema: pgtrickle_definitions; Owner: postgres
--

CREATE VIEW pgtrickle_definitions.totals_1 WITH (security_invoker='true') AS
 SELECT region,
    sum(amount) AS total,
    count(*) AS n,
    avg(amount) AS mean
   FROM public.orders
  GROUP BY region;


ALTER VIEW pgtrickle_definitions.totals_1 OWNER TO postgres;

--
-- Name: unsold; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.unsold (
    name text,
    __pgt_row_id bigint NOT NULL
);

ALTER TABLE ONLY public.unsold REPLICA IDENTITY FULL;


ALTER TABLE public.unsold OWNER TO postgres;

--
-- Name: unsold_11; Type: VIEW; Schema: pgtrickle_definitions; Owner: postgres
--

CREATE VIEW pgtrickle_definitions.unsold_11 WITH (security_invoker='true') AS
 SELECT name
   FROM public.regions r
  WHERE (NOT (EXISTS ( SELECT
           FROM public.orders o
          WHERE (o.region = r.region))));


ALTER VIEW pgtrickle_definitions.unsold_11 OWNER TO postgres;

--
-- Name: state_6_1; Type: TABLE; Schema: pgtrickle_state; Owner: postgres
--

CREATE TABLE pgtrickle_state.state_6_1 (
    c1 text,
    c2 bigint,
    __pgt_row_id bigint NOT NULL
);

ALTER TABLE ONLY pgtrickle_state.state_6_1 REPLICA IDENTITY FULL;


ALTER TABLE pgtrickle_state.state_6_1 OWNER TO postgres;

--
-- Name: events_1; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.events_1 (
    id integer CONSTRAINT events_id_not_null NOT NULL,
    kind text
);


ALTER TABLE public.events_1 OWNER TO postgres;

--
-- Name: events_2; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.events_2 (
    id integer CONSTRAINT events_id_not_null NOT NULL,
    kind text
);


ALTER TABLE public.events_2 OWNER TO postgres;

--
-- Name: rich; Type: VIEW; Schema: public; Owner: postgres
--

CREATE VIEW public.rich AS
 SELECT region,
    total,
    n,
    mean,
    __pgt_row_id,
    __pgt_state_4,
    __pgt_state_5
   FROM public.totals
  WHERE (total > (10)::numeric);


ALTER VIEW public.rich OWNER TO postgres;

--
-- Name: events_1; Type: TABLE ATTACH; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_1 FOR VALUES FROM (0) TO (100);


--
-- Name: events_2; Type: TABLE ATTACH; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_2 FOR VALUES FROM (100) TO (200);


--
-- Data for Name: pgt_dependencies; Type: TABLE DATA; Schema: pgtrickle_catalog; Owner: postgres
--

COPY pgtrickle_catalog.pgt_dependencies (pgt_id, source_relid, columns_used, need) FROM stdin;
1	public.orders	{region,amount}	CHANGES
2	public.orders	{id,region,amount}	CHANGES
2	public.large	{region}	NOTHING
3	public.regions	{region,name}	CHANGES
3	public.totals	{region,total,n}	CHANGES
3	public.larger	{region,n}	CHANGES
4	public.orders	{id,region,amount}	CHANGES
4	public.regions	{region,name}	CHANGES
5	public.events	{kind}	CHANGES
6	public.orders	{region}	CHANGES
7	public.lines	{line,level}	CHANGES
8	public.lines	{line}	CHANGES
9	public.orders	{id,region}	CHANGES
10	public.orders	{id,region,amount}	CHANGES
11	public.orders	{region}	CHANGES
11	public.regions	{region,name}	CHANGES
12	public.edges	{a,b}	CHANGES
13	public.readings	{id,at}	CHANGES
14	public.orders	{region,amount}	NOTICE
15	public.written	{k,n}	ROWS
16	public.at_once	{n,c}	ROWS
17	public.written	{k,n}	ROWS
18	public.mine	{id}	CHANGES
\.


--
-- Data for Name: pgt_refresh_history; Type: TABLE DATA; Schema: pgtrickle_catalog; Owner: postgres
--

COPY pgtrickle_catalog.pgt_refresh_history (refresh_id, pgt_id, data_timestamp, start_time, end_time, action, status, initiated_by, rows_inserted, rows_updated, rows_deleted, delta_row_count, was_full_fallback, reason, read_ms, plan_ms, apply_ms, error_message, error_sqlstate) FROM stdin;
1	1	2026-11-23 03:45:23.851573+00	2026-11-23 03:45:23.851573+00	2026-11-23 03:45:23.85251+00	FULL	COMPLETED	INITIAL	3	0	0	\N	f	\N	0	0	0.439421	\N	\N
2	2	2026-11-23 03:45:23.880802+00	2026-11-23 03:45:23.880802+00	2026-11-23 03:45:23.88185+00	FULL	COMPLETED	INITIAL	3	0	0	\N	f	\N	0	0	0.728681	\N	\N
3	3	2026-11-23 03:45:23.942087+00	2026-11-23 03:45:23.942087+00	2026-11-23 03:45:23.942929+00	FULL	COMPLETED	INITIAL	3	0	0	\N	f	\N	0	0	0.603475	\N	\N
4	4	2026-11-23 03:45:23.977186+00	2026-11-23 03:45:23.977186+00	2026-11-23 03:45:23.978014+00	FULL	COMPLETED	INITIAL	30	0	0	\N	f	\N	0	0	0.533591	\N	\N
5	5	2026-11-23 03:45:24.002918+00	2026-11-23 03:45:24.002918+00	2026-11-23 03:45:24.003669+00	FULL	COMPLETED	INITIAL	2	0	0	\N	f	\N	0	0	0.476056	\N	\N
6	6	2026-11-23 03:45:24.033866+00	2026-11-23 03:45:24.033866+00	2026-11-23 03:45:24.034952+00	FULL	COMPLETED	INITIAL	1	0	0	\N	f	\N	0	0	0.7138880000000001	\N	\N
7	7	2026-11-23 03:45:24.052051+00	2026-11-23 03:45:24.052051+00	2026-11-23 03:45:24.052699+00	FULL	COMPLETED	INITIAL	6	0	0	\N	f	\N	0	0	0.371651	\N	\N
8	8	2026-11-23 03:45:24.076675+00	2026-11-23 03:45:24.076675+00	2026-11-23 03:45:24.077304+00	FULL	COMPLETED	INITIAL	4	0	0	\N	f	\N	0	0	0.409067	\N	\N
9	9	2026-11-23 03:45:24.105141+00	2026-11-23 03:45:24.105141+00	2026-11-23 03:45:24.105847+00	FULL	COMPLETED	INITIAL	3	0	0	\N	f	\N	0	0	0.447033	\N	\N
10	10	2026-11-23 03:45:24.126984+00	2026-11-23 03:45:24.126984+00	2026-11-23 03:45:24.127885+00	FULL	COMPLETED	INITIAL	30	0	0	\N	f	\N	0	0	0.602714	\N	\N
11	11	2026-11-23 03:45:24.177504+00	2026-11-23 03:45:24.177504+00	2026-11-23 03:45:24.177925+00	FULL	COMPLETED	INITIAL	0	0	0	\N	f	\N	0	0	0.245124	\N	\N
12	12	2026-11-23 03:45:24.216546+00	2026-11-23 03:45:24.216546+00	2026-11-23 03:45:24.239701+00	FULL	COMPLETED	INITIAL	21	0	0	\N	f	\N	0	0	22.621251	\N	\N
13	13	2026-11-23 03:45:24.269152+00	2026-11-23 03:45:24.269152+00	2026-11-23 03:45:24.269793+00	FULL	COMPLETED	INITIAL	10	0	0	\N	f	\N	0	0	0.419703	\N	\N
14	14	2026-11-23 03:45:24.279803+00	2026-11-23 03:45:24.279803+00	2026-11-23 03:45:24.284721+00	FULL	COMPLETED	INITIAL	3	0	0	\N	f	\N	0	0	0.356629	\N	\N
15	15	2026-11-23 03:45:24.300337+00	2026-11-23 03:45:24.300337+00	2026-11-23 03:45:24.301388+00	FULL	COMPLETED	INITIAL	3	0	0	\N	f	\N	0	0	0.769301	\N	\N
16	16	2026-11-23 03:45:24.318623+00	2026-11-23 03:45:24.318623+00	2026-11-23 03:45:24.319256+00	FULL	COMPLETED	INITIAL	2	0	0	\N	f	\N	0	0	0.412251	\N	\N
17	17	2026-11-23 03:45:24.33439+00	2026-11-23 03:45:24.33439+00	2026-11-23 03:45:24.335009+00	FULL	COMPLETED	INITIAL	3	0	0	\N	f	\N	0	0	0.414094	\N	\N
18	18	2026-11-23 03:45:24.35858+00	2026-11-23 03:45:24.35858+00	2026-11-23 03:45:24.359124+00	FULL	COMPLETED	INITIAL	1	0	0	\N	f	\N	0	0	0.27657	\N	\N
19	1	2026-11-23 03:45:24.367028+00	2026-11-23 03:45:24.367028+00	2026-11-23 03:45:24.376553+00	DIFFERENTIAL	COMPLETED	MANUAL	1	2	0	4	f	\N	0.019529	0.604767	8.865219	\N	\N
\.


--
-- Data for Name: pgt_sources; Type: TABLE DATA; Schema: pgtrickle_catalog; Owner: postgres
--

COPY pgtrickle_catalog.pgt_sources (source_relid, source_type, capture_method, immediate, columns_captured, trigger_tables) FROM stdin;
public.orders	TABLE	TRIGGER	f	{1,2,3}	{16739}
public.large	VIEW	NONE	f	{}	{}
public.regions	TABLE	TRIGGER	f	{1,2}	{16747}
public.totals	STREAM_TABLE	TRIGGER	f	{1,2,3}	{16811}
public.larger	STREAM_TABLE	TRIGGER	f	{1,2}	{16833}
public.events	TABLE	TRIGGER	f	{2}	{16760,16766,16774}
public.lines	TABLE	TRIGGER	f	{1,2}	{16782}
public.edges	TABLE	TRIGGER	f	{1,2}	{16793}
public.readings	TABLE	TRIGGER	f	{1,2}	{16800}
public.written	TABLE	NONE	t	{}	{16787}
public.at_once	STREAM_TABLE	NONE	t	{}	{17073}
public.mine	TABLE	TRIGGER	f	{1}	{17118}
\.


--
-- Data for Name: pgt_stream_tables; Type: TABLE DATA; Schema: pgtrickle_catalog; Owner: postgres
--

COPY pgtrickle_catalog.pgt_stream_tables (pgt_id, pgt_relid, pgt_schema, pgt_name, definition, original_query, defining_query, schedule, requested_mode, refresh_mode, downgrade_reason, status, is_populated, data_timestamp, frontier, last_refresh_at, effective_refresh_mode, last_full_ms, last_full_blocks, last_delta_ms_per_row, consecutive_errors, last_error_message, last_error_sqlstate, last_error_at, needs_reinit, reinit_reason, generation, diamond_consistency, diamond_schedule_policy, upkeep_errors, locks_rows, has_keyless_source, functions_used, settings, fingerprint, successful_refreshes, failed_refreshes, total_rows_inserted, total_rows_updated, total_rows_deleted, total_refresh_ms, created_at, updated_at, refresh_tier, service_class, fuse_mode, fuse_ceiling, fuse_sensitivity, fuse_exceeded, fuse_is_blown, blown_at, blow_reason, changes_skipped_at) FROM stdin;
2	public.larger	public	larger	pgtrickle_definitions.larger_2	select region, count(*) as n from large group by region	 SELECT region,\n    count(*) AS n\n   FROM public.large\n  GROUP BY region	\N	AUTO	DIFFERENTIAL	\N	ACTIVE	t	2026-11-23 03:45:23.880802+00	773:773:@773.25	2026-11-23 03:45:23.88185+00	FULL	1.457362	1	\N	0	\N	\N	\N	f	\N	1	atomic	fastest	refuse	f	f	{numeric_gt,numeric,count}	{TimeZone=UTC,"DateStyle=ISO, YMD",IntervalStyle=postgres,extra_float_digits=1,bytea_output=hex,lc_numeric=C.UTF-8,lc_monetary=C.UTF-8,lc_time=C.UTF-8,xmlbinary=base64,xmloption=content,default_text_search_config=pg_catalog.english,timezone_abbreviations=Default,array_nulls=on}	16739 1:integer! 2:pg_catalog.text 3:numeric key 1:integer!;	1	0	3	0	0	1.048	2026-11-23 03:45:23.856257+00	2026-11-23 03:45:23.856257+00	hot	standard	off	\N	1	0	f	\N	\N	\N
1	public.totals	public	totals	pgtrickle_definitions.totals_1	select region, sum(amount) as total, count(*) as n, avg(amount) as mean from orders group by region	 SELECT region,\n    sum(amount) AS total,\n    count(*) AS n,\n    avg(amount) AS mean\n   FROM public.orders\n  GROUP BY region	\N	AUTO	DIFFERENTIAL	\N	ACTIVE	t	2026-11-23 03:45:24.367028+00	803:803:@803.0	2026-11-23 03:45:24.376553+00	DIFFERENTIAL	0.878842	1	\N	0	\N	\N	\N	f	\N	1	atomic	fastest	refuse	f	f	{sum,count,avg}	{TimeZone=UTC,"DateStyle=ISO, YMD",IntervalStyle=postgres,extra_float_digits=1,bytea_output=hex,lc_numeric=C.UTF-8,lc_monetary=C.UTF-8,lc_time=C.UTF-8,xmlbinary=base64,xmloption=content,default_text_search_config=pg_catalog.english,timezone_abbreviations=Default,array_nulls=on}	16739 2:pg_catalog.text 3:numeric key 1:integer!;	2	0	4	2	0	10.462	2026-11-23 03:45:23.818372+00	2026-11-23 03:45:23.818372+00	hot	standard	off	\N	1	0	f	\N	\N	\N
3	public.named	public	named	pgtrickle_definitions.named_3	select r.name, t.total, l.n from totals t join larger l using (region) left join regions r using (region)	 SELECT r.name,\n    t.total,\n    l.n\n   FROM ((( SELECT totals.region,\n            totals.total,\n            totals.n\n           FROM public.totals) t\n     JOIN ( SELECT larger.region,\n            larger.n\n           FROM public.larger) l USING (region))\n     LEFT JOIN public.regions r USING (region))	\N	AUTO	DIFFERENTIAL	\N	ACTIVE	t	2026-11-23 03:45:23.942087+00	774:774:@774.67	2026-11-23 03:45:23.942929+00	FULL	1.20695	3	\N	0	\N	\N	\N	f	\N	1	atomic	fastest	refuse	f	t	{texteq}	{TimeZone=UTC,"DateStyle=ISO, YMD",IntervalStyle=postgres,extra_float_digits=1,bytea_output=hex,lc_numeric=C.UTF-8,lc_monetary=C.UTF-8,lc_time=C.UTF-8,xmlbinary=base64,xmloption=content,default_text_search_config=pg_catalog.english,timezone_abbreviations=Default,array_nulls=on}	16811 1:pg_catalog.text 2:numeric 3:bigint;16833 1:pg_catalog.text 2:bigint;16747 1:pg_catalog.text! 2:pg_catalog.text! key 1:pg_catalog.text!;	1	0	3	0	0	0.842	2026-11-23 03:45:23.884491+00	2026-11-23 03:45:23.884491+00	hot	standard	off	\N	1	0	f	\N	\N	\N
4	public.details	public	details	pgtrickle_definitions.details_4	select o.id, r.name, o.amount from orders o left join regions r on r.region = o.region	 SELECT o.id,\n    r.name,\n    o.amount\n   FROM (public.orders o\n     LEFT JOIN public.regions r ON ((r.region = o.region)))	\N	AUTO	DIFFERENTIAL	\N	ACTIVE	t	2026-11-23 03:45:23.977186+00	775:775:@775.22	2026-11-23 03:45:23.978014+00	FULL	1.067182	2	\N	0	\N	\N	\N	f	\N	1	atomic	fastest	refuse	f	f	{texteq}	{TimeZone=UTC,"DateStyle=ISO, YMD",IntervalStyle=postgres,extra_float_digits=1,bytea_output=hex,lc_numeric=C.UTF-8,lc_monetary=C.UTF-8,lc_time=C.UTF-8,xmlbinary=base64,xmloption=content,default_text_search_config=pg_catalog.english,timezone_abbreviations=Default,array_nulls=on}	16739 1:integer! 2:pg_catalog.text 3:numeric key 1:integer!;16747 1:pg_catalog.text! 2:pg_catalog.text! key 1:pg_catalog.text!;	1	0	30	0	0	0.828	2026-11-23 03:45:23.948883+00	2026-11-23 03:45:23.948883+00	hot	standard	off	\N	1	0	f	\N	\N	\N
5	public.kinds	public	kinds	pgtrickle_definitions.kinds_5	select kind, count(*) as n from events group by kind	 SELECT kind,\n    count(*) AS n\n   FROM public.events\n  GROUP BY kind	\N	AUTO	DIFFERENTIAL	\N	ACTIVE	t	2026-11-23 03:45:24.002918+00	776:776:@776.46	2026-11-23 03:45:24.003669+00	FULL	0.952112	2	\N	0	\N	\N	\N	f	\N	1	atomic	fastest	refuse	f	f	{count}	{TimeZone=UTC,"DateStyle=ISO, YMD",IntervalStyle=postgres,extra_float_digits=1,bytea_output=hex,lc_numeric=C.UTF-8,lc_monetary=C.UTF-8,lc_time=C.UTF-8,xmlbinary=base64,xmloption=content,default_text_search_config=pg_catalog.english,timezone_abbreviations=Default,array_nulls=on}	16760 2:pg_catalog.text key 1:integer!;	1	0	2	0	0	0.751	2026-11-23 03:45:23.984283+00	2026-11-23 03:45:23.984283+00	hot	standard	off	\N	1	0	f	\N	\N	\N
6	public.sizes	public	sizes	pgtrickle_definitions.sizes_6	select n, max(region) as last from (select region, count(*) as n from orders group by region) c group by n	 SELECT n,\n    max(region) AS last\n   FROM ( SELECT orders.region,\n            count(*) AS n\n           FROM public.orders\n          GROUP BY orders.region) c\n  GROUP BY n	\N	AUTO	DIFFERENTIAL	\N	ACTIVE	t	2026-11-23 03:45:24.033866+00	777:777:@777.37	2026-11-23 03:45:24.034952+00	FULL	1.4277760000000002	1	\N	0	\N	\N	\N	f	\N	1	atomic	fastest	refuse	f	f	{max,count}	{TimeZone=UTC,"DateStyle=ISO, YMD",IntervalStyle=postgres,extra_float_digits=1,bytea_output=hex,lc_numeric=C.UTF-8,lc_monetary=C.UTF-8,lc_time=C.UTF-8,xmlbinary=base64,xmloption=content,default_text_search_config=pg_catalog.english,timezone_abbreviations=Default,array_nulls=on}	16739 2:pg_catalog.text key 1:integer!; state pg_catalog.text bigint;	1	0	1	0	0	1.086	2026-11-23 03:45:24.008284+00	2026-11-23 03:45:24.008284+00	hot	standard	off	\N	1	0	f	\N	\N	\N
7	public.seen	public	seen	pgtrickle_definitions.seen_7	select line, level from lines where level > 0	 SELECT line,\n    level\n   FROM public.lines\n  WHERE (level > 0)	\N	AUTO	DIFFERENTIAL	\N	ACTIVE	t	2026-11-23 03:45:24.052051+00	778:778:@778.35	2026-11-23 03:45:24.052699+00	FULL	0.743302	1	\N	0	\N	\N	\N	f	\N	1	atomic	fastest	refuse	f	t	{int4gt}	{TimeZone=UTC,"DateStyle=ISO, YMD",IntervalStyle=postgres,extra_float_digits=1,bytea_output=hex,lc_numeric=C.UTF-8,lc_monetary=C.UTF-8,lc_time=C.UTF-8,xmlbinary=base64,xmloption=content,default_text_search_config=pg_catalog.english,timezone_abbreviations=Default,array_nulls=on}	16782 1:pg_catalog.text 2:integer;	1	0	6	0	0	0.648	2026-11-23 03:45:24.035391+00	2026-11-23 03:45:24.035391+00	hot	standard	off	\N	1	0	f	\N	\N	\N
8	public.distinct_lines	public	distinct_lines	pgtrickle_definitions.distinct_lines_8	select distinct line from lines	 SELECT DISTINCT line\n   FROM public.lines	\N	AUTO	DIFFERENTIAL	\N	ACTIVE	t	2026-11-23 03:45:24.076675+00	779:779:@779.20	2026-11-23 03:45:24.077304+00	FULL	0.818134	1	\N	0	\N	\N	\N	f	\N	1	atomic	fastest	refuse	f	t	{}	{TimeZone=UTC,"DateStyle=ISO, YMD",IntervalStyle=postgres,extra_float_digits=1,bytea_output=hex,lc_numeric=C.UTF-8,lc_monetary=C.UTF-8,lc_time=C.UTF-8,xmlbinary=base64,xmloption=content,default_text_search_config=pg_catalog.english,timezone_abbreviations=Default,array_nulls=on}	16782 1:pg_catalog.text;	1	0	4	0	0	0.629	2026-11-23 03:45:24.060094+00	2026-11-23 03:45:24.060094+00	hot	standard	off	\N	1	0	f	\N	\N	\N
9	public.newest	public	newest	pgtrickle_definitions.newest_9	select id, region from orders order by id desc limit 3	 SELECT id,\n    region\n   FROM public.orders\n  ORDER BY id DESC\n LIMIT 3	\N	AUTO	DIFFERENTIAL	\N	ACTIVE	t	2026-11-23 03:45:24.105141+00	780:780:@780.20	2026-11-23 03:45:24.105847+00	FULL	0.894066	1	\N	0	\N	\N	\N	f	\N	1	atomic	fastest	refuse	f	f	{int8}	{TimeZone=UTC,"DateStyle=ISO, YMD",IntervalStyle=postgres,extra_float_digits=1,bytea_output=hex,lc_numeric=C.UTF-8,lc_monetary=C.UTF-8,lc_time=C.UTF-8,xmlbinary=base64,xmloption=content,default_text_search_config=pg_catalog.english,timezone_abbreviations=Default,array_nulls=on}	16739 1:integer! 2:pg_catalog.text key 1:integer!;	1	0	3	0	0	0.706	2026-11-23 03:45:24.080277+00	2026-11-23 03:45:24.080277+00	hot	standard	off	\N	1	0	f	\N	\N	\N
10	public.ranked	public	ranked	pgtrickle_definitions.ranked_10	select id, rank() over (partition by region order by amount) as place from orders	 SELECT id,\n    rank() OVER (PARTITION BY region ORDER BY amount) AS place\n   FROM public.orders	\N	AUTO	DIFFERENTIAL	\N	ACTIVE	t	2026-11-23 03:45:24.126984+00	781:781:@781.23	2026-11-23 03:45:24.127885+00	FULL	1.205428	1	\N	0	\N	\N	\N	f	\N	1	atomic	fastest	refuse	f	f	{rank}	{TimeZone=UTC,"DateStyle=ISO, YMD",IntervalStyle=postgres,extra_float_digits=1,bytea_output=hex,lc_numeric=C.UTF-8,lc_monetary=C.UTF-8,lc_time=C.UTF-8,xmlbinary=base64,xmloption=content,default_text_search_config=pg_catalog.english,timezone_abbreviations=Default,array_nulls=on}	16739 1:integer! 2:pg_catalog.text 3:numeric key 1:integer!;	1	0	30	0	0	0.901	2026-11-23 03:45:24.106292+00	2026-11-23 03:45:24.106292+00	hot	standard	off	\N	1	0	f	\N	\N	\N
11	public.unsold	public	unsold	pgtrickle_definitions.unsold_11	select name from regions r where not exists (select from orders o where o.region = r.region)	 SELECT name\n   FROM public.regions r\n  WHERE (NOT (EXISTS ( SELECT\n           FROM public.orders o\n          WHERE (o.region = r.region))))	\N	AUTO	DIFFERENTIAL	\N	ACTIVE	t	2026-11-23 03:45:24.177504+00	782:782:@782.22	2026-11-23 03:45:24.177925+00	FULL	0.490248	2	\N	0	\N	\N	\N	f	\N	1	atomic	fastest	refuse	f	f	{texteq}	{TimeZone=UTC,"DateStyle=ISO, YMD",IntervalStyle=postgres,extra_float_digits=1,bytea_output=hex,lc_numeric=C.UTF-8,lc_monetary=C.UTF-8,lc_time=C.UTF-8,xmlbinary=base64,xmloption=content,default_text_search_config=pg_catalog.english,timezone_abbreviations=Default,array_nulls=on}	16747 1:pg_catalog.text! 2:pg_catalog.text! key 1:pg_catalog.text!;16739 2:pg_catalog.text key 1:integer!;	1	0	0	0	0	0.421	2026-11-23 03:45:24.136283+00	2026-11-23 03:45:24.136283+00	hot	standard	off	\N	1	0	f	\N	\N	\N
12	public.reachable	public	reachable	pgtrickle_definitions.reachable_12	with recursive r (a, b) as (select a, b from edges union select r.a, e.b from r join edges e on e.a = r.b) select a, b from r	 WITH RECURSIVE r(a, b) AS (\n         SELECT edges.a,\n            edges.b\n           FROM public.edges\n        UNION\n         SELECT r_1.a,\n            e.b\n           FROM (r r_1\n             JOIN public.edges e ON ((e.a = r_1.b)))\n        )\n SELECT a,\n    b\n   FROM r	\N	AUTO	DIFFERENTIAL	\N	ACTIVE	t	2026-11-23 03:45:24.216546+00	783:783:@783.32	2026-11-23 03:45:24.239701+00	FULL	45.242502	1	\N	0	\N	\N	\N	f	\N	1	atomic	fastest	refuse	f	f	{int4eq}	{TimeZone=UTC,"DateStyle=ISO, YMD",IntervalStyle=postgres,extra_float_digits=1,bytea_output=hex,lc_numeric=C.UTF-8,lc_monetary=C.UTF-8,lc_time=C.UTF-8,xmlbinary=base64,xmloption=content,default_text_search_config=pg_catalog.english,timezone_abbreviations=Default,array_nulls=on}	16793 1:integer! 2:integer! key 1:integer! 2:integer!;	1	0	21	0	0	23.155	2026-11-23 03:45:24.180249+00	2026-11-23 03:45:24.180249+00	hot	standard	off	\N	1	0	f	\N	\N	\N
13	public.recent	public	recent	pgtrickle_definitions.recent_13	select id from readings where at > now() - interval '100 years'	 SELECT id\n   FROM public.readings\n  WHERE (at > (now() - '100 years'::interval))	\N	AUTO	DIFFERENTIAL	\N	ACTIVE	t	2026-11-23 03:45:24.269152+00	784:784:@784.26	2026-11-23 03:45:24.269793+00	FULL	0.839406	1	\N	0	\N	\N	\N	f	\N	1	atomic	fastest	refuse	f	f	{timestamptz_gt,timestamptz_mi_interval,now}	{TimeZone=UTC,"DateStyle=ISO, YMD",IntervalStyle=postgres,extra_float_digits=1,bytea_output=hex,lc_numeric=C.UTF-8,lc_monetary=C.UTF-8,lc_time=C.UTF-8,xmlbinary=base64,xmloption=content,default_text_search_config=pg_catalog.english,timezone_abbreviations=Default,array_nulls=on}	16800 1:integer! 2:timestamp with time zone! key 1:integer!;	1	0	10	0	0	0.641	2026-11-23 03:45:24.24402+00	2026-11-23 03:45:24.24402+00	hot	standard	off	\N	1	0	f	\N	\N	\N
14	public.full_one	public	full_one	pgtrickle_definitions.full_one_14	select region, max(amount) as highest from orders group by region	 SELECT region,\n    max(amount) AS highest\n   FROM public.orders\n  GROUP BY region	\N	FULL	FULL	\N	ACTIVE	t	2026-11-23 03:45:24.279803+00	785:785:@785.20	2026-11-23 03:45:24.284721+00	FULL	0.713258	0	\N	0	\N	\N	\N	f	\N	1	atomic	fastest	refuse	f	f	{max}	{TimeZone=UTC,"DateStyle=ISO, YMD",IntervalStyle=postgres,extra_float_digits=1,bytea_output=hex,lc_numeric=C.UTF-8,lc_monetary=C.UTF-8,lc_time=C.UTF-8,xmlbinary=base64,xmloption=content,default_text_search_config=pg_catalog.english,timezone_abbreviations=Default,array_nulls=on}		1	0	3	0	0	4.918	2026-11-23 03:45:24.271001+00	2026-11-23 03:45:24.271001+00	hot	standard	off	\N	1	0	f	\N	\N	\N
15	public.at_once	public	at_once	pgtrickle_definitions.at_once_15	select k, sum(n) as n, count(*) as c from written group by k	 SELECT k,\n    sum(n) AS n,\n    count(*) AS c\n   FROM public.written\n  GROUP BY k	\N	IMMEDIATE	IMMEDIATE	\N	ACTIVE	t	2026-11-23 03:45:24.300337+00	786:786:@786.25	2026-11-23 03:45:24.301388+00	FULL	1.538602	1	\N	0	\N	\N	\N	f	\N	1	atomic	fastest	refuse	t	f	{sum,count}	{TimeZone=UTC,"DateStyle=ISO, YMD",IntervalStyle=postgres,extra_float_digits=1,bytea_output=hex,lc_numeric=C.UTF-8,lc_monetary=C.UTF-8,lc_time=C.UTF-8,xmlbinary=base64,xmloption=content,default_text_search_config=pg_catalog.english,timezone_abbreviations=Default,array_nulls=on}	16787 2:integer 3:integer key 1:integer!;	1	0	3	0	0	1.051	2026-11-23 03:45:24.285136+00	2026-11-23 03:45:24.285136+00	hot	standard	off	\N	1	0	f	\N	\N	\N
18	public.owned	public	owned	pgtrickle_definitions.owned_18	select id from mine	 SELECT id\n   FROM public.mine	\N	AUTO	DIFFERENTIAL	\N	ACTIVE	t	2026-11-23 03:45:24.35858+00	796:796:@796.26	2026-11-23 03:45:24.359124+00	FULL	0.55314	1	\N	0	\N	\N	\N	f	\N	1	atomic	fastest	refuse	f	f	{}	{TimeZone=UTC,"DateStyle=ISO, YMD",IntervalStyle=postgres,extra_float_digits=1,bytea_output=hex,lc_numeric=C.UTF-8,lc_monetary=C.UTF-8,lc_time=C.UTF-8,xmlbinary=base64,xmloption=content,default_text_search_config=pg_catalog.english,timezone_abbreviations=Default,array_nulls=on}	17118 1:integer! key 1:integer!;	1	0	1	0	0	0.544	2026-11-23 03:45:24.34303+00	2026-11-23 03:45:24.34303+00	hot	standard	off	\N	1	0	f	\N	\N	\N
16	public.over_at_once	public	over_at_once	pgtrickle_definitions.over_at_once_16	select c, max(n) as n from at_once group by c	 SELECT c,\n    max(n) AS n\n   FROM ( SELECT at_once_1.n,\n            at_once_1.c\n           FROM public.at_once at_once_1) at_once\n  GROUP BY c	\N	IMMEDIATE	IMMEDIATE	\N	ACTIVE	t	2026-11-23 03:45:24.318623+00	787:787:@787.24	2026-11-23 03:45:24.319256+00	FULL	0.824502	1	\N	0	\N	\N	\N	f	\N	1	atomic	fastest	refuse	f	t	{max}	{TimeZone=UTC,"DateStyle=ISO, YMD",IntervalStyle=postgres,extra_float_digits=1,bytea_output=hex,lc_numeric=C.UTF-8,lc_monetary=C.UTF-8,lc_time=C.UTF-8,xmlbinary=base64,xmloption=content,default_text_search_config=pg_catalog.english,timezone_abbreviations=Default,array_nulls=on}	17073 2:bigint 3:bigint;	1	0	2	0	0	0.633	2026-11-23 03:45:24.302097+00	2026-11-23 03:45:24.302097+00	hot	standard	off	\N	1	0	f	\N	\N	\N
17	public.on_commit	public	on_commit	pgtrickle_definitions.on_commit_17	select k, min(n) as lowest from written group by k	 SELECT k,\n    min(n) AS lowest\n   FROM public.written\n  GROUP BY k	\N	ON COMMIT	ON COMMIT	\N	ACTIVE	t	2026-11-23 03:45:24.33439+00	788:788:@788.16	2026-11-23 03:45:24.335009+00	FULL	0.828188	1	\N	0	\N	\N	\N	f	\N	1	atomic	fastest	refuse	f	f	{min}	{TimeZone=UTC,"DateStyle=ISO, YMD",IntervalStyle=postgres,extra_float_digits=1,bytea_output=hex,lc_numeric=C.UTF-8,lc_monetary=C.UTF-8,lc_time=C.UTF-8,xmlbinary=base64,xmloption=content,default_text_search_config=pg_catalog.english,timezone_abbreviations=Default,array_nulls=on}	16787 2:integer 3:integer key 1:integer!;	1	0	3	0	0	0.619	2026-11-23 03:45:24.319707+00	2026-11-23 03:45:24.319707+00	hot	standard	off	\N	1	0	f	\N	\N	\N
\.


--
-- Data for Name: state_6_1; Type: TABLE DATA; Schema: pgtrickle_state; Owner: postgres
--

COPY pgtrickle_state.state_6_1 (c1, c2, __pgt_row_id) FROM stdin;
r0	10	4000906556376411703
r1	10	-8910022565068960962
r2	10	5032462838791710214
\.


--
-- Data for Name: at_once; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.at_once (k, n, c, __pgt_row_id, __pgt_state_3) FROM stdin;
0	63	6	0	6
2	77	7	2	7
1	70	7	1	7
7	21	1	7	1
\.


--
-- Data for Name: details; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.details (id, name, amount, __pgt_row_id) FROM stdin;
1	Region 1	1	1
2	Region 2	2	2
3	Region 0	3	3
4	Region 1	4	4
5	Region 2	5	5
6	Region 0	6	6
7	Region 1	7	7
8	Region 2	8	8
9	Region 0	9	9
10	Region 1	10	10
11	Region 2	11	11
12	Region 0	12	12
13	Region 1	13	13
14	Region 2	14	14
15	Region 0	15	15
16	Region 1	16	16
17	Region 2	17	17
18	Region 0	18	18
19	Region 1	19	19
20	Region 2	20	20
21	Region 0	21	21
22	Region 1	22	22
23	Region 2	23	23
24	Region 0	24	24
25	Region 1	25	25
26	Region 2	26	26
27	Region 0	27	27
28	Region 1	28	28
29	Region 2	29	29
30	Region 0	30	30
\.


--
-- Data for Name: distinct_lines; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.distinct_lines (line, __pgt_row_id, __pgt_state_1) FROM stdin;
line 2	-1901412878177557029	3
line 1	1512067278116062769	3
line 0	-1531858455217013727	3
line 3	9134488837050035900	3
\.


--
-- Data for Name: edges; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.edges (a, b) FROM stdin;
1	2
2	3
3	4
4	5
5	6
6	7
7	1
\.


--
-- Data for Name: events_1; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.events_1 (id, kind) FROM stdin;
50	k0
51	k1
52	k0
53	k1
54	k0
55	k1
56	k0
57	k1
58	k0
59	k1
60	k0
61	k1
62	k0
63	k1
64	k0
65	k1
66	k0
67	k1
68	k0
69	k1
70	k0
71	k1
72	k0
73	k1
74	k0
75	k1
76	k0
77	k1
78	k0
79	k1
80	k0
81	k1
82	k0
83	k1
84	k0
85	k1
86	k0
87	k1
88	k0
89	k1
90	k0
91	k1
92	k0
93	k1
94	k0
95	k1
96	k0
97	k1
98	k0
99	k1
\.


--
-- Data for Name: events_2; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.events_2 (id, kind) FROM stdin;
100	k0
101	k1
102	k0
103	k1
104	k0
105	k1
106	k0
107	k1
108	k0
109	k1
110	k0
111	k1
112	k0
113	k1
114	k0
115	k1
116	k0
117	k1
118	k0
119	k1
120	k0
121	k1
122	k0
123	k1
124	k0
125	k1
126	k0
127	k1
128	k0
129	k1
130	k0
131	k1
132	k0
133	k1
134	k0
135	k1
136	k0
137	k1
138	k0
139	k1
140	k0
141	k1
142	k0
143	k1
144	k0
145	k1
146	k0
147	k1
148	k0
149	k1
150	k0
160	k9
\.


--
-- Data for Name: full_one; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.full_one (region, highest, __pgt_row_id) FROM stdin;
r0	30	5002833297598062190
r1	28	-2548370737877476506
r2	29	6324931844751222161
\.


--
-- Data for Name: kinds; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.kinds (kind, n, __pgt_row_id) FROM stdin;
k1	50	-4527529957846885753
k0	51	-3857274275441313170
\.


--
-- Data for Name: larger; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.larger (region, n, __pgt_row_id) FROM stdin;
r0	9	4000906556376411703
r1	8	-8910022565068960962
r2	8	5032462838791710214
\.


--
-- Data for Name: lines; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.lines (line, level) FROM stdin;
line 1	1
line 2	0
line 3	1
line 0	0
line 1	1
line 2	0
line 3	1
line 0	0
line 1	1
line 2	0
line 3	1
line 0	0
line 9	1
\.


--
-- Data for Name: mine; Type: TABLE DATA; Schema: public; Owner: upgrade_owner
--

COPY public.mine (id) FROM stdin;
1
2
\.


--
-- Data for Name: named; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.named (name, total, n, __pgt_row_id) FROM stdin;
Region 0	165	9	4711625678587569624
Region 1	145	8	4039597106718880341
Region 2	155	8	4756329946028932763
\.


--
-- Data for Name: newest; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.newest (id, region, __pgt_row_id) FROM stdin;
30	r0	30
29	r2	29
28	r1	28
\.


--
-- Data for Name: on_commit; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.on_commit (k, lowest, __pgt_row_id, __pgt_state_2) FROM stdin;
0	3	0	6
2	2	2	7
1	1	1	7
7	21	7	1
\.


--
-- Data for Name: orders; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.orders (id, region, amount) FROM stdin;
3	r0	3
4	r1	4
5	r2	5
6	r0	6
7	r1	7
8	r2	8
9	r0	9
10	r1	10
11	r2	11
12	r0	12
13	r1	13
14	r2	14
15	r0	15
16	r1	16
17	r2	17
18	r0	18
19	r1	19
20	r2	20
21	r0	21
22	r1	22
23	r2	23
24	r0	24
25	r1	25
26	r2	26
27	r0	27
28	r1	28
29	r2	29
30	r0	30
31	r1	31
32	r9	32
33	r2	33
\.


--
-- Data for Name: over_at_once; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.over_at_once (c, n, __pgt_row_id, __pgt_state_2) FROM stdin;
7	77	7	2
6	63	6	1
1	21	1	1
\.


--
-- Data for Name: owned; Type: TABLE DATA; Schema: public; Owner: upgrade_owner
--

COPY public.owned (id, __pgt_row_id) FROM stdin;
1	1
\.


--
-- Data for Name: ranked; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.ranked (id, place, __pgt_row_id, __pgt_key_1, __pgt_partition) FROM stdin;
3	1	3	r0	4000906556376411703
6	2	6	r0	4000906556376411703
9	3	9	r0	4000906556376411703
12	4	12	r0	4000906556376411703
15	5	15	r0	4000906556376411703
18	6	18	r0	4000906556376411703
21	7	21	r0	4000906556376411703
24	8	24	r0	4000906556376411703
27	9	27	r0	4000906556376411703
30	10	30	r0	4000906556376411703
1	1	1	r1	-8910022565068960962
4	2	4	r1	-8910022565068960962
7	3	7	r1	-8910022565068960962
10	4	10	r1	-8910022565068960962
13	5	13	r1	-8910022565068960962
16	6	16	r1	-8910022565068960962
19	7	19	r1	-8910022565068960962
22	8	22	r1	-8910022565068960962
25	9	25	r1	-8910022565068960962
28	10	28	r1	-8910022565068960962
2	1	2	r2	5032462838791710214
5	2	5	r2	5032462838791710214
8	3	8	r2	5032462838791710214
11	4	11	r2	5032462838791710214
14	5	14	r2	5032462838791710214
17	6	17	r2	5032462838791710214
20	7	20	r2	5032462838791710214
23	8	23	r2	5032462838791710214
26	9	26	r2	5032462838791710214
29	10	29	r2	5032462838791710214
\.


--
-- Data for Name: reachable; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.reachable (a, b, __pgt_row_id) FROM stdin;
1	2	1031781089131822215
2	3	-6175326892167743407
3	4	767036813127421521
4	5	8203992246986480993
5	6	6849734614972026321
6	7	7677358330771020524
1	3	9174713365814517132
2	4	9117123181480258947
3	5	7785010941940824755
4	6	3564776874268958295
5	7	-5972963492601336047
1	4	-4424757786566269873
2	5	-7661020928799540742
3	6	5275075983332927925
4	7	3651105600370361209
1	5	-4108818976988933007
2	6	8868569746952234404
3	7	-4194726777169004307
1	6	-8651750668379845007
2	7	-527781835478152643
1	7	-4148171639526444637
\.


--
-- Data for Name: readings; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.readings (id, at) FROM stdin;
1	2026-01-01 01:00:00+00
2	2026-01-01 02:00:00+00
3	2026-01-01 03:00:00+00
4	2026-01-01 04:00:00+00
5	2026-01-01 05:00:00+00
6	2026-01-01 06:00:00+00
7	2026-01-01 07:00:00+00
8	2026-01-01 08:00:00+00
9	2026-01-01 09:00:00+00
10	2026-01-01 10:00:00+00
\.


--
-- Data for Name: recent; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.recent (id, __pgt_row_id) FROM stdin;
1	1
2	2
3	3
4	4
5	5
6	6
7	7
8	8
9	9
10	10
\.


--
-- Data for Name: regions; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.regions (region, name) FROM stdin;
r0	Region 0
r1	Region 1
r2	Region 2
\.


--
-- Data for Name: seen; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.seen (line, level, __pgt_row_id) FROM stdin;
line 1	1	2931812327237251367
line 3	1	2109839702422630897
line 1	1	2931812327237251367
line 3	1	2109839702422630897
line 1	1	2931812327237251367
line 3	1	2109839702422630897
\.


--
-- Data for Name: sizes; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.sizes (n, last, __pgt_row_id, __pgt_state_2) FROM stdin;
10	r2	10	3
\.


--
-- Data for Name: totals; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.totals (region, total, n, mean, __pgt_row_id, __pgt_state_4, __pgt_state_5) FROM stdin;
r0	165	10	16.5000000000000000	4000906556376411703	10	10
r2	153	9	17.0000000000000000	5032462838791710214	9	9
r1	175	10	17.5000000000000000	-8910022565068960962	10	10
r9	32	1	32.0000000000000000	-7668671266387276783	1	1
\.


--
-- Data for Name: unsold; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.unsold (name, __pgt_row_id) FROM stdin;
\.


--
-- Data for Name: written; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.written (id, k, n) FROM stdin;
1	1	1
2	2	2
3	0	3
4	1	4
5	2	5
6	0	6
7	1	7
8	2	8
9	0	9
10	1	10
11	2	11
12	0	12
13	1	13
14	2	14
15	0	15
16	1	16
17	2	17
18	0	18
19	1	19
20	2	20
21	7	21
\.


--
-- Name: pgt_refresh_history_refresh_id_seq; Type: SEQUENCE SET; Schema: pgtrickle_catalog; Owner: postgres
--

SELECT pg_catalog.setval('pgtrickle_catalog.pgt_refresh_history_refresh_id_seq', 19, true);


--
-- Name: pgt_stream_tables_pgt_id_seq; Type: SEQUENCE SET; Schema: pgtrickle_catalog; Owner: postgres
--

SELECT pg_catalog.setval('pgtrickle_catalog.pgt_stream_tables_pgt_id_seq', 18, true);


--
-- Name: edges edges_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.edges
    ADD CONSTRAINT edges_pkey PRIMARY KEY (a, b);


--
-- Name: events events_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (id);


--
-- Name: events_1 events_1_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.events_1
    ADD CONSTRAINT events_1_pkey PRIMARY KEY (id);


--
-- Name: events_2 events_2_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.events_2
    ADD CONSTRAINT events_2_pkey PRIMARY KEY (id);


--
-- Name: mine mine_pkey; Type: CONSTRAINT; Schema: public; Owner: upgrade_owner
--

ALTER TABLE ONLY public.mine
    ADD CONSTRAINT mine_pkey PRIMARY KEY (id);


--
-- Name: orders orders_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_pkey PRIMARY KEY (id);


--
-- Name: readings readings_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.readings
    ADD CONSTRAINT readings_pkey PRIMARY KEY (id);


--
-- Name: regions regions_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.regions
    ADD CONSTRAINT regions_pkey PRIMARY KEY (region);


--
-- Name: written written_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.written
    ADD CONSTRAINT written_pkey PRIMARY KEY (id);


--
-- Name: state_6_1___pgt_row_id_idx; Type: INDEX; Schema: pgtrickle_state; Owner: postgres
--

CREATE INDEX state_6_1___pgt_row_id_idx ON pgtrickle_state.state_6_1 USING btree (__pgt_row_id);


--
-- Name: state_6_1_c2_idx; Type: INDEX; Schema: pgtrickle_state; Owner: postgres
--

CREATE INDEX state_6_1_c2_idx ON pgtrickle_state.state_6_1 USING btree (c2);


--
-- Name: at_once___pgt_row_id_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX at_once___pgt_row_id_idx ON public.at_once USING btree (__pgt_row_id);


--
-- Name: details___pgt_row_id_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX details___pgt_row_id_idx ON public.details USING btree (__pgt_row_id);


--
-- Name: distinct_lines___pgt_row_id_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX distinct_lines___pgt_row_id_idx ON public.distinct_lines USING btree (__pgt_row_id);


--
-- Name: full_one___pgt_row_id_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX full_one___pgt_row_id_idx ON public.full_one USING btree (__pgt_row_id);


--
-- Name: kinds___pgt_row_id_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX kinds___pgt_row_id_idx ON public.kinds USING btree (__pgt_row_id);


--
-- Name: larger___pgt_row_id_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX larger___pgt_row_id_idx ON public.larger USING btree (__pgt_row_id);


--
-- Name: named___pgt_row_id_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX named___pgt_row_id_idx ON public.named USING btree (__pgt_row_id);


--
-- Name: newest___pgt_row_id_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX newest___pgt_row_id_idx ON public.newest USING btree (__pgt_row_id);


--
-- Name: on_commit___pgt_row_id_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX on_commit___pgt_row_id_idx ON public.on_commit USING btree (__pgt_row_id);


--
-- Name: over_at_once___pgt_row_id_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX over_at_once___pgt_row_id_idx ON public.over_at_once USING btree (__pgt_row_id);


--
-- Name: owned___pgt_row_id_idx; Type: INDEX; Schema: public; Owner: upgrade_owner
--

CREATE INDEX owned___pgt_row_id_idx ON public.owned USING btree (__pgt_row_id);


--
-- Name: ranked___pgt_partition_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX ranked___pgt_partition_idx ON public.ranked USING btree (__pgt_partition);


--
-- Name: ranked___pgt_row_id_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX ranked___pgt_row_id_idx ON public.ranked USING btree (__pgt_row_id);


--
-- Name: reachable___pgt_row_id_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX reachable___pgt_row_id_idx ON public.reachable USING btree (__pgt_row_id);


--
-- Name: reachable_a_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX reachable_a_idx ON public.reachable USING btree (a);


--
-- Name: reachable_b_a_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX reachable_b_a_idx ON public.reachable USING btree (b, a);


--
-- Name: recent___pgt_row_id_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX recent___pgt_row_id_idx ON public.recent USING btree (__pgt_row_id);


--
-- Name: seen___pgt_row_id_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX seen___pgt_row_id_idx ON public.seen USING btree (__pgt_row_id);


--
-- Name: sizes___pgt_row_id_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX sizes___pgt_row_id_idx ON public.sizes USING btree (__pgt_row_id);


--
-- Name: totals___pgt_row_id_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX totals___pgt_row_id_idx ON public.totals USING btree (__pgt_row_id);


--
-- Name: totals_n; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX totals_n ON public.totals USING btree (n);


--
-- Name: unsold___pgt_row_id_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX unsold___pgt_row_id_idx ON public.unsold USING btree (__pgt_row_id);


--
-- Name: events_1_pkey; Type: INDEX ATTACH; Schema: public; Owner: postgres
--

ALTER INDEX public.events_pkey ATTACH PARTITION public.events_1_pkey;


--
-- Name: events_2_pkey; Type: INDEX ATTACH; Schema: public; Owner: postgres
--

ALTER INDEX public.events_pkey ATTACH PARTITION public.events_2_pkey;


--
-- Name: state_6_1 pgtrickle_guard; Type: TRIGGER; Schema: pgtrickle_state; Owner: postgres
--

CREATE TRIGGER pgtrickle_guard BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON pgtrickle_state.state_6_1 FOR EACH STATEMENT EXECUTE FUNCTION pgtrickle.guard_stream_table();


--
-- Name: at_once pgtrickle_guard; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE TRIGGER pgtrickle_guard BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.at_once FOR EACH STATEMENT EXECUTE FUNCTION pgtrickle.guard_stream_table();


--
-- Name: details pgtrickle_guard; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE TRIGGER pgtrickle_guard BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.details FOR EACH STATEMENT EXECUTE FUNCTION pgtrickle.guard_stream_table();


--
-- Name: distinct_lines pgtrickle_guard; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE TRIGGER pgtrickle_guard BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.distinct_lines FOR EACH STATEMENT EXECUTE FUNCTION pgtrickle.guard_stream_table();


--
-- Name: full_one pgtrickle_guard; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE TRIGGER pgtrickle_guard BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.full_one FOR EACH STATEMENT EXECUTE FUNCTION pgtrickle.guard_stream_table();


--
-- Name: kinds pgtrickle_guard; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE TRIGGER pgtrickle_guard BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.kinds FOR EACH STATEMENT EXECUTE FUNCTION pgtrickle.guard_stream_table();


--
-- Name: larger pgtrickle_guard; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE TRIGGER pgtrickle_guard BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.larger FOR EACH STATEMENT EXECUTE FUNCTION pgtrickle.guard_stream_table();


--
-- Name: named pgtrickle_guard; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE TRIGGER pgtrickle_guard BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.named FOR EACH STATEMENT EXECUTE FUNCTION pgtrickle.guard_stream_table();


--
-- Name: newest pgtrickle_guard; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE TRIGGER pgtrickle_guard BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.newest FOR EACH STATEMENT EXECUTE FUNCTION pgtrickle.guard_stream_table();


--
-- Name: on_commit pgtrickle_guard; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE TRIGGER pgtrickle_guard BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.on_commit FOR EACH STATEMENT EXECUTE FUNCTION pgtrickle.guard_stream_table();


--
-- Name: over_at_once pgtrickle_guard; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE TRIGGER pgtrickle_guard BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.over_at_once FOR EACH STATEMENT EXECUTE FUNCTION pgtrickle.guard_stream_table();


--
-- Name: owned pgtrickle_guard; Type: TRIGGER; Schema: public; Owner: upgrade_owner
--

CREATE TRIGGER pgtrickle_guard BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.owned FOR EACH STATEMENT EXECUTE FUNCTION pgtrickle.guard_stream_table();


--
-- Name: ranked pgtrickle_guard; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE TRIGGER pgtrickle_guard BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.ranked FOR EACH STATEMENT EXECUTE FUNCTION pgtrickle.guard_stream_table();


--
-- Name: reachable pgtrickle_guard; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE TRIGGER pgtrickle_guard BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.reachable FOR EACH STATEMENT EXECUTE FUNCTION pgtrickle.guard_stream_table();


--
-- Name: recent pgtrickle_guard; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE TRIGGER pgtrickle_guard BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.recent FOR EACH STATEMENT EXECUTE FUNCTION pgtrickle.guard_stream_table();


--
-- Name: seen pgtrickle_guard; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE TRIGGER pgtrickle_guard BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.seen FOR EACH STATEMENT EXECUTE FUNCTION pgtrickle.guard_stream_table();


--
-- Name: sizes pgtrickle_guard; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE TRIGGER pgtrickle_guard BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.sizes FOR EACH STATEMENT EXECUTE FUNCTION pgtrickle.guard_stream_table();


--
-- Name: totals pgtrickle_guard; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE TRIGGER pgtrickle_guard BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.totals FOR EACH STATEMENT EXECUTE FUNCTION pgtrickle.guard_stream_table();


--
-- Name: unsold pgtrickle_guard; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE TRIGGER pgtrickle_guard BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.unsold FOR EACH STATEMENT EXECUTE FUNCTION pgtrickle.guard_stream_table();


--
-- Name: SCHEMA public; Type: ACL; Schema: -; Owner: pg_database_owner
--

GRANT ALL ON SCHEMA public TO upgrade_owner;


--
-- Name: TABLE at_once_15; Type: ACL; Schema: pgtrickle_definitions; Owner: postgres
--

GRANT SELECT ON TABLE pgtrickle_definitions.at_once_15 TO PUBLIC;


--
-- Name: TABLE details_4; Type: ACL; Schema: pgtrickle_definitions; Owner: postgres
--

GRANT SELECT ON TABLE pgtrickle_definitions.details_4 TO PUBLIC;


--
-- Name: TABLE distinct_lines_8; Type: ACL; Schema: pgtrickle_definitions; Owner: postgres
--

GRANT SELECT ON TABLE pgtrickle_definitions.distinct_lines_8 TO PUBLIC;


--
-- Name: TABLE full_one_14; Type: ACL; Schema: pgtrickle_definitions; Owner: postgres
--

GRANT SELECT ON TABLE pgtrickle_definitions.full_one_14 TO PUBLIC;


--
-- Name: TABLE kinds_5; Type: ACL; Schema: pgtrickle_definitions; Owner: postgres
--

GRANT SELECT ON TABLE pgtrickle_definitions.kinds_5 TO PUBLIC;


--
-- Name: TABLE larger_2; Type: ACL; Schema: pgtrickle_definitions; Owner: postgres
--

GRANT SELECT ON TABLE pgtrickle_definitions.larger_2 TO PUBLIC;


--
-- Name: TABLE totals; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT ON TABLE public.totals TO upgrade_owner;


--
-- Name: TABLE named_3; Type: ACL; Schema: pgtrickle_definitions; Owner: postgres
--

GRANT SELECT ON TABLE pgtrickle_definitions.named_3 TO PUBLIC;


--
-- Name: TABLE newest_9; Type: ACL; Schema: pgtrickle_definitions; Owner: postgres
--

GRANT SELECT ON TABLE pgtrickle_definitions.newest_9 TO PUBLIC;


--
-- Name: TABLE on_commit_17; Type: ACL; Schema: pgtrickle_definitions; Owner: postgres
--

GRANT SELECT ON TABLE pgtrickle_definitions.on_commit_17 TO PUBLIC;


--
-- Name: TABLE over_at_once_16; Type: ACL; Schema: pgtrickle_definitions; Owner: postgres
--

GRANT SELECT ON TABLE pgtrickle_definitions.over_at_once_16 TO PUBLIC;


--
-- Name: TABLE owned_18; Type: ACL; Schema: pgtrickle_definitions; Owner: postgres
--

GRANT SELECT ON TABLE pgtrickle_definitions.owned_18 TO PUBLIC;


--
-- Name: TABLE ranked_10; Type: ACL; Schema: pgtrickle_definitions; Owner: postgres
--

GRANT SELECT ON TABLE pgtrickle_definitions.ranked_10 TO PUBLIC;


--
-- Name: TABLE reachable_12; Type: ACL; Schema: pgtrickle_definitions; Owner: postgres
--

GRANT SELECT ON TABLE pgtrickle_definitions.reachable_12 TO PUBLIC;


--
-- Name: TABLE recent_13; Type: ACL; Schema: pgtrickle_definitions; Owner: postgres
--

GRANT SELECT ON TABLE pgtrickle_definitions.recent_13 TO PUBLIC;


--
-- Name: TABLE seen_7; Type: ACL; Schema: pgtrickle_definitions; Owner: postgres
--

GRANT SELECT ON TABLE pgtrickle_definitions.seen_7 TO PUBLIC;


--
-- Name: TABLE sizes_6; Type: ACL; Schema: pgtrickle_definitions; Owner: postgres
--

GRANT SELECT ON TABLE pgtrickle_definitions.sizes_6 TO PUBLIC;


--
-- Name: TABLE totals_1; Type: ACL; Schema: pgtrickle_definitions; Owner: postgres
--

GRANT SELECT ON TABLE pgtrickle_definitions.totals_1 TO PUBLIC;


--
-- Name: TABLE unsold_11; Type: ACL; Schema: pgtrickle_definitions; Owner: postgres
--

GRANT SELECT ON TABLE pgtrickle_definitions.unsold_11 TO PUBLIC;


--
-- PostgreSQL database dump complete
--


