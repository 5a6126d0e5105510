"""Values: which equality joins and groups, rows whose fields are NULL, keys by other collations, types that hash or sort only."""

import sys

from trial import case, run_cases


def rounds(t, tables, changes, loudly=True):
    """After each change every table is what its query gives; it is refreshed twice, the second time differentially whatever it costs."""
    for table, query in tables.items():
        t.create(table, query)
        t.same(f"created: {table}", table, query, loudly)
    for change in changes:
        t.must(change)
        for table, query in tables.items():
            t.refresh(table)
            t.same(f"{change[:50]}: {table}", table, query, loudly)


@case
def rows_with_nulls(t):
    t.must(
        "create type public.pair as (a int, b text); create table public.t (id int primary key, g int, k public.pair, x int); create table"
        " public.u (id int primary key, k public.pair);insert into public.t values (1, 1, '(1,x)', 1), (2, 1, null, 2), (3, 2, '(,)', 3)"
    )
    queries = {
        "counts": "select count(k) as n, count(*) as rows from public.t",
        "whole": "select g, count(t) as n from public.t group by g",
        "distincts": "select distinct k from public.t",
        "by_k": "select k, count(*) as n, sum(x) as s from public.t group by k",
        "excepts": "select count(*) as n from (select k from public.t except all select k from public.u) x",
        "except_set": "select k from public.t except select k from public.u",
        "intersects": "select k from public.t intersect all select k from public.u",
        "joined": "select t.id, u.id as u from public.t left join public.u on t.k = u.k",
        "full_joined": "select t.id, u.id as u, t.k from public.t full join public.u on t.k = u.k",
        "right_joined": "select u.id, t.k from public.t right join public.u on t.id = u.id",
        "mins": "select min(x) filter (where k is not null) as m, max(x) filter (where k is null) as n from public.t",
        "nulls": "select id from public.t where k is null",
        "not_nulls": "select id from public.t where k is not null",
        "distinct_from": "select id from public.t where k is distinct from null",
        "coalesced": "select id, coalesce(k, '(9,z)') as k from public.t",
        "aggregated": "select g, array_agg(k order by id) as ks, count(distinct k) as n from public.t group by g",
        "any_values": "select g, max(k) as m from public.t where k is not null group by g",
        "arrays": "select array[k, null] as a, count(*) as n from public.t group by 1",
        "cases": "select id, case when k is null then 1 else 2 end as c from public.t",
        "unions": "select k from public.t union select k from public.u",
        "anti": "select t.id from public.t left join public.u on t.k = u.k where u.id is null",
        "subfields": "select (k).a as a, count(*) as n from public.t group by (k).a",
        "of_join": "select t.id, u as u from public.t left join public.u on t.id = u.id",
        "counted_join": "select t.g, count(u) as n, count(u.k) as k from public.t left join public.u on t.id = u.id group by t.g",
    }
    tables = {f"public.s_{name}": query for name, query in queries.items()}
    rounds(
        t,
        tables,
        [
            "insert into public.t values (4, 1, '(2,)', 20), (5, 2, '(,)', null)",
            "insert into public.u values (1, null), (2, '(,)'), (4, '(2,)')",
            "update public.t set k = '(,)' where id = 2",
            "update public.t set k = null where id in (3, 4)",
            "delete from public.t where id = 5",
            "update public.u set k = '(1,x)'",
            "delete from public.u",
            "truncate public.t",
        ],
    )


@case
def equality_that_is_none(t):
    """`=` of some types compares areas or lengths and belongs to no family that groups."""
    for number, (kind, values) in enumerate(
        {
            "circle": ("<(0,0),1>", "<(5,5),2>", "<(9,9),1>", "<(7,7),2>"),
            "box": ("(1,1),(0,0)", "(3,3),(1,1)", "(9,9),(8,8)", "(6,6),(4,4)"),
            "path": ("[(0,0),(1,1)]", "[(0,0),(1,1),(2,2)]", "[(5,5),(6,6)]", "[(9,9),(8,8),(7,7)]"),
            "polygon": ("((0,0),(1,1),(2,0))", "((0,0),(2,2),(4,0))", "((0,0),(1,1),(2,0))"),
            "lseg": ("[(0,0),(1,1)]", "[(0,0),(2,2)]", "[(0,0),(1,1)]"),
            "point": ("(0,0)", "(1,1)", "(0,0)"),
            "tsquery": ("a & b", "a", "b & a"),
            "money": ("1.00", "2.00", "1"),
            "xid": ("1", "2", "1"),
            "cid": ("1", "2", "1"),
            "tid": ("(0,1)", "(0,2)", "(0,1)"),
            "bit varying": ("1", "01", "1"),
            "bpchar": ("a", "b", "a "),
            "numeric": ("1", "1.0", "1.00"),
            "float8": ("0", "-0", "NaN"),
            "interval": ("1 day", "24 hours", "1 mon"),
            "timetz": ("10:00+00", "11:00+01", "10:00+00"),
            "jsonb": ("1", "1.0", "{}"),
            "inet": ("10.0.0.1", "10.0.0.1/24", "10.0.0.1/32"),
            "aclitem": ("=r/postgres", "=w/postgres", "=r/postgres"),
            "int4range": ("[1,3)", "[1,2]", "empty"),
            "text[]": ("{a}", "{NULL}", "{}"),
            "name": ("a", "b", "a"),
            '"char"': ("a", "b", "a"),
            "pg_lsn": ("0/1", "0/2", "0/1"),
            "macaddr": ("08:00:2b:01:02:03", "08:00:2b:01:02:04", "08002b010203"),
        }.items()
    ):
        one, two, three, four = (*values, values[1])[:4]  # `four` is equal to `two`, and may look otherwise
        t.must(
            f"create table public.a{number} (id int primary key, k {kind}); create table public.b{number} (id int primary key, k {kind});"
            f" insert into public.a{number} values (1, '{one}'), (2, '{two}'), (3, null); insert into public.b{number} values (1,"
            f" '{three}')"
        )
        queries = {
            f"public.l{number}": f"select a.id, b.id as b from public.a{number} a left join public.b{number} b on a.k = b.k",
            f"public.f{number}": f"select a.id, b.id as b from public.a{number} a full join public.b{number} b on a.k = b.k and a.id > 0",
            f"public.g{number}": f'select k::text collate "C" as k, count(*) as n from public.a{number} group by k',
            f"public.d{number}": f"select distinct k from public.a{number}",
            f"public.e{number}": f"select k from public.a{number} except select k from public.b{number}",
        }
        usable = {}
        for table, query in queries.items():
            if t.boss.run(f"explain {query}").is_fine:
                usable[table] = query
        if kind in (
            "numeric",
            "float8",
            "interval",
            "timetz",
            "bpchar",
            "jsonb",
        ):  # equal values that look different: any of them may be shown
            usable = {table: query for table, query in usable.items() if table.startswith(("public.l", "public.f"))}
        rounds(
            t,
            usable,
            [
                (
                    f"insert into public.b{number} values (12, '{four}'), (13, '{three}'); delete from public.b{number} where id = 1;"
                    f" insert into public.a{number} values (13, '{one}')"
                ),
                f"delete from public.b{number}; insert into public.b{number} values (1, '{three}')",
                f"insert into public.b{number} values (2, '{two}'), (4, null)",
                f"delete from public.b{number} where id = 1",
                f"insert into public.b{number} values (3, '{three}')",
                f"insert into public.a{number} values (4, '{three}'), (5, '{one}')",
                f"update public.a{number} set k = '{two}' where id = 1",
                f"delete from public.a{number} where id in (2, 3)",
            ],
        )


@case
def unique_by_another_equality(t):
    t.must("""create collation public.ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
        create table public.t (k text collate public.ci not null, v int); create unique index on public.t (k collate "C"); insert into public.t values ('a', 1), ('A', 2), ('b', 3);
        create table public.o (id int primary key, k text collate public.ci); insert into public.o values (1, 'a'), (2, 'B');
        create table public.w (k text not null, v int); create unique index on public.w (k collate public.ci); insert into public.w values ('a', 1), ('b', 2);
        create table public.i (k inet not null, r numeric not null, v int); create unique index on public.i (k, r); insert into public.i values ('10.0.0.1', 1.0, 1), ('10.0.0.2', 1.00, 2);
        create table public.x (k text not null, v int, exclude using btree (k with =))""")
    tables = {
        "public.rows": "select k, v from public.t",
        "public.joined": "select o.id, t.v from public.o join public.t on t.k = o.k",
        "public.left_joined": "select o.id, t.v from public.o left join public.t on t.k = o.k",
        "public.by_c": 'select t.v, o.id from public.t join public.o on t.k = o.k collate "C"',
        "public.wide": "select k, v from public.w",
        "public.wide_joined": "select a.v, b.v as w from public.w a join public.w b on a.k = b.k",
        "public.inets": "select k, r, v from public.i",
        "public.grouped": 'select lower(k collate "C") as k, v, count(*) as n from public.t group by 1, 2',
        "public.excluded": "select k, v from public.x",
    }
    rounds(
        t,
        tables,
        [
            (
                "update public.t set v = v + 10 where k collate \"C\" = 'A'; insert into public.t values ('B', 7); insert into public.o"
                " values (3, 'A')"
            ),
            "delete from public.t where k collate \"C\" = 'a'",
            "update public.w set k = 'B' where k = 'b'; update public.i set r = 1 where v = 1",
            "insert into public.x values ('q', 1); delete from public.t where k collate \"C\" = 'B'",
        ],
    )


@case
def explicit_collations(t):
    t.must(
        'create table public.cc (id int primary key, x text collate "C", y text); create table public.dd (id int primary key, x text'
        " collate \"POSIX\"); insert into public.cc values (1, 'abc', 'abc'), (2, null, 'B'); insert into public.dd values (1,"
        " 'abc');create collation public.ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false)"
    )
    tables = {
        "public.o1": 'select t1.x from public.cc t1 left join public.cc t2 on t1.x = t2.x collate "POSIX"',
        "public.o2": 'select t1.id, t2.id as b from public.cc t1 full join public.dd t2 on t1.x = t2.x collate "C"',
        "public.o3": 'select t1.y, count(*) as n from public.cc t1 join public.dd t2 on t1.y collate "C" = t2.x collate "C" group by t1.y',
        "public.o4": 'select distinct x collate "POSIX" as x from public.cc',
        "public.o5": 'select x collate "C" as x from public.cc union select x collate "C" from public.dd',
        "public.o6": "select lower(y) collate public.ci as k, count(*) as n from public.cc group by 1",
        "public.o7": (
            "select a.id from public.cc a left join public.cc b on a.y collate public.ci = b.y collate public.ci where b.id is null"
        ),
        "public.o8": 'select x collate "POSIX" as x from public.cc except select y collate "POSIX" from public.cc',
        "public.o9": 'select max(y collate "C") as m, min(x) as n from public.cc',
        "public.o10": (
            "select a.id, b.id as b from public.cc a left join public.cc b on lower(a.y) collate public.ci = b.y and a.id <> b.id"
        ),
    }
    usable = {table: query for table, query in tables.items() if t.boss.run(f"explain {query}").is_fine}
    rounds(
        t,
        usable,
        [
            "update public.cc set x = 'q' where id = 1",
            "insert into public.cc values (3, 'abc', 'ABC'), (4, 'ABC', 'b')",
            "insert into public.dd values (2, 'q'), (3, 'ABC')",
            "delete from public.cc where id = 1",
            "update public.dd set x = null where id = 2",
        ],
    )


@case
def own_types(t):
    """Types of users': an equality that hashes but does not sort, sorts but does not hash, says nonsense, or is volatile."""
    t.must(
        """create type public.mod as (a int); create function public.mod_eq(public.mod, public.mod) returns boolean language sql immutable as 'select $1.a % 10 = $2.a % 10'; create function public.mod_hash(public.mod) returns int language sql immutable as 'select $1.a % 10';
        create operator public.=== (leftarg = public.mod, rightarg = public.mod, function = public.mod_eq, commutator = operator(public.===), hashes); create operator class public.mod_ops for type public.mod using hash as operator 1 public.=== (public.mod, public.mod), function 1 public.mod_hash(public.mod);
        create table public.t (id int primary key, k public.mod); create table public.u (id int primary key, k public.mod); insert into public.t values (1, row(1)), (2, row(11)), (3, row(2)); insert into public.u values (1, row(21));
        create domain public.even as int check (value % 2 = 0); create table public.e (id int primary key, v public.even); insert into public.e values (1, 2);
        create type public.span as range (subtype = text, collation = "C"); create table public.r (id int primary key, s public.span); insert into public.r values (1, '[a,b)');
        create type public.mood as enum ('z', 'a'); create table public.m (id int primary key, mood public.mood); insert into public.m values (1, 'z'), (2, 'a')"""
    )
    rounds(
        t,
        {
            "public.o1": "select t.id, u.id as u from public.t left join public.u on t.k operator(public.===) u.k",
            "public.o2": "select t.id, u.id as u from public.t join public.u on t.k operator(public.===) u.k",
            "public.o3": "select t.id from public.t left join public.u on t.k operator(public.===) u.k where u.id is null",
            "public.o4": "select v, count(*) as n, sum(v) as s, max(v) as m from public.e group by v",
            "public.o5": "select s, count(*) as n from public.r group by s",
            "public.o6": "select min(mood) as a, max(mood) as b from public.m",
            "public.o7": "select k, count(*) as n from public.t group by k",
        },
        [
            "insert into public.u values (2, row(2)), (3, row(5))",
            (
                "insert into public.t values (4, row(15)), (5, row(21)); insert into public.e values (2, 4), (3, 2); insert into public.r"
                " values (2, '[a,b)'), (3, '(,)')"
            ),
            "delete from public.u where id = 1; alter type public.mood add value 'first' before 'z'",
            "insert into public.m values (3, 'first'); delete from public.m where id = 2",
            "update public.t set k = row(31) where id = 3; delete from public.e where id = 1",
        ],
    )


if __name__ == "__main__":
    sys.exit(run_cases())
