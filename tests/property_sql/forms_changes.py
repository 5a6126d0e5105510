"""Changes for forms.py: keys on both sides in one transaction, rows that move between partitions, MERGE, ON CONFLICT, TRUNCATE beside other changes."""

from forms_schema import COLUMNS, KEYS, TABLES, VALUES


class FormsChanges:
    def __init__(self, choices):
        self.c = choices

    def value(self, table, name):
        if name in KEYS[table]:
            return str(self.c.below(8 if name == "id" else 4))
        return self.c.one_of(VALUES[COLUMNS[table][name]])

    def row(self, table):
        return f"({', '.join(self.value(table, name) for name in COLUMNS[table])})"

    def insert(self, table, rows):
        return f"insert into {table} ({', '.join(COLUMNS[table])}) values {', '.join(self.row(table) for _ in range(rows))} on conflict do nothing"

    def where(self, table):
        if self.c.rarely(3):
            return f"(tableoid, ctid) in (select tableoid, ctid from {table} order by tableoid, ctid limit {1 + self.c.below(3)} offset {self.c.below(4)})"
        name = self.c.one_of(list(COLUMNS[table]))
        value = self.value(table, name)
        return f"{name} is null" if value == "null" else f"{name} = {value}"

    def update(self, table):
        name = self.c.one_of(list(COLUMNS[table]))
        if name == "id":
            return f"update {table} set id = id + 20 where {self.where(table)}"
        other = self.c.one_of([one for one in COLUMNS[table] if one not in KEYS[table]])
        more = f", {other} = {self.value(table, other)}" if self.c.rarely(3) and other != name else ""
        return f"update {table} set {name} = {self.value(table, name)}{more} where {self.where(table)}"

    def statement(self):
        table, form = self.c.one_of(TABLES), self.c.below(16)
        if form < 4:
            return self.insert(table, 1 + self.c.below(3))
        if form < 8:
            return self.update(table)
        if form < 10:
            return f"delete from {table} where {self.where(table)}"
        return self.c.one_of([self.merge, self.conflict, self.again, self.move, self.all_of, self.from_other])(table)

    def merge(self, _):
        numbers = ", ".join(str(self.c.below(8)) for _ in range(2))
        return (f"merge into a using (select i from generate_series(0, 7) as i where i in ({numbers})) as q on a.id = q.i when matched and a.k = 1 then delete "
                f"when matched then update set k = {self.value('a', 'k')}, n = {self.value('a', 'n')} "
                f"when not matched then insert (id, k, m) values (q.i, {self.value('a', 'k')}, {self.value('a', 'm')})"
                + self.c.one_of(["", " when not matched by source and a.k = 2 then delete"]))

    def conflict(self, _):
        name = self.c.one_of([one for one in COLUMNS["a"] if one != "id"])
        return f"insert into a ({', '.join(COLUMNS['a'])}) values {self.row('a')} on conflict (id) do update set {name} = excluded.{name}"

    def again(self, table):
        names = ", ".join(COLUMNS[table])
        return f"with gone as (delete from {table} where {self.where(table)} returning *) insert into {table} ({names}) select {names} from gone on conflict do nothing"

    def move(self, _):
        return f"update e set k = {self.c.one_of(['(k + 1) % 3', '1 - k', 'k + 5'])} where {self.where('e')}"

    def all_of(self, table):
        return self.c.one_of([f"truncate {table}", f"delete from {table}", f"update {table} set k = coalesce(k, 0) + 1"])

    def from_other(self, _):
        return self.c.one_of(["insert into w select k, n, t, m from b", "insert into e select id, coalesce(k, 0), n, t, k from a on conflict do nothing",
                              "update b set k = a.k, n = a.n from a where b.u = a.id", "delete from w using b where w.k = b.k", "update a set k = k + 1, n = n + 1 where k is not null"])

    def many(self):
        """Thousands of changes at once: refreshes read them in another way."""
        return self.c.one_of([
            "insert into b (k, m, u, n, t) select i % 40, case i % 3 when 0 then 'ok'::mood when 1 then 'sad' end, i, i % 7, 'many' from generate_series(10, 2500) as i on conflict do nothing",
            "insert into a (id, k, d, n, t) select i, i % 50, i % 3, i % 7, 'many' from generate_series(100, 2600) as i on conflict do nothing",
            "insert into e select i, i % 4, i % 7, 'many', i % 90 from generate_series(100, 2400) as i on conflict do nothing", "insert into w select i % 60, i % 3, 'many' from generate_series(1, 2100) as i",
            "update b set n = n + 1, k = k + 1 where t = 'many'", "update a set id = -id where t = 'many'", "update e set k = (k + 1) % 3 where t = 'many'", "delete from a where t = 'many' and id % 2 = 0", "delete from b where t = 'many'",
            "update w set t = 'some' where t = 'many'", "update a set n = n + 1"])

    def both_sides(self):
        """The same change of the key of both sides of a join, in one transaction."""
        name = self.c.one_of(["k", "n", "t", "m"])
        first, second = self.c.one_of([("a", "b"), ("b", "a"), ("a", "w"), ("w", "b")])
        value, where = self.value(first, name), self.c.one_of(["true", "k = 1", "k is null", "k > 0"])
        return [f"update {first} set {name} = {value} where {where}", f"update {second} set {name} = {value} where {where}"]

    def transaction(self):
        lines = []
        for _ in range(1 + self.c.below(3)):
            undone = self.c.rarely(8)
            made = self.both_sides() if self.c.rarely(4) else [self.statement()]
            lines += ["savepoint s"] * undone + made + ["rollback to s"] * undone
        if len(lines) == 1:
            return lines
        return ["begin", *lines, "rollback" if self.c.rarely(10) else "commit"]

    def round(self):
        if self.c.rarely(12):
            return [self.many()]
        return [line for _ in range(1 + self.c.below(2)) for line in self.transaction()]
