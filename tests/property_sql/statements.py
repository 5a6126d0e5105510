"""Random statements of all kinds, for transactions.py."""

OPERANDS = """
do $$ begin if not exists (select from pg_roles where rolname = 'writer') then create role writer; end if; end $$;
"""
SCHEMA = """
create collation ignore_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
create table a (id int primary key, k int, v int, x text, unread int);
create table b (id int primary key, a int references a on delete cascade on update cascade, k int, v int);
create table c (id int, b int references b on delete set null on update cascade deferrable initially deferred, k int);
create table n (id int primary key, up int references n on delete cascade on update cascade, v int);
create table p (k int not null, v int, x text) partition by list (k);
create table p_0 partition of p for values in (0, 1);
create table p_1 partition of p for values in (2);
create table p_d partition of p default;
create table log (what text, k int, v int);
create index on b (a); create index on c (b);
alter table a alter x set storage external;
grant select, insert, update, delete on a, b, c, n, p, log to writer;
"""
# `bounded` ends what triggers would do to each other for ever. Triggers on stream tables run under the search path of a refresh.
FUNCTIONS = """
create function twice(v int) returns int language sql immutable as $$ select 2 * v $$;
create function careful(v int) returns int language plpgsql immutable as $$ begin return 100 / v; exception when division_by_zero then return null; end $$;
create function bounded() returns boolean language sql as $$ select pg_trigger_depth() < 4 $$;
create function changed() returns trigger language plpgsql set search_path = public as $$ begin new.v := new.v % 7; return case when new.v = 6 then null else new end; end $$;
create function logs() returns trigger language plpgsql set search_path = public as $$ begin insert into log values (tg_op, coalesce(new.k, old.k), 1); return null; end $$;
create function writes() returns trigger language plpgsql set search_path = public as $$ begin
    if bounded() then insert into b values (50, null, 1, 1) on conflict (id) do update set v = b.v + 1; update p set v = v + 1 where k = 1; delete from log where v > 3; end if; return null; end $$;
create function tries() returns trigger language plpgsql set search_path = public as $$ begin
    if not bounded() then return null; end if;
    begin update a set v = coalesce(v, 0) + 1 where id = 1; insert into b values (1, null, 2, 2); perform 1 / 0; exception when others then insert into log values ('tried', 2, 2); end; return null; end $$;
create function notes() returns trigger language plpgsql set search_path = public as $$ begin if bounded() then insert into log values (tg_table_name, 1, 1); end if; return null; end $$;
"""
TRIGGERS = [
    "create trigger t1 before insert or update on a for each row execute function changed()",
    "create trigger t2 after insert or update or delete on a for each row execute function logs()",
    "create trigger aaa after insert or update or delete on a for each statement execute function writes()",
    "create trigger zzz after update on b for each statement execute function tries()",
    "create trigger t5 before insert on p for each row execute function changed()",
    "create trigger t6 after insert or delete on c for each row execute function logs()",
]
DEFERRED_TRIGGERS = [
    "create constraint trigger d1 after insert or update on b deferrable initially deferred for each row execute function tries()",
    "create constraint trigger d2 after delete on a deferrable initially deferred for each row execute function logs()",
    "create constraint trigger d3 after insert on n deferrable initially immediate for each row execute function notes()",
]
STORAGE_TRIGGERS = [
    "create trigger user_row after insert or update or delete on {0} for each row execute function notes()",
    "create trigger user_statement after insert or delete on {0} for each statement execute function notes()",
    "create index on {0} (c0)",
    "create index on {0} ((c0::text))",
    "create index on {0} (c0) where c0 is not null",
]
SOURCES = {
    "a": [("id", "int"), ("k", "int"), ("v", "int"), ("x", "text")],
    "b": [("id", "int"), ("a", "int"), ("k", "int"), ("v", "int")],
    "c": [("id", "int"), ("b", "int"), ("k", "int")],
    "n": [("id", "int"), ("up", "int"), ("v", "int")],
    "p": [("k", "int"), ("v", "int"), ("x", "text")],
    "log": [("what", "text"), ("k", "int"), ("v", "int")],
}
WRITTEN_BY_HAND = [
    ("select k as c0, count(*) as c1, sum(v) as c2 from a group by k", ["int", "int8", "int8"]),
    ("select id as c0, twice(v) as c1, careful(v) as c2 from a", ["int", "int", "int"]),
    ("select careful(v) as c0, count(*) as c1 from p group by careful(v)", ["int", "int8"]),
    ("select b.k as c0, sum(a.v) as c1, count(*) as c2 from a join b on b.a = a.id group by b.k", ["int", "int8", "int8"]),
    ("select a.id as c0, b.id as c1, c.k as c2 from a left join b on b.a = a.id left join c on c.b = b.id", ["int", "int", "int"]),
    ("select k as c0, max(v) as c1, max(x) as c2 from a group by k", ["int", "int", "text"]),
    ("select distinct k as c0 from p", ["int"]),
    ("with recursive t as (select id, up, 0 as depth from n where up is null union all select n.id, n.up, depth + 1 from n join t on n.up = t.id)"
     " select id as c0, depth as c1 from t", ["int", "int"]),
    ("select what as c0, count(*) as c1 from log group by what", ["text", "int8"]),
    ("select k as c0, sum(100 / v) as c1 from a where v <> 0 group by k", ["int", "int8"]),
    ("select id as c0, 100 / (v + 1) as c1 from b", ["int", "int"]),
    ("select count(*) as c0, sum(length(x)) as c1 from a", ["int8", "int8"]),
    ("select id as c0, x as c1 from a where exists (select from b where b.a = a.id and b.v > 0)", ["int", "text"]),
]
VALUES = {"int": ["0", "1", "2", "3", "null", "6"], "text": ["'a'", "'b'", "null", "repeat('x', 3000)", "''"]}
KEYS = ("id", "up", "a", "b")
SETTINGS = [
    "enable_seqscan = off", "enable_indexscan = off", "enable_nestloop = off", "work_mem = '64kB'", "pg_trickle.direct_upkeep = off", "pg_trickle.direct_upkeep = on", "datestyle = 'SQL, DMY'",
    "timezone = 'Asia/Tokyo'", "extra_float_digits = -5", "standard_conforming_strings = off", "search_path = pg_catalog, public", "session_replication_role = replica",
    "session_replication_role = origin", "plan_cache_mode = force_generic_plan", "debug_parallel_query = on", "row_security = off", "pg_trickle.user_triggers = off",
    "transform_null_equals = on", "quote_all_identifiers = on", "jit = on", "constraint_exclusion = on",
]


class Statements:
    def __init__(self, choices, case):
        self.choices, self.case = choices, case

    def one_of(self, options):
        return self.choices.one_of(options)

    def value(self, name, kind):
        if name in KEYS:
            return str(1 + self.choices.below(8)) if name == "id" or self.choices.below(3) else "null"
        if name == "k":
            return self.one_of(["0", "1", "2", "3"])
        return self.one_of(VALUES[kind])

    def table(self):
        return self.one_of(list(SOURCES))

    def where(self, table):
        name, kind = self.one_of(SOURCES[table])
        value = self.value(name, kind)
        return f"{name} is null" if value == "null" else f"{name} = {value}"

    def rows(self, table, rows):
        return ", ".join(f"({', '.join(self.value(name, kind) for name, kind in SOURCES[table])})" for _ in range(rows))

    def first_rows(self, table, rows):
        """Which nothing refuses."""
        names = ", ".join(name for name, _ in SOURCES[table])
        values = ", ".join(f"({', '.join(str(number + 1) if name == 'id' else self.first_value(name, kind) for name, kind in SOURCES[table])})" for number in range(rows))
        return f"insert into {table} ({names}) values {values}"

    def first_value(self, name, kind):
        """Of a column that refers to a row: one of the first."""
        return self.one_of(["null", "1"]) if name in KEYS else self.value(name, kind)

    def insert(self, table, rows):
        names = ", ".join(name for name, _ in SOURCES[table])
        conflict = "" if table in ("p", "log", "c") else self.one_of([" on conflict do nothing", " on conflict do nothing", "", " on conflict (id) do update set v = excluded.v"])
        return f"insert into {table} ({names}) values {self.rows(table, rows)}{conflict}"

    def update(self, table):
        name, kind = self.one_of(SOURCES[table])
        value = self.one_of([f"{name} + 1", f"{name} + 10"]) if kind == "int" and name not in ("up", "a", "b", "k") and self.choices.below(2) else self.value(name, kind)
        return f"update {table} set {name} = {value} where {self.one_of([self.where(table), 'true'])}"

    def delete(self, table):
        return f"delete from {table} where {self.where(table)}"

    def merge(self, table):
        name, _ = self.one_of(SOURCES[table])
        names = ", ".join(one for one, _ in SOURCES[table])
        values = ", ".join(self.value(one, kind) for one, kind in SOURCES[table])
        return (f"merge into {table} as g using (values (1), (2), (9)) as w(w) on g.{name}::text = w.w::text when matched and w = 2 then delete"
                f" when matched then update set {'v = 5' if table != 'c' else 'k = 5'} when not matched then insert ({names}) values ({values})")

    def several(self):
        """Several tables in a statement."""
        one, other = self.table(), self.table()
        return (f"with gone as (delete from {one} where {self.where(one)} returning 1 as x), changed as ({self.update(other)} returning 1 as x)"
                f" insert into log select 'with', 1, count(*) from (select * from gone union all select * from changed) as moved")

    def copy(self, table):
        lines = "\n".join("\t".join(self.copied(name, kind) for name, kind in SOURCES[table]) for _ in range(1 + self.choices.below(3)))
        return f"copy {table} ({', '.join(name for name, _ in SOURCES[table])}) from stdin;\n{lines}\n\\.\nselect 1 where false"

    def copied(self, name, kind):
        value = self.value(name, kind)
        return "\\N" if value == "null" else "long" * 700 if value.startswith("repeat") else value.strip("'")

    def change(self):
        table = self.table()
        form = self.choices.below(14)
        if form < 4:
            return self.insert(table, 1 + self.choices.below(3))
        if form < 7:
            return self.update(table)
        if form < 9:
            return self.delete(table)
        if form == 9:
            return self.merge(table)
        if form == 10:
            return self.several()
        if form == 11:
            return f"truncate {table} cascade" if self.choices.rarely(3) else f"delete from {table}"
        if form == 12:
            return self.block()
        return self.copy(table)

    def plain(self):
        change = self.change()
        while change.startswith("copy") or change.startswith("do "):
            change = self.insert("b", 1)
        return change

    def block(self):
        """A block whose inner part may be rolled back; a loop of them."""
        first, second, third = (self.insert("log", 1), self.update(self.table()), self.delete(self.table()))
        return (f"do $b$ begin {first}; for i in 1..{1 + self.choices.below(3)} loop begin {second}; if i = {1 + self.choices.below(3)} then perform 1 / 0; end if;"
                f" {third}; exception when others then {first}; end; end loop; end $b$")

    def cursor(self):
        target = self.one_of(["a", "b", *self.case.queries])
        return self.one_of([
            f"declare cur cursor for select * from {target}", "fetch 1 from cur", "fetch 2 from cur", "close cur", "declare cur cursor for select id from a order by id for update",
            "update a set v = 3 where current of cur", "declare held cursor with hold for select * from log", "close all",
        ])

    def prepared(self):
        return self.one_of([
            "prepare q(int) as update a set v = $1 where k = 1", "execute q(4)", "execute q(5)", "prepare i(int) as insert into b values ($1, null, 1, 1) on conflict do nothing",
            "execute i(70)", "execute i(71)", "deallocate all",
        ])

    def definition(self):
        """Commands that make kept plans and nodes of stream tables, or of triggers, invalid."""
        name = self.one_of([*self.case.queries, "a"])
        return self.one_of([
            f"create index z on {name} ({'id' if name == 'a' else 'c0'})", "drop index z", "create index za on a (k)", "drop index za", "alter table a add column z int default 1", "alter table a drop column z",
            "alter table a alter unread type bigint", "alter table a alter unread type text using unread::text", "alter table b alter v set default 4", "analyze a, b, p", "analyze", "cluster a using a_pkey",
            "cluster b using b_pkey", f"reindex table {name}", f"alter table {name} set (fillfactor = 50)", f"alter table {name} set (fillfactor = 100)", "alter table a alter x set storage main",
            "alter table a disable trigger user", "alter table a enable trigger user", "alter table b disable trigger all", "alter table b enable trigger all",
            "create or replace function twice(v int) returns int language sql immutable as $$ select 2 * v + 0 $$", "create or replace function careful(v int) returns int language plpgsql immutable as"
            " $$ begin return 50 / v; exception when division_by_zero then return null; end $$", "grant select on a to writer", "revoke update on a from writer", "grant update on a to writer",
            f"comment on table {name} is 'x'", "create table if not exists p_3 partition of p for values in (3)", "alter table p detach partition p_1", "alter table p attach partition p_1 for values in (2)",
            "drop table if exists p_3", "alter table a add constraint positive check (v < 1000)", "alter table a drop constraint positive", "alter table a rename column unread to unread2", "alter table a rename unread2 to unread",
            "alter table a rename to a2", "alter table a2 rename to a", f"alter table {name} alter column {'id' if name == 'a' else 'c0'} set statistics 10", "create statistics st on k, v from a", "drop statistics st",
            f"create trigger more after insert on {name} for each row execute function notes()", f"drop trigger more on {name}", "vacuum full b" if not self.case.in_transaction else "analyze b",
        ])

    def of_stream_table(self):
        name = self.one_of([*self.case.queries] or ["none"])
        return self.one_of([
            f"select pgtrickle.refresh_stream_table('{name}')", f"select pgtrickle.refresh_stream_table('{name}')", f"select pgtrickle.refresh_stream_table('{name}', 'FULL')",
            f"select pgtrickle.alter_stream_table('{name}', refresh_mode => 'IMMEDIATE')", f"select pgtrickle.alter_stream_table('{name}', refresh_mode => 'ON COMMIT')",
            f"select pgtrickle.alter_stream_table('{name}', refresh_mode => 'DIFFERENTIAL')", f"select count(*) from pgtrickle.verify_stream_table('{name}')",
            f"select pgtrickle.repair_stream_table('{name}')", f"select count(*) from pgtrickle.explain_st('{name}')", f"lock table {name} in share mode", f"alter table {name} rename to renamed",
            f"alter table renamed rename to {name}",
        ])

    def setting(self):
        if self.choices.rarely(3):
            return self.one_of(["set constraints all immediate", "set constraints all deferred", "reset role", "reset datestyle"])
        return f"set {self.one_of(['local', 'local', 'session'])} {self.one_of(SETTINGS)}"

    def by_another(self):
        """A statement of another role, or one that is soon cancelled."""
        if self.choices.below(2):
            return f"set local role writer; {self.plain()}; reset role"
        return f"set local statement_timeout = {1 + self.choices.below(12)}; {self.plain()}; set local statement_timeout = '60s'"

    def savepoint(self):
        return f"{self.one_of(['savepoint', 'savepoint', 'release', 'rollback to'])} {self.one_of(['s1', 's2', 's3'])}"

    def inside(self):
        form = self.choices.below(26)
        if form < 10:
            return self.change()
        if form < 14:
            return self.savepoint()
        if form < 16:
            return self.cursor()
        if form < 17:
            return self.prepared()
        if form < 20:
            return self.definition()
        if form < 22:
            return self.of_stream_table()
        return self.setting() if form < 24 else self.by_another()

    def alone(self):
        """Outside of a transaction block."""
        form = self.choices.below(8)
        if form == 7:
            return f"do $b$ begin {self.plain()}; commit; {self.plain()}; rollback; {self.plain()}; commit; end $b$"
        if form == 6:
            return self.definition()
        if form == 5:
            return self.of_stream_table()
        return self.change()
