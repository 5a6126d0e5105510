"""Window functions and first rows of every kind over one ordered table, and many rounds of small changes.

Usage: ordered.py SERVER

The stored rows are the ordered store of running windows and of first rows (decisions 96 and 97), so each round changes some rows, swaps values, moves rows between groups and along the
order, and empties and refills groups. See cases.py for the environment.
"""

import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]

import cases  # noqa: E402
from forms_queries import Query  # noqa: E402
from postgres import Server  # noqa: E402

SCHEMA = """
create collation nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
create domain small as int check (value < 100);
create table t (id int primary key, g int, h text collate nocase, v int, w bigint, n numeric, m numeric(8,2), d date, b bool, x text, i interval, s small not null default 1);
create table o (a int not null, b text not null, g int, v int, n numeric, primary key (b, a));
create table j (k int primary key, y int);
create view tj as select t.*, j.y from t left join j on j.k = t.g;
create view tg as select g, h, count(*) as v, sum(v) as w, max(id) as id from t group by g, h;
"""
TABLES = ("t", "o", "j")
VALUES = {"g": ["1", "2", "null"], "h": ["'a'", "'A'", "'b'", "null"], "v": ["0", "1", "2", "3", "null"], "w": ["0", "1", "5000000000", "null"], "n": ["1", "1.0", "1.00", "2.5", "-1", "'NaN'", "null"],
          "m": ["1", "2.5", "-1", "null"], "d": ["'2024-01-01'", "'2024-01-02'", "'2024-01-05'", "'infinity'", "null"], "b": ["true", "false", "null"], "x": ["'a'", "'b'", "'c'", "''", "null"],
          "i": ["'1 day'", "'24:00'", "'2 hours'", "null"], "s": ["1", "2", "3"]}


class OrderedDatabase(cases.Database):
    name, schema, tables = "property_ordered", SCHEMA, TABLES


class Queries:
    def __init__(self, choices):
        self.c = choices

    def source(self):
        """A relation, its columns, and its key."""
        everything = ["g", "h", "v", "w", "n", "m", "d", "b", "x", "i", "s"]
        return self.c.one_of([("t", everything, ["id"]), ("t", everything, ["id"]), ("o", ["g", "v", "n", "b", "a"], ["b", "a"]), ("tj", [*everything, "y"], ["id"]), ("tg", ["v", "w"], ["g", "h"]),
                              ("(select * from t where v is distinct from 2) as t", everything, ["id"]), ("(select t.id, t.g, t.v, t.n, j.y as d from t join j on j.k = t.v) as q", ["g", "v", "n", "d"], ["id"]),
                              ("(select id, g, v, m from t union all select a + 100, g, v, n from o where b = 'a') as q", ["g", "v"], ["id", "g", "v"])])

    def direction(self):
        return self.c.one_of(["", "", " desc", " nulls first", " desc nulls last"])

    def expression(self, name):
        return self.c.one_of([name, name, name, f"coalesce({name}, {name})", f"({name} is null)"]) if self.c.rarely(4) else name

    def query(self):
        self.relation, self.columns, self.key = self.source()
        self.fuzzy = any(name in self.columns for name in ("n", "h", "i"))
        form = self.c.below(10)
        if form < 6:
            return self.windows()
        return [self.first, self.numbered, self.distinct_on, self.ties][form - 6]()

    # Windows ----------------------------------------------------------------------------------------------------------

    def windows(self):
        partitions = [name for name in ("g", "h", "b", "x") if name in self.columns]
        by = ", ".join([self.c.one_of(partitions)] if partitions and self.c.below(4) else []) or ("g, b" if self.c.rarely(6) and "b" in self.columns else "")
        by = f"partition by {by} " if by else ""
        some = [name for name in self.columns if name not in ("b", "i")]
        leading = [f"{self.expression(self.c.one_of(some))}{self.direction()}" for _ in range(self.c.below(3))]
        total = ", ".join(dict.fromkeys([*leading, *[f"{name}{self.direction()}" for name in self.key]]))
        peers = ", ".join(leading) or self.c.one_of(some)
        calls = [self.call(by, total, peers) for _ in range(1 + self.c.below(4))]
        where = self.c.one_of(["", "", "", " where v is not null", " where v > 0"])
        items = [*self.key, *calls]
        listed = ", ".join(f"{item} as c{number}" for number, item in enumerate(items))
        query = f"select {listed} from {self.relation}{where}"
        if self.c.rarely(8):
            kept = self.c.one_of(["c0 is not null", f"c{len(items) - 1} is not null", f"c{len(self.key)} is distinct from c{len(items) - 1}"])
            query = f"select {', '.join(f'c{number}' for number in range(len(items)))} from ({query}) as q where {kept}" if "distinct from" not in kept or len(calls) == 1 else query
        return Query(query, len(items), by_equality=self.fuzzy)

    def call(self, by, total, peers):
        filtered = self.c.one_of(["", "", "", " filter (where v > 0)", " filter (where v is null)"])
        number = self.c.one_of([name for name in ("v", "w", "m", "n", "s") if name in self.columns and name != "n"] or ["v"])
        any_of = self.c.one_of([name for name in self.columns if name != "i"])
        order = self.c.one_of([total, total, peers])
        running = self.c.one_of(["", "", " rows unbounded preceding", " range unbounded preceding", " groups between unbounded preceding and current row"])
        aggregate = self.c.one_of([f"sum({number})", f"count({any_of})", "count(*)", f"avg({number})", f"min({number})", f"max({number})", "sum(n)" if "n" in self.columns else "sum(v)", "avg(n)" if "n" in self.columns else "avg(v)",
                                   "bool_and(b)" if "b" in self.columns and self.relation != "o" else "bool_or(v > 1)", "max(x)" if "x" in self.columns else "max(v)", "bit_or(v)" if self.relation != "tg" else "max(v)", "every(v > 0)", "stddev(v)"])
        if running.startswith(" rows"):
            order = total
        form = self.c.below(10)
        if form < 4:
            return f"{aggregate}{filtered} over ({by}order by {order}{running})"
        if form == 4:
            return f"{self.c.one_of(['rank()', 'dense_rank()', 'rank()'])} over ({by}order by {peers})"
        if form == 5:
            return f"row_number() over ({by}order by {total})"
        if form == 6:
            return f"{self.c.one_of(['lag', 'lead'])}({any_of}{self.c.one_of(['', ', 1', ', 2', ', 0'])}) over ({by}order by {total})"
        if form == 7:
            return self.c.one_of([f"first_value({any_of}) over ({by}order by {total})", f"last_value({any_of}) over ({by}order by {total})", f"first_value({any_of}) over ({by}order by {total} rows unbounded preceding)",
                                  f"nth_value({any_of}, 2) over ({by}order by {total})", f"last_value({any_of}) over ({by}order by {total} rows between 1 preceding and 1 following)"])
        if form == 8:
            bounds = self.c.one_of(["1 preceding and current row", "2 preceding and 1 following", "current row and 1 following", "1 preceding and 1 preceding", "current row and unbounded following", "unbounded preceding and 1 preceding",
                                    "unbounded preceding and unbounded following"])
            return f"{aggregate}{filtered} over ({by}order by {total} rows between {bounds}{self.c.one_of(['', '', ' exclude current row', ' exclude ties'])})"
        return self.c.one_of([f"ntile(2) over ({by}order by {total})", f"percent_rank() over ({by}order by {peers})", f"sum(v) over ({by.strip()})", f"count(*) over ({by}order by {peers} groups 1 preceding)",
                              f"sum(v) over ({by}order by v range between 1 preceding and 1 following)"])

    # First rows -------------------------------------------------------------------------------------------------------

    def leading(self, least):
        return [f"{self.expression(self.c.one_of([name for name in self.columns if name != 'b']))}{self.direction()}" for _ in range(least + self.c.below(3 - least))]

    def order(self):
        return ", ".join([*self.leading(0), *[f"{name}{self.direction()}" for name in self.key]])

    def shown(self):
        return [*self.key, *[name for name in self.columns if self.c.rarely(3) and name not in self.key][:3]]

    def listed(self, items):
        return ", ".join(f"{item} as c{number}" for number, item in enumerate(items))

    def made(self, items, rest, word=""):
        return Query(f"select {word}{self.listed(items)} from {self.relation}{rest}", len(items), by_equality=self.fuzzy)

    def where(self):
        return self.c.one_of(["", "", "", " where v is not null", " where g = 1", " where v > any (select y from j)"])

    def first(self):
        return self.made(self.shown() if self.c.below(4) else ["v"], f"{self.where()} order by {self.order()} limit {self.c.one_of(['1', '2', '3', '4', '0'])}{self.c.one_of(['', '', '', ' offset 1'])}")

    def ties(self):
        return self.made(self.shown(), f"{self.where()} order by {', '.join(self.leading(1))} fetch first {1 + self.c.below(3)} rows with ties")

    def distinct_on(self):
        by = [name for name in ("g", "h", "b", "v") if name in self.columns][: 1 + self.c.below(2)]
        order = ", ".join([*[f"{name}{self.direction()}" for name in by], self.order()])
        return self.made(self.shown(), f"{self.where()} order by {order}", word=f"distinct on ({', '.join(by)}) ")

    def numbered(self):
        partitions = [name for name in ("g", "h", "b", "v") if name in self.columns]
        by = f"partition by {self.c.one_of(partitions)} " if self.c.below(4) and partitions else ""
        number = self.c.one_of(["row_number()", "row_number()", "rank()", "dense_rank()"])
        order = self.order() if number == "row_number()" or self.c.rarely(2) else self.leading(1)[0]
        items, limit = self.shown(), self.c.one_of(["<= 2", "= 1", "< 3", "<= 3", "<= 1", "= 2"])
        kept = [f"c{number}" for number in range(len(items))] + (["r"] if self.c.below(2) else [])
        more = ", rank() over (" + by + "order by " + order + ") as r2" if self.c.rarely(4) else ""
        listed = ", ".join(f"{name} as c{place}" for place, name in enumerate([*kept, *(["r2"] if more else [])]))
        inner = f"select {self.listed(items)}, {number} over ({by}order by {order}) as r{more} from {self.relation}{self.where()}"
        return Query(f"select {listed} from ({inner}) as q where r {limit}{self.c.one_of(['', '', ' and c0 is not null'])}", len(kept) + bool(more), by_equality=self.fuzzy)


class Case(cases.Case):
    schema = SCHEMA
    met = ("23505", "25P02", "3B001")
    ambiguous = r"\b(max|min|first_value|last_value|lag|lead|nth_value)\("

    def number_of_tables(self):
        return 1 + self.choices.below(3)

    def number_of_rounds(self):
        return 4 + self.choices.below(9)

    def value(self, name):
        return self.choices.one_of(VALUES[name])

    def row(self, table):
        c = self.choices
        if table == "t":
            return f"({c.below(20)}, {', '.join(self.value(name) for name in VALUES)})"
        if table == "o":
            return f"({c.below(4)}, {c.one_of(['chr(97)', 'chr(98)', 'chr(65)'])}, {self.value('g')}, {self.value('v')}, {self.value('n')})"
        return f"({c.below(4)}, {self.value('v')})"

    def insert(self, table, rows):
        return f"insert into {table} values {', '.join(self.row(table) for _ in range(rows))} on conflict do nothing"

    def filled(self):
        return [self.insert(table, 4 + self.choices.below(10)) for table in TABLES]

    def query(self, names):
        return Queries(self.choices).query()

    def where(self, table):
        c = self.choices
        key = {"t": "id", "o": "a", "j": "k"}[table]
        if c.rarely(3) and table != "j":
            return c.one_of(["g = 1", "g = 2", "g is null", "v = 1", "v is null", "v > 1"])
        return c.one_of([f"{key} = {c.below(20 if table == 't' else 4)}", f"{key} = (select min({key}) from {table})", f"{key} = (select max({key}) from {table})", f"{key} in ({c.below(20)}, {c.below(5)})"])

    def statement(self):
        c, table = self.choices, self.choices.one_of(["t", "t", "t", "t", "o", "o", "j"])
        if table == "j":
            return c.one_of([self.insert("j", 1), f"update j set y = {self.value('v')} where {self.where('j')}", f"delete from j where {self.where('j')}"])
        form = c.below(12)
        if form < 3:
            return self.insert(table, 1 + c.below(2))
        if form < 6:
            name = c.one_of(list(VALUES) if table == "t" else ["g", "v", "n"])
            return f"update {table} set {name} = {self.value(name)} where {self.where(table)}"
        if form < 8:
            return f"delete from {table} where {self.where(table)}"
        if form == 8:
            name, key = c.one_of(["v", "g", "n"]), "id" if table == "t" else "a"
            return f"update {table} as u set {name} = p.{name} from {table} as p where u.{key} in (1, 2) and p.{key} = 3 - u.{key}" + ("" if table == "t" else " and p.b = u.b")
        if form == 9:
            return f"update {table} set {'id = id + ' + c.one_of(['1000', '100']) if table == 't' else 'a = a + 50'} where {self.where(table)}"
        if form == 10:
            return c.one_of([f"delete from {table} where g = 1", f"update {table} set g = case g when 1 then 2 when 2 then 1 end", f"update {table} set v = v + 1", f"truncate {table}", f"update {table} set g = 1 where g = 2"])
        return f"with gone as (delete from {table} where {self.where(table)} returning *) insert into {table} select * from gone"

    def round(self):
        lines = [self.statement() for _ in range(1 + self.choices.below(3))]
        if len(lines) > 1 and self.choices.rarely(2):
            return ["begin", *lines, self.choices.one_of(["commit", "commit", "commit", "rollback"])]
        return lines


if __name__ == "__main__":
    sys.exit(cases.run(OrderedDatabase(Server(sys.argv[1])), Case))
