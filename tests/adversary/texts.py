"""Texts of users' run code while they are only looked at: literals, defaults, checks. It may run as the stream table's owner alone.

A type of mallory's notes, each time that the server reads a value of it, the role it runs as; if that role has more
rights, it takes them.
"""

import sys

from trial import case, quoted, run_cases

# `note` is what checks, casts, operators and functions of mallory's call.
SPY = """
create table mallory.seen (place text, who text);
grant insert on mallory.seen to public; grant usage on schema mallory to public;
create function mallory.note(place text) returns boolean language plpgsql as $$
begin
    insert into mallory.seen values (place, current_user);
    if (select rolsuper from pg_roles where rolname = current_user) then execute 'alter role mallory superuser'; end if;
    return true;
exception when read_only_sql_transaction then return true;
end $$;
create domain mallory.d as int check (mallory.note('domain') and value is distinct from -1);
create domain mallory.dd as mallory.d check (mallory.note('nested domain'));
create domain mallory.dt as text check (mallory.note('text domain'));
create type mallory.pair as (a mallory.d, b text);
create type mallory.deep as (p mallory.pair, n int);
create type mallory.span as range (subtype = int4, multirange_type_name = spans);
create domain mallory.dspan as mallory.span check (mallory.note('domain over range'));
create domain mallory.darray as int[] check (mallory.note('domain over array'));
create domain mallory.dpair as mallory.pair check (mallory.note('domain over composite'));
create table mallory.t (id int primary key, v int);
insert into mallory.t values (1, 1), (2, 2);
"""

LITERALS = {
    "array": "'{1,2}'::mallory.d[]",
    "array_of_nested_domain": "'{1}'::mallory.dd[]",
    "composite": "'(1,x)'::mallory.pair",
    "array_of_composites": "'{\"(1,x)\"}'::mallory.pair[]",
    "composite_of_composites": "'(\"(1,x)\",2)'::mallory.deep",
    "domain_over_composite": "'(1,x)'::mallory.dpair",
    "array_of_domain_over_array": "'{1}'::mallory.darray",
    "array_of_domain_over_range": "'{\"[1,2)\"}'::mallory.dspan[]",
    "domain": "'1'::mallory.d",
    "text_domain_array": "'{a}'::mallory.dt[]",
    "record_from_json": "jsonb_populate_record(null::mallory.pair, '{\"a\": 1}')",
    "json_value": "json_value(jsonb '{\"a\": 1}', '$.a' returning mallory.d)",
    "json_query": "json_query(jsonb '{\"a\": [1]}', '$.a' returning mallory.d[])",
}


def trusted(t):
    """mallory is what she was, and her code ran as her."""
    t.check("mallory is an ordinary role", t.boss.value("select rolsuper from pg_roles where rolname = 'mallory'") == "f")
    others = t.boss.value("select string_agg(distinct place || ' as ' || who, ', ') from mallory.seen where who <> 'mallory'")
    t.check("her code runs as her only", others == "", others)
    t.boss.run("delete from mallory.seen")


def begin(t):
    mallory = t.role("mallory")
    t.must(SPY, mallory)
    return mallory


def looked_at(t, mallory, table, query):
    """Every function and command that looks at a definition."""
    name = quoted(table)
    t.create(table, query, by=mallory)
    trusted(t)
    if not t.created[table].is_fine:
        t.check("refused clearly", t.created[table].is_refused, t.created[table])
        return
    t.must("insert into mallory.t select max(id) + 1, 1 from mallory.t", mallory)
    t.refresh(table)  # by the superuser
    t.refresh(table, mode="FULL")
    trusted(t)
    for call in (
        f"* from pgtrickle.explain_st({name})",
        f"* from pgtrickle.explain_st({name}, true)",
        f"* from pgtrickle.explain_delta({name})",
        f"pgtrickle.explain_diff_sql({name})",
        f"* from pgtrickle.list_auxiliary_columns({name})",
        f"* from pgtrickle.explain_refresh_mode({name})",
        f"* from pgtrickle.dependency_tree({name})",
        "* from pgtrickle.health_check()",
        "* from pgtrickle.pgt_status()",
        "pgtrickle.explain_dag()",
        f"pgtrickle.repair_stream_table({name})",
        f"pgtrickle.refresh_stream_table({name})",
        "pgtrickle.restore_stream_tables()",
        f"pgtrickle.refresh_stream_table({name})",
        "pgtrickle.rebuild_cdc_triggers()",
    ):
        t.boss.run(f"select {call}")
    trusted(t)
    t.boss.run(f"select pgtrickle.alter_stream_table({name}, refresh_mode => 'FULL')")
    t.boss.run(f"select pgtrickle.alter_stream_table({name}, refresh_mode => 'AUTO')")
    t.refresh(table)
    trusted(t)
    t.same("contents", table, query, by=mallory)


@case
def literals(t):
    mallory = begin(t)
    for name, literal in LITERALS.items():
        looked_at(t, mallory, f"mallory.{name}", f"select id, {literal} as x from mallory.t")


@case
def literals_elsewhere(t):
    """In conditions, groups, orders, limits, and in views."""
    mallory = begin(t)
    t.must("create view mallory.view as select id, v, '{1}'::mallory.d[] as x from mallory.t", mallory)
    for name, query in {
        "condition": "select id from mallory.t where v::mallory.d = any ('{1,2,3}'::mallory.d[])",
        "grouped": "select v = any ('{1}'::mallory.d[]) as g, count(*) as n from mallory.t group by 1",
        "having": "select v, count(*) as n from mallory.t group by v having count(*) < 5 and v = any ('{1,2}'::mallory.d[])",
        "aggregated": "select max(('(1,x)'::mallory.pair).a::int) as m, count(*) as n from mallory.t",
        "case": "select id, case when v = 1 then '{1}'::mallory.d[] end as x from mallory.t",
        "values": "select * from (values ('{1}'::mallory.d[]), ('{2}')) v(x)",
        "by_view": "select id, x from mallory.view",
        "windowed": "select id, rank() over (order by '(1,x)'::mallory.pair) as r from mallory.t",
        "coalesced": "select id, coalesce(null, '{1}'::mallory.d[]) as x from mallory.t",
        "with": "with q as (select '{1}'::mallory.d[] as x) select id, x from mallory.t cross join q",
        "set": "select v::mallory.d as x from mallory.t union select '3'::mallory.d",
        "recursive": "with recursive r(x) as (select '1'::mallory.d::int union select x + 1 from r where x < 3) select x from r",
    }.items():
        looked_at(t, mallory, f"mallory.s_{name}", query)


@case
def hidden_columns(t):
    """Keys that a query hides are stored: the server checks their domain for the rows that are there."""
    mallory = begin(t)
    t.must("alter table mallory.t add column g mallory.d default 1, add column p mallory.pair", mallory)
    for name, query in {
        "counts": "select count(*) as n from mallory.t group by g",
        "sums": "select sum(v) as s, avg(v) as a from mallory.t group by g, p",
        "least": "select min(g) as m from mallory.t group by v",
    }.items():
        table = f"mallory.{name}"
        t.create(table, query, by=mallory, refresh_mode="FULL")
        mallory.run(f"select pgtrickle.alter_stream_table('{table}', refresh_mode => 'DIFFERENTIAL')")
        trusted(t)
        t.boss.run(f"select pgtrickle.alter_stream_table('{table}', refresh_mode => 'FULL')")
        t.boss.run(f"select pgtrickle.alter_stream_table('{table}', refresh_mode => 'AUTO')")
        t.must("insert into mallory.t select max(id) + 1, 1, 2 from mallory.t", mallory)
        t.refresh(table)
        trusted(t)
        t.same(name, table, query, by=mallory)
        t.must("alter table mallory.t drop constraint t_pkey, add primary key (id)", mallory)  # re-initialises it
        t.refresh(table)
        trusted(t)


@case
def in_the_scheduler(t):
    mallory = begin(t)
    for name in ("array", "composite", "array_of_domain_over_range"):
        t.create(f"mallory.{name}", f"select id, {LITERALS[name]} as x from mallory.t", by=mallory, schedule="1s")
    t.must("insert into mallory.t values (3, 3)", mallory)
    for name in ("array", "composite", "array_of_domain_over_range"):
        t.soon_same(name, f"mallory.{name}", f"select id, {LITERALS[name]} as x from mallory.t", by=mallory)
    t.must(f"update {t.catalog}.pgt_stream_tables set needs_reinit = true, reinit_reason = 'asked for'")
    t.must("alter table mallory.t drop constraint t_pkey, add primary key (id)", mallory)
    t.must("insert into mallory.t values (4, 4)", mallory)
    for name in ("array", "composite"):
        t.soon_same(name, f"mallory.{name}", f"select id, {LITERALS[name]} as x from mallory.t", by=mallory)
    trusted(t)


@case
def code_of_the_source(t):
    """What the server evaluates of a source: generated columns, index expressions, checks, policies, statistics."""
    mallory = begin(t)
    t.must(
        """
        create function mallory.spied(int) returns int language plpgsql immutable as $$ begin perform mallory.note('function'); return $1; end $$;
        create table mallory.odd (id int primary key, v int check (mallory.note('check')), g int generated always as (mallory.spied(v)) stored,
                                  d mallory.d default mallory.spied(7));
        create index on mallory.odd ((mallory.spied(v)));
        create unique index on mallory.odd ((mallory.spied(id)));
        create statistics mallory.stats on (mallory.spied(v)), (v + 1) from mallory.odd;
        insert into mallory.odd (id, v) select i, i from generate_series(1, 200) i;
        """,
        mallory,
    )
    query = "select g, d::int as d, count(*) as n from mallory.odd where mallory.spied(v) > 0 group by g, d"
    t.create("mallory.over_odd", query, by=mallory)
    trusted(t)
    t.must("insert into mallory.odd (id, v) values (1000, 5); delete from mallory.odd where id = 3; analyze mallory.odd", mallory)
    t.boss.run("delete from mallory.seen")
    t.refresh("mallory.over_odd")
    t.boss.run("select * from pgtrickle.explain_st('mallory.over_odd', true)")
    trusted(t)
    t.same("contents", "mallory.over_odd", query, by=mallory)


@case
def code_on_the_stream_table(t):
    """Indexes and checks that an owner puts on a stream table are evaluated by the role that refreshes it."""
    mallory = begin(t)
    t.must(
        "create function mallory.spied(int) returns int language plpgsql immutable as $$ begin perform mallory.note('function'); return $1;"
        " end $$;",
        mallory,
    )
    query = "select id, v from mallory.t"
    t.create("mallory.st", query, by=mallory)
    for ddl in (
        "create index on mallory.st ((mallory.spied(v)))",
        "alter table mallory.st add check (mallory.spied(v) > 0)",
        "alter table mallory.st alter column v set default mallory.spied(1)",
        "create index on mallory.st (id) where mallory.spied(v) > 0",
    ):
        mallory.run(ddl)
    t.boss.run("delete from mallory.seen")
    t.must("insert into mallory.t values (3, 3); update mallory.t set v = 9 where id = 1", mallory)
    t.refresh("mallory.st")
    t.refresh("mallory.st", mode="FULL")
    t.boss.run("select pgtrickle.alter_stream_table('mallory.st', query => 'select id, v, v as w from mallory.t')")
    t.boss.run("select pgtrickle.repair_stream_table('mallory.st')")
    t.refresh("mallory.st")
    trusted(t)


@case
def names_in_front(t):
    """Objects of mallory with names of the server's objects, which a refresh might find first."""
    mallory = t.role("mallory")
    t.must(SPY, mallory)
    t.must(
        """
        create function mallory.lower(text) returns text language plpgsql immutable as $$ begin perform mallory.note('lower'); return $1; end $$;
        create function mallory.eq(int, int) returns boolean language plpgsql immutable as $$ begin perform mallory.note('='); return $1 operator(pg_catalog.=) $2; end $$;
        create operator mallory.= (leftarg = int, rightarg = int, function = mallory.eq);
        create function mallory.count(int) returns int language plpgsql immutable as $$ begin perform mallory.note('count'); return 1; end $$;
        create domain mallory.text as pg_catalog.text check (mallory.note('type text'));
        create domain mallory.int8 as pg_catalog.int8 check (mallory.note('type int8'));
        """,
        mallory,
    )
    careless = t.session()
    careless.run("set search_path = mallory, pg_catalog, public")
    for name, query in {
        "grouped": "select v, count(*) as n from mallory.t group by v",
        "joined": "select a.id, b.v from mallory.t a join mallory.t b on a.id operator(pg_catalog.=) b.id",
        "distinct_rows": "select distinct v from mallory.t",
        "texts": "select pg_catalog.lower(v::pg_catalog.text) as x from mallory.t",
    }.items():
        t.create(f"mallory.{name}", query, by=careless)
        t.must("insert into mallory.t select max(id) + 1, 5 from mallory.t", mallory)
        t.refresh(f"mallory.{name}", by=careless)
        careless.run(f"select * from pgtrickle.explain_st('mallory.{name}')")
        careless.run(f"select pgtrickle.repair_stream_table('mallory.{name}')")
        t.refresh(f"mallory.{name}", by=careless)
        t.same(name, f"mallory.{name}", query)
    careless.run(
        "select * from pgtrickle.health_check(); select * from pgtrickle.pgt_status(); select * from pgtrickle.pg_stat_stream_tables;"
        "select * from pgtrickle.change_buffer_sizes(); select * from pgtrickle.dependency_tree(); select pgtrickle.rebuild_cdc_triggers();"
        "select pgtrickle.restore_stream_tables(); select pgtrickle.drop_stream_table('mallory.grouped')"
    )
    trusted(t)


@case
def temporary_guest(t):
    """Without any schema: a role with what PUBLIC has, and its temporary schema."""
    t.must("create role guest login")
    guest = t.session("guest")
    t.must(
        """
        create temporary table seen (who text);
        create function pg_temp.note(int) returns boolean language plpgsql as $$ begin
            insert into pg_temp.seen values (current_user);
            if (select rolsuper from pg_roles where rolname = current_user) then execute 'alter role guest superuser'; end if;
            return true; end $$;
        create domain pg_temp.d as int check (pg_temp.note(value));
        """,
        guest,
    )
    answer = guest.run("select pgtrickle.create_stream_table('pg_temp.st', $$select '{1}'::pg_temp.d[] as x$$)")
    t.check("made or refused", answer.is_fine or answer.is_refused, answer)
    guest.run("select pgtrickle.create_stream_table('st', $$select '{1}'::pg_temp.d[] as x$$)")
    t.check("an ordinary role", t.boss.value("select rolsuper from pg_roles where rolname = 'guest'") == "f")
    t.check("runs as itself", guest.value("select count(*) from pg_temp.seen where who <> 'guest'") == "0")
    guest.close()
    t.eventually("nothing is left", lambda: t.boss.value("select count(*) from pgtrickle.pgt_stream_tables") == "0")


@case
def escapes(t):
    """Code of mallory's that tries to leave the restricted operation that it runs in."""
    mallory = begin(t)
    t.must(
        """
        create function mallory.escape(int) returns int language plpgsql as $$
        declare one text;
        begin
            foreach one in array array['set session authorization postgres', 'reset role', 'set role postgres', 'reset session authorization',
                                       'create temp table escaped (a int)', 'create function pg_temp.f() returns int language sql as ''select 1''',
                                       'listen pgtrickle_alert', 'declare held cursor with hold for select mallory.note(''held'')',
                                       'set local role postgres', 'create table mallory.escaped as select 1'] loop
                begin
                    execute one;
                    insert into mallory.seen values (one, current_user);
                exception when others then null;
                end;
            end loop;
            return $1;
        end $$;
        create function mallory.deferred() returns trigger language plpgsql as $$ begin perform mallory.note('deferred trigger'); return null; end $$;
        create table mallory.trap (a int);
        create constraint trigger later after insert on mallory.trap deferrable initially deferred for each row execute function mallory.deferred();
        create function mallory.sets_trap(int) returns int language plpgsql as $$ begin insert into mallory.trap values (1); return $1; end $$;
        """,
        mallory,
    )
    for name, query in {
        "escaping": "select id, mallory.escape(v) as x from mallory.t",
        "trapped": "select id, mallory.sets_trap(v) as x from mallory.t",
    }.items():
        t.create(f"mallory.{name}", query, by=mallory)
        t.boss.run("insert into mallory.t select max(id) + 1, 1 from mallory.t")
        t.refresh(f"mallory.{name}")
        t.boss.run(f"select * from pgtrickle.explain_st('mallory.{name}', true)")
        trusted(t)


if __name__ == "__main__":
    sys.exit(run_cases(scheduler=True))
