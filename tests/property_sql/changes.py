"""Random changes to the tables of queries.py: statements, in transactions that commit or not."""

from queries import TABLES

VALUES = {
    "int": ["0", "1", "2", "3", "null"],
    "numeric": ["1.0", "1.00", "2", "2.5", "null", "-1"],
    "text": ["'a'", "'b'", "'A'", "''", "null"],
    "ci": ["'x'", "'X'", "'y'", "null"],
    "float": ["0", "'-0'", "1.5", "-2.25", "'NaN'", "'Infinity'", "null"],
    "json": ["'{\"a\": 1}'", "'{\"a\":1}'", "'1'", "null"],
    "pair": ["'(1,x)'::pair", "'(,)'::pair", "'(1,)'::pair", "'(,x)'::pair", "null"],
    "char": ["'a'", "'b'", "''", "null"],
    "interval": ["'1 month'", "'30 days'", "'720 hours'", "'1 day'", "null"],
    "box": ["'((0,0),(1,1))'", "'((2,2),(3,3))'", "'((0,0),(2,2))'", "null"],
    "numerics": ["'{1.0}'", "'{1.00}'", "'{1,NULL}'", "'{}'", "null"],
}
KEYS = {"t1": ["id"], "t2": ["id"], "t3": [], "t4": ["a", "b"], "t5": ["id"], "t6": []}


class Changes:
    """Makes statements out of choices."""

    def __init__(self, choices, tables=tuple(TABLES)):
        self.tables = tables
        self.choices = choices

    def value(self, table, column, kind):
        if column in KEYS[table]:
            return str(self.choices.below(20 if len(KEYS[table]) == 1 else 4))
        return self.choices.one_of(VALUES[kind])

    def insert(self, table, rows):
        names = ", ".join(name for name, _ in TABLES[table])
        lines = [f"({', '.join(self.value(table, name, kind) for name, kind in TABLES[table])})" for _ in range(rows)]
        return f"insert into {table} ({names}) values {', '.join(lines)} on conflict do nothing"

    def where(self, table):
        """Rows by their value, or some of equal rows by their place."""
        name, kind = self.choices.one_of([column for column in TABLES[table] if column[1] != "json"])
        if self.choices.rarely(4):
            return f"ctid in (select ctid from {table} order by ctid limit {1 + self.choices.below(2)} offset {self.choices.below(3)})"
        value = self.value(table, name, kind)
        return f"{name} is null" if value == "null" else f"{name} = {value}"

    def update(self, table):
        name, kind = self.choices.one_of(TABLES[table])
        if name in KEYS[table]:
            return f"update {table} set {name} = {name} + 100 where {self.where(table)}"
        return f"update {table} set {name} = {self.value(table, name, kind)} where {self.where(table)}"

    def statement(self):
        table = self.choices.one_of(self.tables)
        form = self.choices.below(12)
        if form < 4:
            return self.insert(table, 1 + self.choices.below(3))
        if form < 8:
            return self.update(table)
        if form < 10:
            return f"delete from {table} where {self.where(table)}"
        if form == 10:
            columns = ", ".join(name for name, _ in TABLES[table])
            return f"with gone as (delete from {table} where {self.where(table)} returning *) insert into {table} select {columns} from gone"
        return f"truncate {table}" if self.choices.rarely(4) else f"delete from {table}"

    def transaction(self, stream_tables):
        """Statements of one transaction; some are undone, and now and then a stream table is refreshed among them."""
        lines = []
        for _ in range(1 + self.choices.below(4)):
            undone = self.choices.rarely(8)
            lines += ["savepoint s"] * undone + [self.statement()] + ["rollback to s"] * undone
            if self.choices.rarely(10):
                lines += [f"select pgtrickle.refresh_stream_table('{name}')" for name in stream_tables]
        if len(lines) == 1:
            return lines
        return ["begin", *lines, "rollback" if self.choices.rarely(10) else "commit"]

    def round(self, stream_tables):
        return [line for _ in range(1 + self.choices.below(2)) for line in self.transaction(stream_tables)]
