"""Queries of odd.py: functions, operators, casts, types and aggregates of users and of extensions in all places; constructors of JSON and XML, other syntax."""

from forms_queries import Query
from odd_schema import AMBIGUOUS, COLUMNS, TYPES, VALUES

JOINS = ["join", "left join", "right join", "full join"]


class Queries:
    def __init__(self, choices):
        self.c = choices

    def query(self):
        forms = [name for name in sorted(dir(self)) if name.startswith("of_")]
        return getattr(self, self.c.one_of(forms))()

    def made(self, items, rest, *, by_equality=False, distinct=""):
        listed = ", ".join(f"{item} as c{number}" for number, item in enumerate(items))
        return Query(f"select {distinct}{listed} {rest}", len(items), by_equality)

    # Parts --------------------------------------------------------------------------------------------------------------

    def literal(self, kind):
        return f"{self.c.one_of(VALUES[kind])}::{TYPES[kind]}"

    def equal(self):
        return self.c.one_of(["p.f operator(lib.=) c.f", "p.id = c.p", "p.id = c.q", "p.d operator(lib.=) c.f", "p.k operator(lib.~=~) c.v", "p.n = c.n", "p.c = c.v::text::citext", "p.k = c.v",
                              "p.f operator(lib.=) c.v::lib.frac", "(p.k, p.n) = (c.v, c.n)", "p.id = c.p and p.f operator(lib.<) c.f", "p.a && array[c.v]", "p.id = c.p and p.n is not distinct from c.n"])

    def full(self):
        return self.c.one_of(["p.f operator(lib.=) c.f", "p.id = c.p", "p.d::lib.frac operator(lib.=) c.f", "p.n = c.n", "p.id = c.p and p.f operator(lib.=) c.f", "p.c = c.v::text::citext"])

    def joined(self):
        kind = self.c.one_of(JOINS)
        return f"p {kind} c on {self.full() if kind == 'full join' else self.equal()}"

    def where(self):
        if not self.c.rarely(3):
            return ""
        return " where " + self.c.one_of([
            f"p.f operator(lib.>=) {self.literal('frac')}", f"p.c = {self.literal('citext')}", "p.c in ('a', 'b')", "p.c <> all (array['a', 'B']::citext[])", "p.h ? 'a'", "p.h -> 'a' = '1'", "p.l <@ 'a.b'",
            "p.l ~ '*.b.*'", "p.a @> '{1}'", "p.a @@ '1&2'::query_int", f"p.k operator(lib.~=~) {self.c.below(3)}", "operator(lib.!!) p.k > 2", "lib.plus(p.k, c => 1) > 12", "lib.known(p.k)",
            f"p.f operator(lib.=) any (array[{self.literal('frac')}, {self.literal('frac')}])", f"(p.f, p.k) = ({self.literal('frac')}, 1)", "p.f in (select c.f from c)", "p.f not in (select c.f from c where c.f is not null)",
            f"p.f operator(lib.>) any (select c.f from c where c.v = {self.c.below(3)})", "(p.c, p.k) in (select x.x::citext, x.k from cities as x)", "not exists (select from c where c.f operator(lib.=) p.f and c.p = p.id)",
            "p.f is not distinct from p.d", "nullif(p.f, '(1,2)'::lib.frac) is not null", "p.x like 'd%' escape 'x'", "p.x similar to '(a|b)%'", "p.f between '(0,1)' and '(1,1)'", "p.k = (lib.parts(p.id)).x"])

    def value(self):
        return self.c.one_of([
            "p.f", "p.c", "p.h", "p.l", "p.n", "p.a", "p.d", "p.f::text", "(p.f).num", "p.c::text", "p.c || 'x'", "p.h || 'z=>1'", "p.h -> 'a'", "akeys(p.h)", "hstore_to_jsonb(p.h)", "nlevel(p.l)", "subpath(p.l, 0, nlevel(p.l))",
            "p.l || 'z'", "p.a + 3", "p.a # 1", "sort(p.a)", "lib.twice(p.k)", "operator(lib.!!) p.k", "lib.plus(p.k)", "lib.plus(b => p.k, a => 1)", "lib.joined(p.x, p.c::text)", "lib.joined(variadic array[p.x, 'v'])",
            "lib.pick(p.k, p.id)", "lib.pick(p.f, p.d::lib.frac)", "lib.parts(p.k)::text", "(lib.parts(p.k)).y", "greatest(p.f, '(1,1)'::lib.frac)", "coalesce(p.f, p.d)", "nullif(p.f, '(2,4)')", "p.k::lib.frac",
            "case p.f when '(1,2)'::lib.frac then 'half' when '(1,1)' then 'one' end", "case p.c when 'A' then 1 else 2 end", "p.k operator(lib.~=~) 1", "row(p.f, p.c)::text", "array[p.f, p.d::lib.frac]", "array[p.c]", "p.x collate nocase = 'A'",
            "make_interval(days => p.k)", "json_object('k': p.k, 'x': p.x null on null)::text", "json_array(p.k, p.x absent on null)::text", "json_scalar(p.x)::text", "json_value(hstore_to_jsonb(p.h), '$.a' returning int default -1 on empty)",
            "json_exists(hstore_to_jsonb(p.h), '$.b')", "json_query(hstore_to_jsonb(p.h), '$' with wrapper)::text", "json_serialize(json_object('a': p.k))", "p.x is json", "xmlelement(name r, xmlattributes(p.k as k), p.x)::text",
            "xmlforest(p.k, p.x)::text", "trim(both 'a' from p.x)", "substring(p.x from 1 for 1)", "position('a' in p.x)", "overlay(p.x placing 'q' from 1)", "extract(epoch from make_interval(mins => p.k))", "p.x is normalized", "normalize(p.x, nfc)",
            "date '2024-01-31' + make_interval(months => p.k)", "(timestamp '2024-01-01' + make_interval(hours => p.k)) at time zone 'Europe/Paris'", "width_bucket(p.n, array[0, 2]::numeric[])", "p.n::text", "scale(p.n)", "p.a[1:1]", "(array[p.k, p.id])[2]",
            "(select lib.max(c.f) from c where c.p = p.id)", "(select count(*) from c where c.f operator(lib.=) p.f)", "array(select c.v from c where c.p = p.id order by c.v, c.id)", "(select c.f from c where c.v = p.k order by c.f, c.id limit 1)",
            "exists (select from c where c.q = p.id and c.f operator(lib.<>) p.f)", "p.f operator(lib.>=) all (select c.f from c where c.p = p.id)", "(select lib.path(c.v::text order by c.id) from c where c.p = p.id)"])

    def aggregate(self):
        word = self.c.one_of(["", "distinct "])
        call = self.c.one_of([
            "count(*)", f"count({word}p.f)", f"count({word}p.c)", f"count({word}p.h)", "lib.longest(p.x)", f"lib.product({word}p.id)", "lib.path(p.x order by p.x, p.id)", "lib.path(distinct p.x order by p.x desc)",
            "lib.middle(0.5) within group (order by p.id)", "lib.sum2(p.k, p.id)", "(lib.max(p.f)).num * 12 / (lib.max(p.f)).den", "lib.first(p.id order by p.id desc)", "array_agg(p.f::text order by p.f, p.id)", "string_agg(p.c::text, ',' order by p.c, p.id)",
            "json_arrayagg(p.k order by p.id)::text", "json_arrayagg(p.k order by p.id null on null)::text", "json_objectagg(p.id: p.x absent on null)::text = ''", "xmlagg(xmlelement(name e, p.k) order by p.id)::text", "sum(p.k operator(pg_catalog.+) 1)",
            "jsonb_agg(p.h order by p.id)", "any_value(p.k) is null", "bool_or(p.h ? 'a')", "range_agg(int4range(p.k, p.k + 2))", "min(p.a)", "max(row(p.id, p.k))::text", "max(p.x::bytea)", "sum(p.n)", "avg(p.n)", "sum(p.n) filter (where p.n < 'infinity')",
            "percentile_disc(array[0.1, 0.9]) within group (order by p.id)", "rank(1, 2) within group (order by p.id, p.k)", "grouping(p.k)", "count(*) filter (where p.f operator(lib.=) '(1,2)'::lib.frac)", "variance(p.k)", "regr_count(p.k, p.id)",
            "jsonb_object_agg(p.id, p.k order by p.id)", "bit_xor(p.k)", "array_agg(p.a order by p.id) filter (where array_length(p.a, 1) = 2)", "max(p.l)", "count(distinct (p.f, p.k))", "count(distinct p.f) filter (where p.k > 0)"])
        return call

    # Forms --------------------------------------------------------------------------------------------------------------

    def of_values(self):
        return self.made(["p.id", *[self.value() for _ in range(1 + self.c.below(3))]], f"from p{self.where()}")

    def of_joins(self):
        more = self.c.one_of(["", "", " left join m on m.a = c.ma and m.b = c.mb", " left join counters as o on o.k = c.v", " join cities as x on x.f operator(lib.=) c.f"])
        return self.made(["p.id", "c.id", self.c.one_of(["p.f", "c.f", "c.n", "p.c", "c.at"])], f"from {self.joined()}{more}{self.where()}")

    def of_groups(self):
        source = self.c.one_of(["p", self.joined()])
        keys = [self.c.one_of(["p.f", "p.c", "p.k", "p.h", "p.l", "p.n", "p.a", "p.d", "lib.twice(p.k)", "p.x collate nocase", "p.k operator(lib.~=~) 1"]) for _ in range(self.c.below(3))]
        calls = [self.aggregate() for _ in range(1 + self.c.below(2))]
        calls = ["count(*)" if call == "grouping(p.k)" and "p.k" not in keys else call for call in calls]
        listed = ", ".join(keys)
        by = f" group by {self.c.one_of([listed, listed, f'rollup ({listed})', f'grouping sets (({listed}), ())'])}" if keys else ""
        having = f" having {self.c.one_of(['count(*) > 1', 'lib.max(p.f) operator(lib.>) 0::lib.frac', 'lib.product(p.id) <> 0'])}" if self.c.rarely(4) else ""
        return self.made([*keys, *calls], f"from {source}{self.where()}{by}{having}", by_equality=any(key not in ("p.k", "p.h", "p.l", "p.a") for key in keys) or "p.n" in " ".join(calls))

    def of_distinct(self):
        name = self.c.one_of(["f", "n"])
        if self.c.rarely(2):
            word = self.c.one_of(["union", "except", "intersect", "except all", "intersect all", "union all"])
            return Query(f"select p.{name} as c0, p.k as c1 from p{self.where()} {word} select c.{name}, c.v from c", 2, True)
        return self.made([f"p.{self.c.one_of(['f', 'c', 'h', 'l', 'a', 'd', 'n'])}", "p.k"], f"from p{self.where()}", by_equality=True, distinct="distinct ")

    def of_first(self):
        order = self.c.one_of(["p.f", "p.c", "p.l", "p.f using operator(lib.>)", "p.n", "p.x collate nocase", "p.h", "(select count(*) from c where c.p = p.id)", "lib.twice(p.k) nulls first"])
        form = self.c.below(3)
        if form == 0:
            return self.made(["p.id", "p.k"], f"from p{self.where()} order by {order}, p.id limit {1 + self.c.below(3)}{self.c.one_of(['', ' offset 1'])}")
        if form == 1:
            return self.made(["p.id", "p.k"], f"from p order by {order} fetch first {1 + self.c.below(3)} rows with ties")
        return self.made(["p.f::text", "p.id"], f"from p{self.where()} order by p.f, p.k, p.id", distinct="distinct on (p.f) ")

    def of_windows(self):
        by = self.c.one_of(["", "partition by p.f ", "partition by p.c ", "partition by p.k ", "partition by p.k, p.f "])
        order = self.c.one_of(["p.f", "p.c", "p.k", "p.n", "p.l"])
        frame = self.c.one_of(["", "", " groups between 1 preceding and current row", " rows between unbounded preceding and unbounded following exclude current row"])
        call = self.c.one_of([f"rank() over ({by}order by {order})", f"count(*) over ({by}order by {order}{frame if 'rows' not in frame else ''})", f"lib.sum2(p.k, p.id) over ({by}order by {order}, p.id)", f"sum(p.k) over ({by}order by {order}, p.id rows 2 preceding)",
                              f"lib.longest(p.x) over ({by}order by {order})", f"lag(p.f) over ({by}order by {order}, p.id)::text", f"first_value(p.id) over ({by}order by {order}, p.id)", f"nth_value(p.k, 2) over ({by}order by {order}, p.id)", f"dense_rank() over ({by}order by {order} desc)",
                              f"lib.product(p.id) over ({by.strip()})", f"max(p.k) over ({by}order by p.k range between 1 preceding and 1 following exclude ties)", f"sum(p.id) over ({by}order by p.n range between 1 preceding and 0.5 following)", f"row_number() over ({by}order by {order}, p.id)"])
        if self.c.rarely(4):
            return Query(f"select q.c0, q.c1 from (select p.id as c0, {call} as c1 from p) as q where q.c1::text in ('1', '2')", 2)
        return self.made(["p.id", call], f"from p{self.where()}")

    def of_functions(self):
        call = self.c.one_of(["lib.rows(p.k) as r(i, t)", "lib.fracs(p.k) as r(i, t)", "lib.steps(p.k) with ordinality as r(i, t)", "lib.parts(p.k) as r(i, t)", "each(p.h) as r(i, t)", "unnest(p.a) with ordinality as r(i, t)",
                              "rows from (lib.steps(p.k), unnest(p.a)) as r(i, t)", "lib.rows(lib.twice(p.k)) as r(i, t)", "json_table(hstore_to_jsonb(p.h), '$' columns (i int path '$.a', t text path '$.b' default '-' on empty)) as r",
                              "json_table(to_jsonb(p.a), '$' columns (i text path '$[0]', nested path '$[*]' columns (t int path '$'))) as r", "xmltable('/r/e' passing xmlelement(name r, xmlelement(name e, p.k), xmlelement(name e, p.x)) columns i for ordinality, t text path '.') as r",
                              "jsonb_to_record(hstore_to_jsonb(p.h)) as r(a text, b text)"])
        items = ["p.id", "r.i::text", "r.t::text"] if "r(a text" not in call else ["p.id", "r.a", "r.b"]
        return self.made(items, f"from p{self.c.one_of([', lateral ' + call, ' left join lateral ' + call + ' on true'])}{self.where()}")

    def of_listed(self):
        call = self.c.one_of(["lib.steps(p.k)", "(lib.rows(p.k)).t", "lib.fracs(p.k)::text", "unnest(p.a)", "(each(p.h)).key", "(lib.parts(p.k)).x", "generate_subscripts(p.a, 1)"])
        return self.made(["p.id", call], f"from p{self.where()}")

    def of_tables(self):
        """Tables that triggers, rules and cascades write."""
        return self.c.one_of([
            lambda: self.made(["audit.what", "count(*)", "sum(audit.k)"], "from audit group by audit.what"),
            lambda: self.made(["o.k", "o.n", "count(a.k)"], f"from counters as o {self.c.one_of(['left join', 'join'])} audit as a on a.k = o.k group by o.k, o.n"),
            lambda: self.made(["p.id", "o.n", "c.id"], f"from p {self.c.one_of(JOINS)} counters as o on o.k = p.k {self.c.one_of(JOINS)} c on c.p = p.id"),
            lambda: self.made(["c.id", "d.id", "p.id"], f"from c {self.c.one_of(JOINS)} c as d on d.id = c.s left join p on p.id = d.q"),
            lambda: self.made(["vp.id", "vp.n", "vc.v"], f"from vp {self.c.one_of(JOINS)} vc on vc.p = vp.id"),
            lambda: self.made(["m.a", "m.b", "m.w", "count(c.id)"], f"from m {self.c.one_of(['left join', 'right join', 'full join'])} c on c.ma = m.a and c.mb = m.b group by m.a, m.b, m.w"),
            lambda: self.made(["s.id", "s.valid", "s.v", "c.id"], f"from spans as s {self.c.one_of(['left join', 'join'])} c on s.id @> c.v"),
            lambda: self.made(["s.id", "count(*)", "range_agg(s.valid)"], "from spans as s group by s.id"),
            lambda: self.made(["x.k", "x.f", "count(*)", "min(x.x)"], "from cities as x group by x.k, x.f", by_equality=True),
            lambda: self.made(["x.k", "x.x", "p.id"], f"from cities as x {self.c.one_of(JOINS)} p on p.f operator(lib.=) x.f"),
            lambda: self.made(["p.id", "(select max(s.v) from spans as s where s.id @> p.k)"], "from p"),
            lambda: self.made(["c.at", "count(*)", "sum(c.v)"], "from c group by c.at", by_equality=True),
            lambda: self.made(["c.v", "sum(c.at) filter (where isfinite(c.at))", "max(c.at)", "avg(c.at) filter (where isfinite(c.at))"], "from c group by c.v", by_equality=True),
            lambda: Query("with recursive r(id, s, n) as (select id, s, 0 from c where s is null union all select c.id, c.s, r.n + 1 from c join r on c.s = r.id where r.n < 4) select id as c0, n as c1 from r", 2),
            lambda: self.made(["c.id", "c.p", "c.q", "c.v"], "from c where c.p is not distinct from c.q"),
        ])()


__all__ = ["AMBIGUOUS", "COLUMNS", "Queries"]
