"""Queries whose generated SQL gave wrong rows, or failed where a materialized view does not: DIFFERENTIAL is right, AUTO falls back, or it is refused."""

import sys
import time

from trial import case, run_cases

TABLES = """
create table public.t (id int primary key, g int, v int, n text); insert into public.t select i, i % 3, i * 2, chr(96 + i) from generate_series(1, 9) i;
create table public.f (id int primary key, x int); insert into public.f values (1, 0), (2, 5);
create table public.xt (a xid, v int); insert into public.xt values ('1', 1), ('1', 2), ('3', 3);
create table public.r (id int primary key, v int); insert into public.r values (1, 1), (2, 2);
create table public.gv (a int primary key, b regclass generated always as (tableoid::regclass) virtual, c int generated always as (a + 1) virtual); insert into public.gv values (1);
create table public.words (w text); insert into public.words values ('a'), ('b');
create table public.ts (id int primary key, k int, ts timestamptz);
"""
CHANGES = [
    (
        "insert into public.t values (20, 1, 7, 'z'), (21, null, null, null); insert into public.f values (3, 0), (4, 7); insert into"
        " public.xt values ('2', 5), (null, 1); insert into public.r values (3, 3); insert into public.gv values (2); insert into"
        " public.words values ('c')"
    ),
    (
        "update public.t set v = v + 1, g = 1 - g where id % 2 = 0; update public.f set x = 1 where id = 2; delete from public.xt where a ="
        " '1' and v = 1; update public.r set v = v + 1"
    ),
    (
        "delete from public.t where id in (1, 2, 21); delete from public.f where id = 4; delete from public.gv where a = 1; delete from"
        " public.words where w = 'a'; delete from public.r where id = 1"
    ),
]
QUERIES = {
    "srf_in_order": "select id from public.r order by id, generate_series(1, 3)",
    "srf_in_select": "select id, generate_series(1, v) as x from public.r",
    "virtual_tableoid": "select a, b, c from public.gv",
    "tableoid": "select id, tableoid::regclass as x from public.r",
    "xmin": "select id, xmin::text::bigint > 0 as x from public.r",
    "ctid": "select id, ctid is null as x from public.r",
    "ordered_subquery": "select string_agg(n, ',') as l from (select n from public.t order by v desc, id) q",
    "ordered_subquery_groups": "select g, array_agg(v) as l from (select g, v from public.t order by v desc, id) q group by g",
    "json_ordered": "select json_agg(v)::text as l from (select v from public.t order by v desc, id) q",
    "ordered_cte": "with q as (select n from public.t order by n desc) select string_agg(n, '') as l from q",
    "ambiguous": "select g as a, g as b from generate_series(1, 3) g group by a, rollup(b)",
    "using_alias": "select row_to_json(x.*)::text as j from (public.t join public.r using (id)) as x",
    "filter_guards": "select sum(100 / x) filter (where x > 0) as s, count(*) as n from public.f",
    "filter_guards_groups": "select id % 2 as k, sum(100 / x) filter (where x > 0) as s from public.f group by id % 2",
    "case_guards": "select id, case when x > 0 then 100 / x end as q from public.f",
    "where_guards": "select id, 100 / x as q from public.f where x > 0",
    "having_guards": "select id, sum(x) as s from public.f group by id having sum(x) > 0 and 100 / sum(x) > 1",
    "join_guards": "select a.id, 100 / b.x as q from public.t a join public.f b on a.id = b.id and b.x > 0",
    "percentile_of_group": "select g, percentile_disc(0.5) within group (order by v) as p from public.t group by g",
    "percentile_direct": (
        "select g, percentile_disc(case when g > 1 then 0.5 else 0.1 end) within group (order by v) as p from public.t group by g"
    ),
    "hash_only_group": "select a, count(*) as n from public.xt group by a",
    "hash_only_distinct": "select distinct a from public.xt",
    "hash_only_union": "select a from public.xt union select a from public.xt where v > 2",
    "hash_only_except": "select a from public.xt except select '1'::xid",
    "hash_only_join": "select t1.v, t2.v as w from public.xt t1 left join public.xt t2 on t1.a = t2.a",
    "recursive_twice": (
        "with recursive x(a) as (select w from public.words union all (with z as not materialized (select * from x) select z.a || z1.a from"
        " z cross join z as z1 where length(z.a || z1.a) < 4)) select * from x"
    ),
    "anonymous_row": "select (r).f1 as x from (select row(id, v) as r from public.r) q",
    "anonymous_row_compared": "select id from public.r where row(row(row(id))) = any (select row(row(id)) from public.r)",
    "row_in": "select id from public.r where row(id, v) in (select id, v from public.r where v > 1)",
    "cycle_default": (
        "with recursive s(id, v) as (select id, v from public.r union all select r.id, r.v from s join public.r on r.id = s.v) cycle id set"
        " c to 'Y' default 'N' using path select id, c from s"
    ),
    "search_depth": (
        "with recursive s(id) as (select 1 union all select id + 1 from s where id < 3) search depth first by id set o select id, o::text"
        " as o from s"
    ),
    "interval_extremes": "select id, interval '178000000 years 11 months' + make_interval(days => id) as x from public.r",
    "float_extremes": "select id, 'NaN'::float8 + id as x, '-0'::float8 as z, 1e308::float8 as y from public.r",
    "strings": r"select id, E'a\\b\n''c' || chr(id) as x, U&'d\0061t\+000061' as y from public.r",
    "numeric_scales": "select v, avg(v * 1.10) as a, sum(v * 0.5) as s, stddev(v) as d from public.t group by v",
    "not_exists": "select id from public.r where not exists (select from public.t where t.id = r.id and t.v > 3)",
    "not_in_nulls": "select id from public.r where v not in (select g from public.t)",
    "all_subquery": "select id from public.r where v > all (select g from public.t where g is not null)",
    "exists_or": "select id from public.r where id = 2 or exists (select from public.t where t.g = r.v)",
    "scalar": "select id, (select max(v) from public.t where t.g = r.id) as m from public.r",
    "lateral": (
        "select r.id, x.v from public.r cross join lateral (select v from public.t where t.g = r.id order by v desc, t.id limit 1) x"
    ),
    "top": "select id, v from public.t order by v desc, id limit 3",
    "top_ties": "select v from public.t order by v fetch first 2 rows with ties",
    "windows": "select id, sum(v) over (partition by g order by id rows between 1 preceding and current row) as s from public.t",
    "window_in_case": "select id, case when row_number() over (order by id) > 2 then 1 else 0 end as x from public.t",
    "grouping_sets": "select g, v % 2 as p, count(*) as n, grouping(g) as x from public.t group by cube (g, v % 2)",
    "distinct_on": "select distinct on (g) g, id from public.t order by g, id desc",
    "values_many": "select * from (values " + ", ".join(f"({i})" for i in range(150)) + ") v(a)",
    "union_many": " union all ".join(f"select id, {i} as i from public.r" for i in range(60)),
    "constant": "select 1 as x, null as y, 'unknown' as z",
    "empty_group": "select count(*) as n, sum(v) as s, max(n) as m, array_agg(v) as a from public.t where id > 1000",
    "having_no_group": "select count(*) as n from public.t having count(*) > 9",
    "full_join_constant": "select a.id, b.id as b from public.t a full join public.r b on a.id = b.id and a.v > 4",
    "self_join": (
        "select a.id, b.id as b, c.id as c from public.t a left join public.t b on a.g = b.g and a.id < b.id left join public.t c on b.v"
        " = c.v"
    ),
    "mixed_sets": (
        "select v from public.t intersect all (select id from public.t except select g from public.t union all select v from public.r)"
    ),
    "coalesce_using": "select id, a.v, b.v as w from public.t a full join public.r b using (id)",
    "natural": "select * from public.t natural join public.r",
    "bool_aggs": "select g, bool_and(v > 3) as a, bool_or(v > 3) as o, every(n is null) as e from public.t group by g",
    "only": "select id from only public.t",
    "sampled": "select count(*) >= 0 as x from public.t tablesample bernoulli (50)",
}


@case
def right_or_refused(t):
    """AUTO is right whatever it chose, and no error of generated SQL is shown; DIFFERENTIAL is right or says what it cannot do."""
    t.must(TABLES)
    tables = {}
    for name, query in QUERIES.items():
        expected = t.boss.run(f"select count(*) from ({query}) q")
        if not expected.is_fine:
            t.check(f"{name} is no query of PostgreSQL's", False, expected)
            continue
        for mode in ("AUTO", "DIFFERENTIAL"):
            table = f"public.{mode.lower()[:4]}_{name}"
            t.create(table, query, refresh_mode=mode)
            tables[table] = query
            if mode == "AUTO" and t.created[table].state not in ("00000", "0A000"):
                t.check(f"{name}: AUTO cannot be made", False, t.created[table])
            t.same(f"created: {table}", table, query)
    for change in CHANGES:
        t.must(change)
        for table, query in tables.items():
            if t.created[table].is_fine:
                t.refresh(table)
                t.same(f"{change[:30]}: {table}", table, query, loudly=False)


@case
def stable_functions(t):
    """Conditions over the time: right after it has passed, whether rows come or go."""
    t.must(
        TABLES
        + "create function public.moment() returns timestamptz language sql stable as 'select now()'; create view public.recent as select"
        " id, k from public.ts where ts >= now() - interval '1 second'"
    )
    queries = {
        "recent": "select id, k from public.ts where ts >= now() - interval '1 second'",
        "groups": "select k, count(*) as c from public.ts where ts >= now() - interval '1 second' group by k",
        "past": "select k, count(*) as c from public.ts where ts <= now() group by k",
        "joined": "select a.id, b.k from public.ts a join public.ts b on a.id = b.id and b.ts > now() - interval '1 second'",
        "having": "select k, max(ts) as m from public.ts group by k having max(ts) > now() - interval '1 second'",
        "grouped_by": "select ts > now() - interval '1 second' as fresh, count(*) as n from public.ts group by 1",
        "distincts": "select distinct ts > clock_timestamp() - interval '1 second' as x from public.ts",
        "by_view": "select id, k from public.recent",
        "own": "select id from public.ts where ts > public.moment() - interval '1 second'",
        "filtered": "select k, count(*) filter (where ts > now() - interval '1 second') as c from public.ts group by k",
        "dates": "select id from public.ts where ts::date = current_date",
        "user": "select id from public.ts where current_user = 'postgres'",
        "setting": "select id from public.ts where current_setting('timezone') = 'UTC'",
        "semi": "select id from public.t where id in (select id from public.ts where ts > now() - interval '1 second')",
        "aggregated": "select max(ts) > now() - interval '1 second' as x, count(*) as n from public.ts",
    }
    for name, query in queries.items():
        t.create(f"public.s_{name}", query)

    def all_same(what):
        for name, query in queries.items():
            t.refresh(f"public.s_{name}")
            t.same(f"{what}: {name}", f"public.s_{name}", query, loudly=False)

    t.must(
        "insert into public.ts values (1, 1, now()), (2, 1, now()), (3, 2, now()), (4, 3, now() + interval '1 second'), (5, 3, now() -"
        " interval '1 hour')"
    )
    for name in queries:
        t.refresh(f"public.s_{name}")
    time.sleep(1.3)
    t.must("delete from public.ts where id in (1, 3, 4)")
    all_same("gone")
    time.sleep(1)
    t.must("delete from public.ts where id = 2; insert into public.ts values (9, 9, now() - interval '1 day')")
    all_same("later")


@case
def over_each_other(t):
    """Stream tables over stream tables, views over them, NATURAL JOIN and * of them: hidden columns are visible in none of them."""
    t.must(TABLES)
    t.create("public.wa", "select id, g, sum(v) over (partition by g order by id) as s from public.t")
    t.create("public.wb", "select id, g, row_number() over (partition by g order by id) as r from public.t")
    t.create("public.sums", "select g, sum(v) as s, avg(v) as a from public.t group by g")
    t.must("create view public.all_of as select * from public.sums; create view public.named as select g, s from public.sums")
    queries = {
        "public.o1": "select * from public.wa natural join public.wb",
        "public.o2": "select * from public.sums",
        "public.o3": "select g, s from public.named",
        "public.o4": "select x.*, y.r from public.wa x join public.wb y using (id)",
        "public.o5": "select g, max(s) as m from public.sums group by g",
    }
    for table, query in queries.items():
        t.create(table, query)
        t.check(f"{table} is made", t.created[table].is_fine or t.created[table].is_refused, t.created[table])
    for change in CHANGES:
        t.must(change)
        for table in ("public.wa", "public.wb", "public.sums", *queries):
            t.refresh(table)
        right = {
            "public.o1": "select id, g, s, r from public.wa join public.wb using (id, g)",
            "public.o2": "select g, s, a from public.sums",
            "public.o3": "select g, s from public.sums",
            "public.o4": "select x.id, x.g, x.s, y.r from public.wa x join public.wb y using (id)",
            "public.o5": "select g, max(s) as m from public.sums group by g",
        }
        for table, query in right.items():
            t.same(f"{change[:30]}: {table}", table, query, loudly=False)


@case
def forced_modes(t):
    """force_mode does what it says, whatever the settings of the session are."""
    t.must("create table public.t (id int primary key, g int); insert into public.t select i, i % 50 from generate_series(1, 3000) i")
    t.create("public.st", "select g, count(*) as n from public.t group by g")
    for strategy in ("full", "differential", "auto"):
        t.boss.run(f"set pg_trickle.refresh_strategy = '{strategy}'")
        for force, wanted in (("DIFFERENTIAL", "DIFFERENTIAL"), ("FULL", "FULL")):
            t.must("update public.t set g = (g + 7) % 50 where id < 10")
            t.refresh("public.st", mode=force)
            t.same(f"{strategy} {force}", "public.st", "select g, count(*) as n from public.t group by g", loudly=False)
            action = t.boss.value("select action from pgtrickle.pgt_refresh_history order by refresh_id desc limit 1")
            t.check(f"{strategy} {force}", action == wanted, action)


if __name__ == "__main__":
    sys.exit(run_cases())
