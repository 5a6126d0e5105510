"""Random changes of every kind to the tables of queries.py and deep_tables.py."""

import changes
import deep_tables as deep
import queries

TABLES = {**queries.TABLES, **deep.TABLES}
KEYS = {**changes.KEYS, **deep.KEYS}
VALUES = {**changes.VALUES, **deep.VALUES}
# What is done to a table and undone by the second statement, in the same round: files are rewritten, partitions come and go, capture is
# asked to look away.
COMMANDS = [
    ["alter table t1 add column z float8 default random()", "alter table t1 drop column z"],
    ["alter table t9 add column z int default 7", "alter table t9 drop column z"],
    ["alter table t8 add column z text default 'z'", "alter table t8 drop column z"],
    ["vacuum full t7"],
    ["cluster t10_1 using t10_1_pkey"],
    ["alter table t8 detach partition t8_1", "alter table t8 attach partition t8_1 for values in (2, null)"],
    ["alter table t10 disable trigger all", "alter table t10 enable trigger all"],
    ["alter table t9c no inherit t9", "alter table t9c inherit t9"],
    ["alter table t7 alter column g set expression as (k * 3)", "alter table t7 alter column g set expression as (k * 2)"],
    ["alter table t2 set unlogged", "alter table t2 set logged"],
    ["alter table t4 replica identity full", "alter table t4 replica identity default"],
    ["analyze"],
]


class DeepChanges(changes.Changes):
    def __init__(self, choices):
        super().__init__(choices, tuple(TABLES))

    def columns_of(self, table):
        return [column for column in TABLES[table] if column[0] not in deep.GENERATED.get(table, [])]

    def value(self, table, column, kind):
        if column in KEYS[table]:
            return str(self.choices.below(20 if len(KEYS[table]) == 1 else 4))
        return self.choices.one_of(VALUES[kind])

    def insert(self, table, rows):
        columns = self.columns_of(table)
        lines = [f"({', '.join(self.value(table, name, kind) for name, kind in columns)})" for _ in range(rows)]
        return f"insert into {table} ({', '.join(name for name, _ in columns)}) values {', '.join(lines)} on conflict do nothing"

    def where(self, table):
        name, kind = self.choices.one_of([column for column in self.columns_of(table) if column[1] not in ("json", "box")])
        if self.choices.rarely(4):
            return f"(tableoid, ctid) in (select tableoid, ctid from {table} order by 1, 2 limit {1 + self.choices.below(2)} offset {self.choices.below(3)})"
        value = self.value(table, name, kind)
        return f"{name} is null" if value == "null" else f"{name} = {value}"

    def update(self, table):
        name, kind = self.choices.one_of(self.columns_of(table))
        if name in KEYS[table]:
            return f"update {table} set {name} = {name} + 100 where {self.where(table)}"
        return f"update {table} set {name} = {self.value(table, name, kind)} where {self.where(table)}"

    def statement(self):
        table = self.choices.one_of(self.tables)
        form = self.choices.below(18)
        if form < 12:
            return self.plain(table, form)
        if form == 12 and len(KEYS[table]) == 1:
            return self.merge(table)
        if form == 13 and len(KEYS[table]) == 1:
            name, kind = self.choices.one_of([column for column in self.columns_of(table) if column[0] != "id"])
            return f"{self.insert(table, 1).removesuffix('do nothing')} (id) do update set {name} = excluded.{name}"
        if form == 14:
            return self.update_from(table)
        if form == 15:
            return "copy t9 (k, v, x) from program $$printf '1\\t2\\ta\\n3\\t\\\\N\\tb\\n'$$"
        if form == 16:
            return "update t8 set k = case k when 1 then 60 when 60 then 0 when 0 then 2 else 1 end where k is not null"
        return self.at_last_moment(table)

    def plain(self, table, form):
        if form < 4:
            return self.insert(table, 1 + self.choices.below(3))
        if form < 8:
            return self.update(table)
        if form < 10:
            return f"delete from {table} where {self.where(table)}"
        if form == 10:
            columns = ", ".join(name for name, _ in self.columns_of(table))
            return f"with gone as (delete from {table} where {self.where(table)} returning *) insert into {table} select {columns} from gone"
        return f"truncate {table}" if self.choices.rarely(4) else f"delete from {table}"

    def merge(self, table):
        name, kind = self.choices.one_of([column for column in self.columns_of(table) if column[0] != "id"])
        others = self.choices.one_of(["", " when not matched by source and target.id > 12 then delete"])
        return (f"merge into {table} as target using (select id from generate_series(0, 19) as id where id in ({self.few_keys()})) as source "
                f"on target.id = source.id when matched and target.id % 3 = 0 then delete when matched then update set {name} = {self.value(table, name, kind)} "
                f"when not matched then insert (id, {name}) values (source.id, {self.value(table, name, kind)}){others}")

    def few_keys(self):
        return ", ".join(str(self.choices.below(20)) for _ in range(1 + self.choices.below(3)))

    def update_from(self, table):
        name, kind = self.choices.one_of([column for column in self.columns_of(table) if column[0] not in KEYS[table]])
        number = next((column for column, of in TABLES[table] if of == "int"), "k")
        return f"update {table} set {name} = {self.value(table, name, kind)} from t3 as other where other.k = {table}.{number}"

    def at_last_moment(self, table):
        """The same rows again and again, in one statement of several parts."""
        columns = ", ".join(name for name, _ in self.columns_of(table))
        return (f"with a as (delete from {table} where {self.where(table)} returning *), b as (insert into {table} select {columns} from a returning 1) "
                f"select count(*) from b")

    def transaction(self, stream_tables):
        form = self.choices.below(12)
        if form == 10:
            return ["set session_replication_role = replica", self.statement(), "set session_replication_role = origin"]
        if form == 11:
            return [line for line in self.choices.one_of(COMMANDS) for line in (line, *([self.statement()] if self.choices.rarely(2) else []))]
        return super().transaction(stream_tables)
