"""Random commands that alter tables and stream tables, for altering.py."""

VALUES = {"int": ["0", "1", "2", "3", "null", "5"], "int8": ["0", "1", "7000000000", "null"], "numeric": ["1.0", "1.00", "2.5", "null", "'NaN'", "-1"],
          "text": ["'a'", "'b'", "'A'", "''", "'1'", "null"], "ci": ["'x'", "'X'", "null", "'1'"], "float": ["0", "'-0'", "1.5", "'NaN'", "'Infinity'", "null"],
          "bool": ["true", "false", "null"], "char": ["'a'", "'b '", "''", "null"], "interval": ["'1 day'", "'24 hours'", "'1 month'", "'30 days'", "null"],
          "domain": ["0", "1", "null"]}
TYPES = ["int", "bigint", "numeric", "text", "float8", "numeric(8,2)", "char(4)", "small", "text collate ignore_case", "varchar(10)"]


class Alterations:
    def __init__(self, case, choices):
        self.case, self.choices = case, choices
        self.fresh = 0

    def one_of(self, options):
        return self.choices.one_of(options)

    def value(self, kind):
        return self.one_of(VALUES[kind])

    def step(self):
        form = self.choices.below(20)
        if form < 7:
            return self.case.attempt(self.rows())
        if form < 13:
            return self.case.attempt(self.table_command())
        if form < 19:
            return self.stream_table_command()
        return self.case.attempt(self.setting())

    # Rows

    def writable(self, table):
        generated = self.case.ask(f"select quote_ident(attname) from pg_attribute where attrelid = to_regclass($x${table}$x$)"
                                  " and (attgenerated <> '' or attidentity <> '')")
        return [column for column in self.case.columns(table) if column[0] not in generated]

    def insert(self, table, rows):
        columns = self.writable(table)
        lines = [f"({', '.join(self.number(name, kind) for name, kind in columns)})" for _ in range(rows)]
        return f"insert into {table} ({', '.join(name for name, _ in columns)}) values {', '.join(lines)} on conflict do nothing"

    def number(self, name, kind):
        if name in ("id", '"select"'):
            return str(self.choices.below(12))
        if name == "t":
            return self.one_of(["null", "1", "2"])
        return self.value(kind)

    def where(self, columns):
        name, kind = self.one_of(columns)
        value = self.value(kind)
        return f"{name} is null" if value == "null" else f"{name} = {value}"

    def rows(self):
        tables = [table for table in self.case.tables() if self.writable(table)]
        table = self.one_of(tables)
        columns = self.writable(table)
        form = self.choices.below(14)
        if form < 5:
            return self.insert(table, 1 + self.choices.below(3))
        if form < 9:
            name, kind = self.one_of(columns)
            return f"update {table} set {name} = {self.number(name, kind)} where {self.where(columns)}"
        if form < 11:
            return f"delete from {table} where {self.where(columns)}"
        if form == 11:
            return f"truncate {table}{self.one_of(['', ' cascade'])}"
        if form == 12:
            name, kind = self.one_of(columns)
            return (f"merge into {table} as g using (values (1), (2), (7)) as s(v) on g.{self.one_of(columns)[0]}::text = s.v::text when matched and s.v = 2 then delete "
                    f"when matched then update set {name} = {self.value(kind)} when not matched by source and g.{name} is null then delete")
        name, kind = self.one_of(columns)
        return f"update {table} set {name} = {name} where true"

    # Tables

    def table_command(self):
        table = self.one_of(self.case.tables())
        columns = self.case.columns(table) or [("k", "int")]
        name, kind = self.one_of(columns)
        other, _ = self.one_of(columns)
        self.fresh += 1
        new = self.one_of([f"z{self.fresh}", f'"Z.{self.fresh}"', f'"zé"""', "c0", "rows"])
        value = self.value(kind) if kind in VALUES else "null"
        kinds = self.one_of(TYPES)
        base = kinds.partition(" collate")[0]
        cascade = self.one_of(["", " cascade"])
        constraints = self.case.ask(f"select quote_ident(conname) from pg_constraint where conrelid = to_regclass($x${table}$x$) order by 1")
        constraint = self.one_of(constraints or ["none"])
        return self.one_of([
            f"alter table {table} add column {new} {kinds} default {self.one_of(['null', '1'])}",
            f"alter table {table} add column {new} bool generated always as ({name} is null) stored",
            f"alter table {table} drop column {name}{cascade}",
            f"alter table {table} rename column {name} to {new}",
            f"alter table {table} alter column {name} type {kinds} using {name}::{base}",
            f"select pgtrickle.alter_column_type($x${table}$x$, $x${self.unquoted(name)}$x$, '{base}', $x${name}::{base}$x$)",
            f"select pgtrickle.alter_column_type($x${table}$x$, $x${self.unquoted(name)}$x$, '{base}')",
            f"alter table {table} alter column {name} {self.one_of(['set', 'drop'])} not null",
            f"alter table {table} alter column {name} set default {value}",
            f"alter table {table} drop constraint {constraint}{cascade}",
            f"alter table {table} drop constraint {constraint}{cascade}",
            f"alter table {table} add primary key ({name})",
            f"alter table {table} add primary key ({name}, {other})",
            f"alter table {table} add unique {self.one_of(['', 'nulls not distinct '])}({name})",
            f"alter table {table} add unique ({name}, {other}) deferrable initially deferred",
            f"alter table {table} add constraint n{self.fresh} not null {name} not valid",
            f"alter table {table} add check ({name} is distinct from {value}) not valid",
            f"create unique index on {table} ({name})",
            f"create unique index on {table} ({name}) where {name} is not null",
            f"alter table {table} rename to {self.one_of([f'r{self.fresh}', chr(34) + f'R.{self.fresh} x' + chr(34)])}",
            f"alter table {table} set schema {self.one_of(['other', 'public'])}",
            f"alter table {table} enable row level security",
            f"alter table {table} force row level security",
            f"alter table {table} disable row level security",
            f"create policy p{self.fresh} on {table} using ({name} is not null)",
            f"create trigger u{self.fresh} before insert or update or delete on {table} for each row execute function noted()",
            f"alter table {table} disable trigger {self.one_of(['all', 'user'])}",
            f"alter table {table} enable trigger {self.one_of(['all', 'user'])}",
            f"alter table {table} set {self.one_of(['unlogged', 'logged'])}",
            f"alter table {table} replica identity {self.one_of(['full', 'default', 'nothing'])}",
            f"drop table {table}{cascade}",
            f"create table n{self.fresh} (like {table} including all)",
            f"create table n{self.fresh} () inherits ({table})",
            *self.partition_commands(),
            f"alter table {table} alter column {name} set expression as (k * 3)",
            f"alter table {table} alter column {name} drop expression",
            f"alter table {table} alter column {name} set storage external",
            f"alter table {table} owner to current_user",
            f"drop function noted cascade",
            f"vacuum full {table}",
            f"create index on {table} ({name})",
        ])

    def unquoted(self, name):
        return name[1:-1].replace('""', '"') if name.startswith('"') else name

    def partition_commands(self):
        parted = self.case.ask("select oid::regclass from pg_class where relkind = 'p' and relnamespace in ('public'::regnamespace, 'other'::regnamespace) order by oid")
        if not parted:
            return ["create table p (k int, v int, x text) partition by list (k)"]
        table = parted[0]
        parts = self.case.ask(f"select inhrelid::regclass from pg_inherits where inhparent = $x${table}$x$::regclass order by inhrelid") or ["none"]
        part = self.one_of(parts)
        plain = self.one_of(self.case.tables())
        value = self.one_of(["2", "3", "4", "0, 1"])
        return [f"alter table {table} detach partition {part}", f"alter table {table} attach partition {plain} for values in ({value})",
                f"alter table {table} attach partition {plain} default", f"create table pn{self.fresh} partition of {table} for values in ({value})",
                f"drop table {part}", f"truncate {part}", f"update {table} set k = case k when 1 then 2 when 2 then 7 else 1 end where k is not null"]

    # Stream tables

    def stream_table_command(self):
        names = self.case.stream_tables()
        form = self.choices.below(22)
        if not names or form == 0:
            return self.case.add()
        name = self.one_of(names)
        if form in (1, 2, 3, 4):
            return self.other_query(name)
        if form in (5, 6, 7):
            mode = self.one_of(["DIFFERENTIAL", "IMMEDIATE", "ON COMMIT", "FULL", "AUTO"])
            return self.altered(name, f"refresh_mode => '{mode}'")
        call = self.one_of([
            "select pgtrickle.drop_stream_table($x${0}$x$)", "select pgtrickle.drop_stream_table($x${0}$x$, true)", "drop table {0}", "drop table {0} cascade",
            "select pgtrickle.repair_stream_table($x${0}$x$)", "select count(*) from pgtrickle.verify_stream_table($x${0}$x$, true)",
            "select pgtrickle.refresh_stream_table($x${0}$x$, 'FULL')", "select pgtrickle.refresh_stream_table($x${0}$x$, 'DIFFERENTIAL')",
            "select pgtrickle.refresh_stream_table($x${0}$x$)", "alter table {0} rename to renamed", "alter table {0} set schema other",
            "create unique index on {0} (c0)", "create index on {0} (c0)", "alter table {0} alter column c0 set not null", "alter table {0} rename column c0 to renamed",
            "alter table {0} enable row level security", "alter table {0} add column added int", "select pgtrickle.restore_stream_tables()",
            "select pgtrickle.alter_stream_table($x${0}$x$, row_errors => 'quarantine')", "select pgtrickle.alter_stream_table($x${0}$x$, row_errors => 'stop')",
            "select pgtrickle.alter_stream_table($x${0}$x$, status => 'PAUSED')", "select pgtrickle.resume_stream_table($x${0}$x$)",
            "select pgtrickle.alter_stream_table($x${0}$x$, upkeep_errors => 'suspend')", "select pgtrickle.alter_stream_table($x${0}$x$, append_only => true)",
            "select pgtrickle.canary_begin($x${0}$x$, $x$canary$x$)", "select pgtrickle.canary_promote($x${0}$x$)", "truncate {0}",
            "select pgtrickle.export_definition($x${0}$x$)", "select pgtrickle.explain_st($x${0}$x$, true)", "select pgtrickle.health_check()", "cluster {0} using none",
            "vacuum full {0}", "select pgtrickle.pgt_status()", "select pgtrickle.rebuild_cdc_triggers()"])
        return self.case.attempt(call.format(name))

    def altered(self, name, arguments):
        return self.case.attempt(f"select pgtrickle.alter_stream_table($x${name}$x$, {arguments})")

    def other_query(self, name):
        query = self.case.query(name)
        if query is None:
            return None
        text = query.sql.replace("'", "''")
        mode = self.one_of(["", "", "", ", refresh_mode => 'IMMEDIATE'", ", refresh_mode => 'DIFFERENTIAL'"])
        return self.altered(name, f"query => '{text}'{mode}")

    def setting(self):
        return self.one_of(["set session_replication_role = replica", "set session_replication_role = origin", "set search_path = other, public",
                            "set search_path = public", "set datestyle = 'german'", "set datestyle = 'iso'", "discard plans"])
