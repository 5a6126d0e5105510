"""Sources that change without their triggers firing: rewrites, replaced functions, partitions and inheritance, disabled triggers."""

import sys

from trial import case, run_cases


def follow(t, tables, change, *, what=None, loudly=True):
    """After a change each table is what its query gives, by a refresh."""
    t.must(change)
    for table, query in tables.items():
        t.refresh(table)
        t.same(f"{what or change[:60]}: {table}", table, query, loudly)


def make(t, queries, **options):
    for table, query in queries.items():
        t.create(table, query, **options)
    return queries


@case
def set_expression(t):
    """SET EXPRESSION rewrites a stored generated column, and changes a virtual one without writing anything."""
    t.must(
        "create table public.t (id int primary key, a int, s int generated always as (a * 2) stored, v int generated always as (a * 3)"
        " virtual);insert into public.t (id, a) select i, i from generate_series(1, 3) i; create view public.w as select id, v + s as x"
        " from public.t"
    )
    tables = make(
        t,
        {
            "public.copy": "select id, s, v from public.t",
            "public.sums": "select count(*) as n, sum(s) as s, sum(v) as v from public.t",
            "public.filtered": "select id from public.t where v > 5",
            "public.grouped": "select v, count(*) as n from public.t group by v",
            "public.viewed": "select id, x from public.w",
            "public.joined": "select a.id, b.s from public.t a join public.t b on a.v = b.v",
        },
    )
    follow(t, tables, "alter table public.t alter column s set expression as (a * 100)")
    follow(t, tables, "alter table public.t alter column v set expression as (a * 1000)")
    follow(t, tables, "update public.t set a = 10 where id = 1")
    follow(t, tables, "delete from public.t where id = 2")


@case
def rewritten_columns(t):
    """Other columns of the source are rewritten, added with volatile defaults, dropped; the table is moved and clustered."""
    t.must(
        "create table public.t (id int primary key, v int, unused int, spare text); insert into public.t select i, i, i, i from"
        " generate_series(1, 5) i"
    )
    tables = make(t, {"public.copy": "select id, v from public.t", "public.sums": "select sum(v) as s, count(*) as n from public.t"})
    for change in (
        "alter table public.t alter column unused type bigint",
        "alter table public.t add column r float default random()",
        "alter table public.t drop column unused",
        "vacuum full public.t",
        "cluster public.t using t_pkey",
        "alter table public.t set (fillfactor = 50)",
        "alter table public.t rename column spare to other",
        "alter table public.t alter column other set storage external",
        "alter table public.t set unlogged",
        "alter table public.t set logged",
        "alter table public.t set access method heap",
        "truncate public.t; insert into public.t (id, v) values (8, 8)",
    ):
        t.boss.run(f"insert into public.t (id, v) select max(id) + 1, 1 from public.t")
        t.boss.run(change)
        follow(t, tables, "update public.t set v = v + 1 where id % 2 = 1", what=change[:50])


@case
def not_null_not_valid(t):
    t.must(
        "create table public.t (id int primary key, g text, k int, v int); create unique index on public.t (k);insert into public.t values"
        " (1, 'a', null, null), (2, 'a', null, 5), (3, 'b', 7, 1), (4, null, 8, 1), (5, null, null, null);alter table public.t add"
        " constraint nn_g not null g not valid, add constraint nn_k not null k not valid, add constraint nn_v not null v not valid"
    )
    tables = make(
        t,
        {
            "public.sums": "select id % 10 as m, sum(v) as s, round(avg(v), 3) as a from public.t group by id % 10",
            "public.groups": "select g, count(*) as n, sum(v) as s from public.t group by g",
            "public.keyed": "select k, v from public.t",
            "public.counted": "select count(v) as n, max(v) as m from public.t",
            "public.distincts": "select distinct g, v from public.t",
            "public.joined": "select a.k, b.id from public.t a join public.t b on a.k = b.k",
            "public.outer_joined": "select a.id, b.g from public.t a left join public.t b on a.k = b.k",
        },
    )
    follow(t, tables, "delete from public.t where id in (2, 3, 4)")
    follow(t, tables, "insert into public.t values (6, 'c', 9, 3); delete from public.t where id = 5")
    t.must(
        "delete from public.t where g is null or k is null or v is null; alter table public.t validate constraint nn_g; alter table"
        " public.t validate constraint nn_v"
    )
    follow(t, tables, "insert into public.t values (7, 'd', 10, 3)", what="validated")
    follow(
        t, tables, "alter table public.t alter column v drop not null; insert into public.t values (8, 'd', 11, null)", what="nulls again"
    )


@case
def constraints_that_go(t):
    """Keys and NOT NULLs that a stream table relies on are dropped, or lose their meaning."""
    t.must(
        "create table public.t (id int primary key, k int not null, v int); create unique index u on public.t (k); insert into public.t"
        " values (1, 1, 1), (2, 2, 2)"
    )
    tables = make(
        t,
        {
            "public.keyed": "select k, v from public.t",
            "public.sums": "select sum(k) as s from public.t",
            "public.joined": "select a.v, b.k from public.t a join public.t b on a.k = b.k",
        },
    )
    follow(t, tables, "drop index u; insert into public.t values (3, 2, 2), (4, 2, 2)", what="unique index dropped")
    follow(t, tables, "delete from public.t where id = 3")
    follow(
        t, tables, "alter table public.t alter column k drop not null; insert into public.t values (5, null, 5)", what="not null dropped"
    )
    follow(
        t,
        tables,
        "alter table public.t drop constraint t_pkey; insert into public.t values (5, null, 5), (1, 1, 1)",
        what="primary key dropped",
    )
    follow(t, tables, "delete from public.t where k = 1")
    t.must(
        "create table public.d (id int, v int, constraint late unique (id) deferrable initially deferred); insert into public.d values"
        " (1, 1)"
    )
    t.create("public.deferred", "select id, v from public.d")
    t.must("begin; insert into public.d values (1, 2)")
    t.refresh("public.deferred")
    t.must("delete from public.d where v = 1; commit")
    t.refresh("public.deferred")
    t.same("a deferrable key", "public.deferred", "select id, v from public.d", loudly=False)
    t.must(
        "create table public.p (id int not null, v int); create unique index on public.p (id) where v > 0; create unique index on public.p"
        " ((id % 10)); create unique index on public.p (id, v) nulls not distinct;insert into public.p values (1, 0), (2, 5)"
    )
    t.create("public.partial", "select id from public.p")
    follow(t, {"public.partial": "select id from public.p"}, "insert into public.p values (3, 0)")
    follow(t, {"public.partial": "select id from public.p"}, "delete from public.p where id = 3")


@case
def inheritance(t):
    t.must(
        "create table public.p (id int, v int); create table public.c (primary key (id)) inherits (public.p); create table public.gc ()"
        " inherits (public.c);insert into public.c select i, i from generate_series(1, 3) i; insert into public.gc values (50, 50)"
    )
    tables = make(
        t,
        {
            "public.child": "select id, v from public.c",
            "public.total": "select sum(v) as s, count(*) as n from public.c",
            "public.grandchild": "select id, v from public.gc",
            "public.parent": "select id, v from public.p",
            "public.only_parent": "select id, v from only public.p",
        },
    )
    for change in (
        "update public.p set v = v + 100 where id = 1",
        "delete from public.p where id = 2",
        "insert into public.gc values (7, 7)",
        "update public.c set v = 0 where id = 50",
        "alter table public.gc no inherit public.c",
        "update public.p set v = v + 1",
        "truncate only public.c",
        "insert into public.c values (9, 9)",
    ):
        follow(t, tables, change)


@case
def becomes_child(t):
    """A source becomes a child, a parent, a partition, or stops being one."""
    t.must(
        "create table public.p (id int, v int); create table public.later (id int primary key, v int); insert into public.later values (1,"
        " 1);create table public.root (id int primary key, v int) partition by range (id); create table public.part (id int primary key, v"
        " int); insert into public.part values (2, 2);create table public.par (id int primary key, v int); insert into public.par values"
        " (3, 3)"
    )
    tables = make(
        t,
        {
            "public.s1": "select id, v from public.later",
            "public.s2": "select sum(v) as s from public.part",
            "public.s3": "select id, v from public.par",
            "public.s4": "select count(*) as n from public.root",
        },
    )
    follow(t, tables, "alter table public.later inherit public.p")
    follow(t, tables, "update public.p set v = 7")
    follow(t, tables, "alter table public.root attach partition public.part for values from (0) to (100)")
    follow(t, tables, "insert into public.root values (20, 20); update public.root set v = 9 where id = 2")
    follow(t, tables, "create table public.child () inherits (public.par)")
    follow(t, tables, "insert into public.child values (30, 30); update public.par set v = 4")
    follow(t, tables, "alter table public.root detach partition public.part")
    follow(t, tables, "insert into public.part values (21, 21); insert into public.child values (31, 31)")
    follow(t, tables, "alter table public.later no inherit public.p; drop table public.child")
    follow(t, tables, "update public.later set v = 0; insert into public.par values (32, 32)")


@case
def partitions(t):
    """Partitions come, go, are split by default partitions, and have partitions of their own."""
    t.must(
        "create table public.t (id int, v int, primary key (id)) partition by range (id); create table public.t1 partition of public.t for"
        " values from (0) to (1000);create table public.t2 partition of public.t for values from (1000) to (2000); insert into public.t"
        " select i, 1 from generate_series(1, 10) i"
    )
    tables = make(t, {"public.st": "select count(*) as n, sum(v) as s from public.t", "public.copy": "select id, v from public.t"})
    for change in (
        "create table public.t3 partition of public.t default",
        "insert into public.t values (5000, 5), (1500, 6)",
        "alter table public.t detach partition public.t1",
        "insert into public.t1 values (12, 1)",
        "alter table public.t attach partition public.t1 for values from (0) to (1000)",
        "drop table public.t2",
        "create table public.t2 (id int primary key, v int); insert into public.t2 values (1001, 4)",
        "alter table public.t attach partition public.t2 for values from (1000) to (2000)",
        (
            "create table public.sub (id int, v int, primary key (id)) partition by list (id); create table public.sub1 partition of"
            " public.sub default; insert into public.sub values (2500, 1)"
        ),
        "alter table public.t attach partition public.sub for values from (2000) to (3000)",
        "insert into public.sub values (2501, 2); update public.t set id = id + 1000 where id = 1001",
        "truncate public.sub1",
        "truncate public.t3",
        "alter table public.t detach partition public.sub",
        "drop table public.sub",
        "insert into public.t values (2600, 1)",
    ):
        follow(t, tables, change)


@case
def disabled_triggers(t):
    """Bulk loads with triggers disabled, on a table, a partition, and all of a partitioned table."""
    t.must(
        "create table public.t (id int primary key, v int); insert into public.t values (1, 1);create table public.p (id int, v int,"
        " primary key (id)) partition by range (id); create table public.p1 partition of public.p for values from (0) to (1000); create"
        " table public.p2 partition of public.p for values from (1000) to (2000); insert into public.p values (1, 1)"
    )
    tables = make(
        t, {"public.st": "select count(*) as n, sum(v) as s from public.t", "public.sp": "select count(*) as n, sum(v) as s from public.p"}
    )
    for table in ("t", "p1", "p", "p2"):
        rows = "1500" if table == "p2" else "100"
        t.must(f"insert into public.{table} values ({rows}, 1)")
        for each in tables:
            t.refresh(each)
        t.boss.run(f"alter table public.{table} disable trigger all")
        t.must(f"insert into public.{table} select {rows} + i, 1 from generate_series(1, 3) i")
        t.boss.run(f"alter table public.{table} enable trigger all")
        follow(t, tables, "select 1", what=f"loaded into {table}")
        follow(
            t,
            tables,
            f"insert into public.{table} select {rows} + i, 1 from generate_series(11, 13) i",
            what=f"after the load into {table}",
        )
        follow(t, tables, f"delete from public.{table}", what=f"deleted from {table}")
    for how in (
        "alter table public.t disable trigger user",
        "alter table public.t disable trigger pgt_capture_insert",
        "drop trigger pgt_capture_insert on public.t",
        "alter table public.t enable replica trigger pgt_capture_insert",
        "alter trigger pgt_capture_insert on public.t rename to zzz",
        "alter table public.t enable always trigger pgt_capture_insert",
    ):
        t.boss.run(how)
        t.must("insert into public.t select coalesce(max(id), 0) + 1, 1 from public.t")
        follow(t, tables, "select 1", what=how)
        t.boss.run(
            "select pgtrickle.rebuild_cdc_triggers(); alter trigger zzz on public.t rename to pgt_capture_insert; alter table public.t"
            " enable trigger user"
        )
        follow(t, tables, "insert into public.t select coalesce(max(id), 0) + 1, 1 from public.t", what=f"after {how}")


@case
def definitions(t):
    """What a query means changes by DDL on other objects: functions behind operators and aggregates, strictness, enums, casts, views."""
    t.must("""
        create table public.t (id int primary key, v int, e text); insert into public.t values (1, 1, 'a'), (2, null, 'b');
        create function public.plus(int, int) returns int language sql immutable as 'select $1 + $2';
        create operator public.@+@ (leftarg = int, rightarg = int, function = public.plus);
        create function public.step(int, int) returns int language sql immutable as 'select coalesce($1, 0) + coalesce($2, 0)';
        create function public.final(int) returns int language sql immutable as 'select $1';
        create aggregate public.added(int) (sfunc = public.step, stype = int, initcond = '0', finalfunc = public.final);
        create function public.zero(int) returns int language sql immutable as 'select coalesce($1, 0)';
        create type public.mood as enum ('sad', 'glad'); create table public.m (id int primary key, mood public.mood); insert into public.m values (1, 'sad');
        create type public.celsius as (deg float); create function public.as_text(public.celsius) returns text language sql immutable as $$ select $1.deg || 'C' $$;
        create cast (public.celsius as text) with function public.as_text(public.celsius) as assignment;
        create table public.temps (id int primary key, c public.celsius); insert into public.temps values (1, row(5)::public.celsius);
        create view public.inner_view as select id, v from public.t; create view public.outer_view as select id, v from public.inner_view;
        create function public.gen(int) returns int language sql immutable as 'select $1 * 2'""")
    tables = make(
        t,
        {
            "public.by_operator": "select id, v operator(public.@+@) 1 as x from public.t",
            "public.by_aggregate": "select public.added(v) as x from public.t",
            "public.by_strict": "select id, public.zero(v) as x from public.t",
            "public.by_enum": "select mood::text as mood, count(*) as n from public.m group by mood::text",
            "public.by_cast": "select id, c::text as c from public.temps",
            "public.by_view": "select id, v from public.outer_view",
            "public.by_filter": "select count(*) filter (where public.gen(v) > 2) as n from public.t",
            "public.any_op": "select id from public.t where v operator(public.@+@) 1 = 2",
        },
    )
    for change in (
        "create or replace function public.plus(int, int) returns int language sql immutable as 'select $1 + $2 + 1000'",
        (
            "create or replace function public.step(int, int) returns int language sql immutable as 'select coalesce($1, 0) + coalesce($2,"
            " 0) + 1000'"
        ),
        "create or replace function public.final(int) returns int language sql immutable as 'select -$1'",
        "create or replace aggregate public.added(int) (sfunc = public.step, stype = int, initcond = '7')",
        "alter function public.zero(int) strict",
        "alter function public.zero(int) called on null input",
        "alter type public.mood rename value 'sad' to 'blue'",
        (
            "create or replace function public.as_text(public.celsius) returns text language sql immutable as $$ select $1.deg || '"
            " degrees' $$"
        ),
        "create or replace view public.inner_view as select id, v * 2 as v from public.t",
        "create or replace view public.outer_view as select id, v + 1 as v from public.inner_view where id < 100",
        "create or replace function public.gen(int) returns int language sql immutable as 'select $1 * 3'",
        "alter function public.plus(int, int) set extra_float_digits = 0",
        "alter view public.inner_view rename to inner_view_now",
        "alter type public.mood add value 'mad' before 'blue'",
        "alter type public.celsius rename to kelvin",
    ):
        follow(t, tables, change)
        follow(t, tables, "insert into public.t select max(id) + 1, 1, 'c' from public.t", what=f"more after {change[:50]}")
    follow(t, tables, "delete from public.m; insert into public.m values (2, 'blue')")


@case
def whole_rows(t):
    """Whole rows and composite values, whose shape changes: renamed columns, new attributes."""
    t.must(
        "create table public.t (id int primary key, v int); insert into public.t values (1, 1); create type public.pair as (a int, b text);"
        " create table public.c (id int primary key, p public.pair); insert into public.c values (1, row(1, 'x'))"
    )
    tables = make(
        t,
        {
            "public.json": "select id, to_jsonb(t) as j from public.t t",
            "public.rows": "select t as r from public.t t",
            "public.agg": "select jsonb_agg(to_jsonb(t) order by id) as j from public.t t",
            "public.row_json": "select row_to_json(x) as j from (select id, v from public.t) x",
            "public.of_pair": "select id, to_jsonb(p) as j from public.c",
            "public.pairs": "select p, count(*) as n from public.c group by p",
            "public.texts": "select id, t::text as x from public.t t",
        },
    )
    for change in (
        "alter table public.t rename column v to w",
        "insert into public.t values (2, 2)",
        "alter table public.t add column more int default 5",
        "insert into public.t values (3, 3, 3)",
        "alter type public.pair add attribute c int",
        "insert into public.c values (2, row(2, 'y', 3))",
        "update public.c set p.a = 9 where id = 1",
        "alter type public.pair rename attribute b to bb",
        "alter table public.t drop column more",
        "alter table public.t rename to tt",
        "alter type public.pair rename to couple",
    ):
        t.boss.run(change)
        for table in tables:
            t.refresh(table)
        now = {
            "public.json": "select id, to_jsonb(t) as j from {t} t",
            "public.rows": "select t as r from {t} t",
            "public.agg": "select jsonb_agg(to_jsonb(t) order by id) as j from {t} t",
            "public.row_json": "select row_to_json(x) as j from (select id, {v} as v from {t}) x",
            "public.of_pair": "select id, to_jsonb(p) as j from public.c",
            "public.pairs": "select p, count(*) as n from public.c group by p",
            "public.texts": "select id, t::text as x from {t} t",
        }
        relation = "public.tt" if t.boss.value("select to_regclass('public.tt')") else "public.t"
        column = t.boss.value(f"select attname from pg_attribute where attrelid = '{relation}'::regclass and attnum = 2")
        for table, query in now.items():
            t.same(f"{change}: {table}", table, query.format(t=relation, v=column))


@case
def foreign_and_unlogged_partitions(t):
    t.must(
        "create extension file_fdw; create server files foreign data wrapper file_fdw; create table public.t (id int, v int) partition by"
        " range (id); create table public.t1 partition of public.t for values from (0) to (10)"
    )
    queries = {"public.st": "select count(*) as n from public.t"}
    make(t, queries)
    made = t.boss.run(
        "create foreign table public.f partition of public.t for values from (10) to (20) server files options (filename '/dev/null')"
    )
    t.check("made or refused", made.is_fine or made.is_refused, made)
    t.must("insert into public.t values (1, 1)")
    t.refresh("public.st")
    t.same("with a foreign partition", "public.st", queries["public.st"])
    for ddl in (
        "create table public.t2 partition of public.t for values from (20) to (30)",
        "alter table public.t add column more int",
        "alter table public.t1 add check (v < 100)",
    ):
        answer = t.boss.run(ddl)
        t.check(f"{ddl[:40]}: the owner's DDL goes on", answer.is_fine, answer)
    t.must(
        "create table public.s (id int, v int) partition by range (id); create table public.s1 partition of public.s for values from (0) to"
        " (10)"
    )
    make(t, {"public.st2": "select count(*) as n from public.s"})
    t.must("create foreign table public.g (id int, v int) server files options (filename '/nonexistent')")
    answer = t.boss.run("alter table public.s attach partition public.g for values from (10) to (20)")
    t.check("ATTACH does not read it", answer.is_fine or answer.is_refused, answer)
    t.must(
        "create table public.w (id int, v int) partition by range (id); create unlogged table public.w1 partition of public.w for values"
        " from (0) to (10); insert into public.w values (1, 1)"
    )
    make(t, {"public.st3": "select count(*) as n from public.w"})
    follow(t, {"public.st3": "select count(*) as n from public.w"}, "insert into public.w values (2, 2)", loudly=False)


@case
def left_over_column(t):
    """A column that no query reads any more does not stop writers when its type changes."""
    t.must("create table public.t (id int primary key, v int, w int); insert into public.t values (1, 1, 1), (5, 5, 5), (6, 6, 6)")
    t.create("public.reads_v", "select id, v from public.t")
    t.create("public.reads_w", "select id, w from public.t")
    t.must("select pgtrickle.drop_stream_table('public.reads_v')")
    for ddl in (
        "alter table public.t alter column v type bigint",
        "alter table public.t alter column v type text",
        "alter table public.t rename column v to x",
        "alter table public.t drop column x",
        "alter table public.t add column v point",
    ):
        answer = t.boss.run(ddl)
        t.check(f"{ddl} is fine or refused", answer.is_fine or answer.is_refused, answer)
        for write in (
            "insert into public.t (id, w) select max(id) + 1, 2 from public.t",
            "update public.t set w = w + 1 where id = 5",
            "insert into public.t (id, w) select 1000 + max(id) + i, 2 from public.t, generate_series(1, 10) i group by i",
            "delete from public.t where id > 1000",
        ):
            answer = t.boss.run(write)
            t.check(f"after {ddl}: {write[:20]}", answer.is_fine, answer)
        t.refresh("public.reads_w")
        t.same(ddl, "public.reads_w", "select id, w from public.t", loudly=False)


@case
def old_snapshot(t):
    """DDL in a transaction whose snapshot is older than the stream table."""
    t.must(
        "create table public.t (id int primary key, v int); insert into public.t values (1, 1); create function public.f(int) returns int"
        " language sql immutable as 'select $1'; create view public.w as select id, v from public.t"
    )
    for level in ("repeatable read", "serializable"):
        old = t.session()
        old.run(f"begin isolation level {level}; select 1 from pg_class limit 1")
        tables = {
            "public.st": "select id, v from public.t",
            "public.calls": "select id, public.f(v) as v from public.t",
            "public.altered": "select id, v from public.t",
            "public.viewed": "select id, v from public.w",
            "public.kept": "select count(*) as n from public.t",
        }
        make(t, tables)
        for ddl in (
            "drop table public.st",
            "create or replace function public.f(int) returns int language sql immutable as 'select $1 + 1000'",
            "alter table public.altered drop column v",
            "create or replace view public.w as select id, v + 5 as v from public.t",
            "alter table public.t disable trigger all",
            "alter table public.kept set unlogged",
            "alter table public.t rename to u",
            "alter table public.u rename to t",
        ):
            old.run("savepoint s")
            if not old.run(ddl).is_fine:
                old.run("rollback to s")
        old.run("commit")
        t.boss.run("insert into public.t select max(id) + 1, 7 from public.t")
        gone = t.boss.value(
            "select count(*) from pgtrickle.pgt_stream_tables t where not exists (select from pg_class c where c.oid = t.pgt_relid)"
        )
        t.check(f"{level}: no row of a table that is gone", gone == "0", gone)
        answer = t.boss.run("select pgtrickle.restore_stream_tables()")
        t.check(f"{level}: restore works", answer.is_fine, answer)
        for table, query in tables.items():
            if (
                t.boss.value(f"select to_regclass('{table}')") == ""
                or t.boss.value(
                    f"select count(*) from pg_attribute where attrelid = '{table}'::regclass and attname in ('v', 'n') and not attisdropped"
                )
                == "0"
            ):
                continue
            t.refresh(table)
            t.same(f"{level}: {table}", table, query)
        for table in tables:
            t.boss.run(f"select pgtrickle.drop_stream_table('{table}', true)")
        t.boss.run(
            "alter table public.t enable trigger all; create or replace function public.f(int) returns int language sql immutable as"
            " 'select $1'"
        )


if __name__ == "__main__":
    sys.exit(run_cases())
