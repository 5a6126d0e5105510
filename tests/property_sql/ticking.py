"""Random conditions on the clock: a stream table holds what its query gives at the moment of the refresh.

Usage: ticking.py SERVER

A case is some stream tables with conditions on the clock over tables whose times lie some milliseconds around the present, and rounds of changes and of waiting. The refresh
and the comparison are one transaction, so now() is the same in both. See cases.py for the environment.
"""

import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]

import cases  # noqa: E402
from forms_queries import Query  # noqa: E402
from postgres import Server  # noqa: E402

SCHEMA = """
create table ev (id int primary key, k int, t timestamptz, d timestamp, day date, u interval);
create table lg (k int, t timestamptz, d timestamp, v int);
create table part (k int, t timestamptz, v int) partition by list (k);
create table part_1 partition of part for values in (1);
create table part_d partition of part default;
create index on ev (t);
create view recent as select k, t, v from lg where t > now() - interval '150 ms';
create view counted as select k, count(*) as n, max(t) as t from ev where t <= now() group by k;
"""
TABLES = ("ev", "lg", "part")


class TickingDatabase(cases.Database):
    name, schema, tables = "property_ticking", SCHEMA, TABLES


class Queries:
    def __init__(self, choices):
        self.c = choices

    def span(self):
        return f"interval '{20 * self.c.below(12)} ms'"

    def clock(self):
        return self.c.one_of(["now()", "current_timestamp", "transaction_timestamp()", f"now() - {self.span()}", f"now() - {self.span()}", f"now() + {self.span()}", "now() - interval '1 day' + interval '24 hours'", f"now() - {self.span()} + {self.span()}"])

    def plain(self, of, columns):
        forms = [f"{of}.t {self.c.one_of(['<', '<=', '>', '>=', '>', '<='])} {self.clock()}", f"{self.clock()} {self.c.one_of(['<', '>=', '>'])} {of}.t",
                 f"{of}.t between now() - {self.span()} and now() + {self.span()}", f"now() - {of}.t {self.c.one_of(['<', '>='])} {self.span()}", f"{of}.t - now() > {self.span()}", f"{of}.t + {self.span()} > now()",
                 f"{of}.t is distinct from now()", f"{of}.k = 1 and {of}.t > now() - {self.span()}", f"({of}.t > now() - {self.span()}) is not true", f"coalesce({of}.t, 'infinity') > now()"]
        if "d" in columns:
            forms += [f"{of}.d > localtimestamp - {self.span()}", f"{of}.d <= now()", f"{of}.d::timestamptz > now() - {self.span()}"]
        if "day" in columns:
            forms += [f"{of}.day = current_date", f"{of}.day < current_date", f"current_date - {of}.day <= 1", f"{of}.day >= now()"]
        if "u" in columns:
            forms += [f"{of}.t > now() - {of}.u", f"{of}.t + {of}.u <= now()", f"now() - {of}.t < {of}.u"]
        return self.c.one_of(forms)

    def condition(self, of, columns=("k", "t", "d", "day", "u")):
        form = self.c.below(5)
        if form == 3:
            return f"({self.plain(of, columns)} {self.c.one_of(['and', 'or'])} {self.plain(of, columns)})"
        if form == 4:
            return f"not ({self.plain(of, columns)})"
        return self.plain(of, columns)

    def query(self):
        a, b, c = self.condition("ev"), self.condition("lg", ("k", "t", "d")), self.condition("part", ("k", "t"))
        join = self.c.one_of(["join", "left join", "right join"])
        side = b if join == "left join" else a if join == "right join" else self.c.one_of([a, b])
        window = self.c.one_of(["rank() over (partition by ev.k order by ev.t)", "count(*) over (partition by ev.k)", "row_number() over (order by ev.t, ev.id)", "sum(ev.k) over (order by ev.t, ev.id rows 1 preceding)"])
        return self.c.one_of([
            Query(f"select id as c0, k as c1 from ev where {a}", 2), Query(f"select k as c0, t as c1, v as c2 from lg where {b}", 3), Query(f"select k as c0, count(*) as c1, sum(v) as c2, max(t) as c3 from lg where {b} group by k", 4),
            Query(f"select count(*) as c0, min(t) as c1 from ev where {a}", 2), Query(f"select distinct k as c0 from part where {c}", 1), Query(f"select ev.id as c0, lg.v as c1 from ev {join} lg on lg.k = ev.k and {side}", 2),
            Query(f"select ev.id as c0 from ev where {self.c.one_of(['', 'not '])}exists (select from lg where lg.k = ev.k and {b})", 1), Query(f"select id as c0, (select count(*) from lg where lg.k = ev.k and {b}) as c1 from ev", 2),
            Query(f"select k as c0, count(*) as c1 from ev group by k having max(t) {self.c.one_of(['>', '<='])} {self.clock()}", 2), Query(f"select id as c0, k as c1 from ev where {a} order by t, id limit 2", 2),
            Query(f"select ev.id as c0, {window} as c1 from ev where {a}", 2), Query(f"select k as c0, t as c1 from lg where {b} {self.c.one_of(['union', 'union all', 'except', 'intersect'])} select k, t from part where {c}", 2),
            Query("select r.k as c0, r.v as c1, n.n as c2 from recent as r left join counted as n using (k)", 3), Query(f"select distinct on (k) k as c0, id as c1 from ev where {a} order by k, t desc, id", 2),
            Query(f"select ev.id as c0, q.n as c1 from ev left join lateral (select count(*) as n from part where part.k = ev.k and {c}) as q on true where {a}", 2),
            Query(f"select ev.k as c0, count(lg.v) as c1 from ev join lg on lg.k = ev.k where {a} and {b} group by ev.k", 2), Query(f"select k as c0, n as c1 from counted where counted.t {self.c.one_of(['>', '<'])} {self.clock()}", 2),
            Query(f"select id as c0, w as c1 from (select ev.id, ev.t, ev.k, ev.d, ev.day, ev.u, rank() over (partition by ev.k order by ev.id) as w from ev) as ev where {a}", 2)])


class Case(cases.Case):
    schema = SCHEMA
    met = ("23505", "25P02")
    modes = ["DIFFERENTIAL"]

    def time(self):
        return self.c.one_of(["null", *[f"now() + interval '{20 * number} ms'" for number in (-9, -5, -3, -2, -1, 0, 1, 2, 3, 4, 5, 9)]])

    @property
    def c(self):
        return self.choices

    def span(self):
        return self.c.one_of(["null", "'0'", "'40 ms'", "'100 ms'", "'1 day'"])

    def row(self, table):
        k = self.c.one_of(["1", "2", "3", "null"])
        if table == "ev":
            return f"({self.c.below(8)}, {k}, {self.time()}, ({self.time()})::timestamp, current_date + {self.c.below(3) - 1}, {self.span()})"
        return f"({k}, {self.time()}, {self.c.below(3)})" if table == "part" else f"({k}, {self.time()}, ({self.time()})::timestamp, {self.c.below(3)})"

    def insert(self, table, rows):
        return f"insert into {table} values {', '.join(self.row(table) for _ in range(rows))}{' on conflict do nothing' if table == 'ev' else ''}"

    def filled(self):
        return [self.insert(table, 3 + self.c.below(5)) for table in TABLES]

    def query(self, names):
        return Queries(self.c).query()

    def round(self):
        for _ in range(1 + self.c.below(3)):
            table, form = self.c.one_of(TABLES), self.c.below(8)
            k = self.c.one_of(["k = 1", "k = 2", "k is null", "t > now()", "t <= now()"])
            yield ([self.insert(table, 1 + self.c.below(3))] * 3 + [f"update {table} set t = {self.time()} where {k}", f"update {table} set k = 1 + coalesce(k, 0) % 3 where {k}", f"delete from {table} where {k}",
                   f"select pg_sleep({0.02 * self.c.below(8)})", f"update {table} set t = t + {self.c.one_of(['', '-'])}interval '50 ms' where {k}"])[form]
        if self.c.rarely(2):
            yield f"select pg_sleep({0.03 * (1 + self.c.below(4))})"

    def altered(self):
        return None

    def refreshed(self, name):
        self.say("begin")
        wrong = super().refreshed(name)
        self.say("commit")
        return wrong

    def difference(self, name):
        """The query as created is compared in a transaction of its own, with a refresh."""
        if self.script[-1] != "begin" and not self.script[-1].startswith("select pgtrickle.refresh"):
            return None
        return super().difference(name)

    def verified(self):
        return None


if __name__ == "__main__":
    sys.exit(cases.run(TickingDatabase(Server(sys.argv[1])), Case))
