"""Random definitions of tables that change while stream tables of all modes read them, and each other.

Usage: altering.py SERVER

A case is some tables with awkward names, some stream tables over them and over each other, and steps: changes of rows, and commands that alter
the tables (columns come, go, are renamed and get other types; keys, constraints, partitions, triggers and policies come and go) or
the stream tables (another query, mode, rule for errors; dropped, made again, verified, repaired). Some steps are parts of transactions that are
rolled back. After each transaction each stream table that is in order holds what its query gives, by the server's own view of it.

A command may be refused, with an error that says why; internal errors, and refreshes that fail without a command that explains it, are failures of the case.

Environment: see property_sql.py.
"""

import os
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]

import property_sql  # noqa: E402
from alterations import Alterations  # noqa: E402
from postgres import Server  # noqa: E402
from queries import Generator  # noqa: E402
from session import ServerGone, SqlError  # noqa: E402

MODE = os.environ.get("PGT_PROPERTY_MODE")
MODES = ["DIFFERENTIAL", "DIFFERENTIAL", "IMMEDIATE", "IMMEDIATE", "ON COMMIT", "AUTO", "FULL"]
KINDS = {"integer": "int", "bigint": "int8", "numeric": "numeric", "text": "text", "double precision": "float", "boolean": "bool", "character(4)": "char",
         "interval": "interval", "small": "domain"}
COMMON = """
create schema if not exists other;
create collation if not exists ignore_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
create domain small as int check (value is null or value between -1000 and 1000);
create function noted() returns trigger language plpgsql as $$ begin return coalesce(new, old); end $$;
"""
SCHEMA = """
create table t1 (id int primary key, k int, n numeric, x text);
create table t2 (id int not null, k int, c text collate ignore_case, h char(4));
create table "T.3 ü" ("select" int primary key, "a.b" int, "N" numeric, "q""uote" text);
create table p (k int not null, v int, x text, i interval) partition by list (k);
create table p_0 partition of p for values in (0, 1);
create table p_1 partition of p for values in (2);
create table p_d partition of p default;
create table {long} (id int generated always as identity primary key, k int, g int generated always as (k * 2) stored, v int generated always as (k + 1) virtual);
create table f (id int primary key, t int references t1 on delete cascade on update cascade, k int default 1);
""".format(long="l" * 63)
TABLES = ["t1", "t2", '"T.3 ü"', "p", "l" * 63, "f"]
# What the server says of commands that cannot be: no fault of a stream table.
REFUSALS = ("0A000", "22001", "22003", "22007", "22012", "22023", "22P02", "23502", "23503", "23505", "23514", "23P01", "25001", "25P02", "2BP01", "3B001", "42601",
            "42611", "42622", "42701", "42703", "42704", "42710", "42804", "42809", "42830", "42846", "42883", "428C9", "42939", "42P01", "42P07", "42P10", "42P16",
            "42P17", "55000", "55006")
FAULTS = ("XX000", "XX001", "XX002")


class AlteringDatabase(property_sql.Database):
    name = f"property_altering_{(MODE or 'mixed').lower().replace(' ', '_')}"
    schema, most_work = COMMON, 5

    def clear(self, stream_tables):
        try:
            self.ask("rollback")
        except ServerGone:
            self.recover()
        self.ask("reset all")
        self.set_up()
        self.ask("drop schema if exists public, other cascade")
        self.ask("create schema public")
        self.ask("create schema other")
        self.ask(COMMON.replace("create schema if not exists other;", ""))


class AlteringCase(property_sql.Case):
    cases_for_one_too_large = 6

    def __init__(self, database, choices):
        super().__init__(database, choices)
        self.alterations = Alterations(self, choices)
        self.made = 0
        self.failed = set()

    def ask(self, sql):
        return self.database.ask(sql)

    def columns(self, relation):
        """The columns of a relation that queries may use, as the server says."""
        rows = self.ask(f"""select quote_ident(attname) || E'\\t' || case when attcollation = 'ignore_case'::regcollation then 'ci'
            else format_type(atttypid, atttypmod) end from pg_attribute
            where attrelid = to_regclass($x${relation}$x$) and attnum > 0 and not attisdropped and attname not like '\\_\\_pgt%' order by attnum""")
        pairs = [row.split("\t") for row in rows]
        return [(name, KINDS.get(kind, kind)) for name, kind in pairs if kind in KINDS or kind == "ci"]

    def tables(self):
        return self.ask("""select oid::regclass from pg_class where relkind in ('r', 'p') and relnamespace in ('public'::regnamespace, 'other'::regnamespace)
            and not exists (select from pgtrickle.pgt_stream_tables where pgt_relid = pg_class.oid) order by oid""")

    def stream_tables(self):
        return self.ask("select pgt_relid from pgtrickle.pgt_stream_tables order by pgt_id")

    def sources(self, but=None):
        """Tables, and stream tables; `but` for one that is older than `but`."""
        names = self.tables()
        for name in self.stream_tables():
            if name == but:
                break
            names.append(name)
        found = {name: self.columns(name) for name in names}
        return {name: columns for name, columns in found.items() if any(kind == "int" for _, kind in columns)}

    def attempt(self, sql):
        """A command that may be refused; True if it was not."""
        try:
            self.say(sql)
        except SqlError as error:
            self.script[-1] += f"; -- {str(error).splitlines()[0][:150]}"
            if isinstance(error, ServerGone) or any(f"ERROR:  {state}" in str(error) for state in FAULTS):
                raise
            if not any(f"ERROR:  {state}" in str(error) for state in REFUSALS):
                raise
            return False
        return True

    def query(self, but=None):
        generator = Generator(self.choices, self.sources(but))
        for _ in range(3):
            query = generator.relation(self.choices.below(3))
            try:
                if not self.in_transaction:
                    self.ask(f"select count(*) from ({query.sql}) as q")
                return query
            except SqlError as error:
                if "server" in str(error):
                    raise
        return None

    def add(self):
        query = self.query()
        if query is None:
            return None
        name = self.choices.one_of(["s{0}", '"S.{0} é"', "other.s{0}", '"' + "s" * 60 + '{0}"']).format(self.made)
        self.made += 1
        mode = MODE or self.choices.one_of(MODES)
        options = self.choices.one_of(["", "", "", ", row_errors => 'quarantine'"]) + self.partitions(query)
        text = query.sql.replace("'", "''")
        if not self.attempt(f"select pgtrickle.create_stream_table('{name}', '{text}', refresh_mode => '{mode}'{options})"):
            return False
        self.queries[name] = query
        return True

    def played(self):
        self.database.ask(SCHEMA)
        self.script.append(SCHEMA.strip().removesuffix(";"))
        for table in self.tables():
            if not table.startswith("p_"):
                self.attempt(self.alterations.insert(table, 2 + self.choices.below(5)))
        for _ in range(2 + self.choices.below(3)):
            self.add()
        if wrong := self.anything_wrong("as created"):
            return wrong
        for _ in range(2 + self.choices.below(6)):
            self.transaction()
            if wrong := self.anything_wrong("in the end"):
                return wrong
        return None

    def transaction(self):
        many = self.choices.rarely(3)
        if not many:
            return self.alterations.step()
        self.attempt("begin")
        self.in_transaction = True
        for _ in range(1 + self.choices.below(4)):
            undone = self.choices.rarely(4)
            self.attempt("savepoint s")
            before = dict(self.queries)
            fine = self.alterations.step()
            if undone or fine is False:
                self.attempt("rollback to s")
                self.queries = before
        self.in_transaction = False
        self.attempt("rollback" if self.choices.rarely(4) else "commit")

    def anything_wrong(self, when):
        for row in self.ask("select pgt_relid || E'\\t' || definition || E'\\t' || refresh_mode || E'\\t' || status from pgtrickle.pgt_stream_tables order by pgt_id"):
            name, definition, mode, status = row.split("\t")
            if mode not in ("IMMEDIATE", "ON COMMIT") or status != "ACTIVE":
                if self.choices.rarely(5):
                    continue
                if not self.brought_up(name, definition):
                    continue
            if wrong := self.not_equal(name, definition):
                return f"{name}, {mode} {when}: {wrong}"
        return None

    def brought_up(self, name, definition):
        """Refreshes; False if that fails as the query itself does, or says what to do."""
        try:
            self.say(f"select pgtrickle.refresh_stream_table($x${name}$x$)")
            return True
        except SqlError as error:
            self.script[-1] += f"; -- {str(error).splitlines()[0][:150]}"
            if any(f"ERROR:  {state}" in str(error) for state in ("57014", "54001")):
                raise
            try:
                self.ask(f"select count(*) from (select * from {definition} offset 0) as q")
            except SqlError:
                return False
            if any(text in str(error) for text in ("is suspended", "depends on", "row-level security", "circular", "cannot be maintained incrementally", "fuse of")):
                return False
            raise

    def not_equal(self, name, definition):
        shown = self.ask(f"""select string_agg(quote_ident(attname) || case when atttypid in ('json'::regtype, 'box'::regtype) then '::text' else '' end, ', ' order by attnum)
            from pg_attribute where attrelid = '{definition}'::regclass and attnum > 0 and not attisdropped and attname not like '\\_\\_pgt%'""")[0]
        if self.ask(f"select row_errors from pgtrickle.pgt_stream_tables where pgt_relid = $x${name}$x$::regclass") == ["quarantine"]:
            try:
                self.ask(f"select count(*) from (select {shown} from {definition} offset 0) as q")
            except SqlError:
                return None
        stored, wanted = f"select {shown} from {name}", f"select {shown} from {definition}"
        return "\n".join(self.ask(f"(select '+', * from ({stored} except all {wanted}) as surplus limit 3) union all "
                                  f"(select '-', * from ({wanted} except all {stored}) as missing limit 3)"))


if __name__ == "__main__":
    sys.exit(property_sql.run(AlteringDatabase(Server(sys.argv[1])), AlteringCase))
