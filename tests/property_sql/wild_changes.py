"""Random changes of every kind to the tables of wild_schema.py."""

from wild_expressions import literal
from wild_schema import KINDS, LONG, TABLES


class WildChanges:
    def __init__(self, choices):
        self.c = choices

    def value(self, table, name, kind):
        if name in table.key:
            return str(self.c.below(16 if len(table.key) == 1 else 3)) if kind == "int" else self.c.one_of(["'a'", "'b'", "''"])
        if name in table.unique:
            return self.c.one_of([str(self.c.below(12)), "null"])
        return self.c.one_of(KINDS[kind].values)

    def row(self, table):
        return f"({', '.join(self.value(table, name, kind) for name, kind in table.written())})"

    def names(self, table):
        return ", ".join(name for name, _ in table.written())

    def insert(self, table, rows):
        conflict = " on conflict do nothing" if table.name != "opt" else " on conflict (id) do nothing"
        return f"insert into {table.name} ({self.names(table)}) values {', '.join(self.row(table) for _ in range(rows))}{conflict if table.key else ''}"

    def where(self, table):
        """By a value, or one row by its place."""
        if self.c.rarely(3):
            return f"(tableoid, ctid) in (select tableoid, ctid from {table.name} order by tableoid, ctid limit {1 + self.c.below(2)} offset {self.c.below(4)})"
        name, kind = self.c.one_of([column for column in table.written() if KINDS[column[1]].equal])
        value = self.value(table, name, kind)
        return f"{name} is null" if value == "null" else f"{name} = {literal(kind, value)}"

    def one_row(self, table):
        return f"(tableoid, ctid) = (select tableoid, ctid from {table.name} order by tableoid, ctid limit 1 offset {self.c.below(6)})"

    def setting(self, table, where):
        name, kind = self.c.one_of(table.written())
        if name in table.key:
            return f"update {table.name} set {name} = {name} {'+ 100' if kind == 'int' else chr(124) * 2 + chr(39) + 'z' + chr(39)} where {where}"
        if kind == "int" and self.c.rarely(3):
            return f"update {table.name} set {name} = {name} + 1 where {where}"
        other = ""
        if self.c.rarely(3):
            more, of = self.c.one_of([column for column in table.written() if column[0] not in table.key])
            other = f", {more} = {self.value(table, more, of)}" if more != name else ""
        return f"update {table.name} set {name} = {self.value(table, name, kind)}{other} where {where}"

    def single(self):
        """One statement that changes one row."""
        table = self.table()
        form = self.c.below(4)
        if form == 0:
            return self.insert(table, 1)
        if form == 1:
            return f"delete from {table.name} where {self.one_row(table)}"
        return self.setting(table, self.one_row(table))

    def table(self):
        return TABLES[self.c.one_of(self.preferred)] if self.preferred and self.c.below(8) else TABLES[self.c.one_of(list(TABLES))]

    preferred = ()

    def statement(self):
        table, form = self.table(), self.c.below(20)
        if form < 4:
            return self.insert(table, 1 + self.c.below(3))
        if form < 8:
            return self.setting(table, self.where(table))
        if form < 10:
            return f"delete from {table.name} where {self.where(table)}"
        if form == 10:
            return f"with gone as (delete from {table.name} where {self.where(table)} returning *) insert into {table.name} ({self.names(table)}) select {self.names(table)} from gone"
        if form == 11:
            return f"truncate {table.name}" if self.c.rarely(3) else f"delete from {table.name}"
        if form == 12:
            return self.special()
        if form == 13 and len(table.key) == 1:
            return self.merge(table)
        if form == 14 and len(table.key) == 1:
            name, kind = self.c.one_of([column for column in table.written() if column[0] not in table.key])
            return f"insert into {table.name} ({self.names(table)}) values {self.row(table)} on conflict ({table.key[0]}) do update set {name} = excluded.{name}"
        if form == 15:
            name, _ = self.c.one_of(table.written())
            return f"update {table.name} set {name} = {name}"
        if form == 16 and not table.key:
            return f"insert into {table.name} ({self.names(table)}) select {self.names(table)} from {table.name}"
        if form == 17:
            return self.swap(table)
        return self.bulk(table)

    def special(self):
        return self.c.one_of([
            "copy logs (k, x) from program $$printf '1\\ta\\n3\\t\\\\N\\n'$$", "update part set k = case k when 1 then 60 when 60 then 2 when 0 then 2 else 1 end where k is not null",
            "update part set day = '2024-03-01' where day < '2024-02-29'", "delete from only parent", "update parent set e = 'ok'", "update only parent set x = 'a' where k = 1",
            "delete from part_2n", "truncate part_01", "update hashed set id = id + 100 where id < 3", "insert into child select k, x, e, 1.0 from parent",
            f"update {LONG} set rid = n", "update gen set k = k + 1", "update opt set u = null"])

    def merge(self, table):
        key = table.key[0]
        name, kind = self.c.one_of([column for column in table.written() if column[0] != key])
        numbers = ", ".join(str(self.c.below(16)) for _ in range(1 + self.c.below(3)))
        more = self.c.one_of(["", f" when not matched by source and target.{key} > 9 then delete"])
        return (f"merge into {table.name} as target using (select id from generate_series(0, 15) as id where id in ({numbers})) as source on target.{key} = source.id "
                f"when matched and target.{key} % 3 = 0 then delete when matched then update set {name} = {self.value(table, name, kind)} "
                f"when not matched then insert ({key}, {name}) values (source.id, {self.value(table, name, kind)}){more}")

    def swap(self, table):
        if table.name == "opt":
            return "update opt set u = case u when 1 then 2 when 2 then 1 end where u in (1, 2)"
        if len(table.key) == 1:
            return f"update {table.name} set {table.key[0]} = - {table.key[0]} where {self.where(table)}"
        return self.setting(table, self.where(table))

    def bulk(self, table):
        """Many rows at once, of values that meet."""
        if table.key != () and len(table.key) == 1:
            name, kind = self.c.one_of([column for column in table.written() if column[0] not in table.key and column[0] not in table.unique])
            first = 200 + self.c.below(3) * 10
            return (f"insert into {table.name} ({table.key[0]}, {name}) select i, {self.value(table, name, kind)} from generate_series({first}, {first + 20}) as i "
                    f"on conflict {'(id) ' if table.name == 'opt' else ''}do nothing")
        return self.insert(table, 6)

    def transaction(self, stream_tables):
        lines = []
        for _ in range(1 + self.c.below(4)):
            undone = self.c.rarely(8)
            lines += ["savepoint s"] * undone + [self.statement()] + ["rollback to s"] * undone
            if self.c.rarely(14):
                lines += [f"select pgtrickle.refresh_stream_table('{name}')" for name in stream_tables]
        if len(lines) == 1:
            return lines
        return ["begin", *lines, "rollback" if self.c.rarely(12) else "commit"]

    def round(self, stream_tables):
        if self.c.below(2):
            return [self.single()]
        return [line for _ in range(1 + self.c.below(3)) for line in self.transaction(stream_tables)]
