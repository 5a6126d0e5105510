"""Queries of forms.py: one method for each form of SQL, with random parts."""

import dataclasses

from forms_schema import AMBIGUOUS, COLUMNS, GROUPED, MIXED, SHARED, TYPES, VALUES

ORDERED = ("k", "d", "m", "n", "r", "mr", "l", "p", "f", "t")


@dataclasses.dataclass
class Query:
    """`width` columns c0, c1, …; `by_equality` where equal values may be shown in several ways; `fails` where rows may raise an error."""

    sql: str
    width: int
    by_equality: bool = False
    fails: bool = False

    @property
    def shown(self):
        return [f"c{number}" + ("" if self.by_equality else "::text") for number in range(self.width)]


class Queries:
    def __init__(self, choices):
        self.c = choices

    def query(self):
        forms = [name for name in sorted(dir(self)) if name.startswith("of_")]
        return getattr(self, self.c.one_of(forms))()

    def made(self, items, rest, *, by_equality=False, fails=False, distinct=""):
        listed = ", ".join(f"{item} as c{number}" for number, item in enumerate(items))
        return Query(f"select {distinct}{listed} {rest}", len(items), by_equality, fails)

    # Parts --------------------------------------------------------------------------------------------------------------

    def column(self, *kinds):
        return self.c.one_of([name for name, kind in SHARED.items() if not kinds or kind in kinds])

    def literal(self, name):
        value = self.c.one_of(VALUES[SHARED[name]])
        return f"{value}::{TYPES[SHARED[name]]}" if "collate" not in TYPES[SHARED[name]] else f"({value}::text collate nocase)"

    def join(self):
        return self.c.one_of(["join", "left join", "right join", "full join"])

    def match(self, left="a", right="b", full=False):
        """A condition on two tables with the shared columns."""
        x, y = self.column(), self.column()
        parts = [f"{left}.{x} = {right}.{x}", f"({left}.{x}, {left}.{y}) = ({right}.{x}, {right}.{y})"]
        if not full:
            parts += [f"{left}.{x} is not distinct from {right}.{x}", f"{left}.{x} is distinct from {right}.{x}", f"({left}.{x}, {left}.k) < ({right}.{x}, {right}.k)",
                      f"({left}.{x}, {left}.{y}) is not distinct from ({right}.{x}, {right}.{y})", f"{left}.k = any ({right}.l)", f"{left}.r @> {right}.k", f"{left}.mr && {right}.r",
                      f"{left}.l && {right}.l", f"({left}.p).x = {right}.k", f"{left}.l[1] = {right}.k", f"{left}.k <> all ({right}.l)", f"{left}.k = {right}.k and {left}.{x} = {right}.{x}",
                      f"{left}.k = {right}.k and ({left}.{x} = {right}.{x}) is not true", f"coalesce({left}.{x}, {right}.{x}) = {right}.{x}"]
        return self.c.one_of(parts)

    def where(self, *aliases):
        if not self.c.rarely(3):
            return ""
        alias, name = self.c.one_of(aliases), self.column()
        of = f"{alias}.{name}"
        return " where " + self.c.one_of([
            f"{of} is null", f"{of} = {self.literal(name)}", f"{of} <> {self.literal(name)}", f"({of}, {alias}.k) > ({self.literal(name)}, 1)",
            f"{of} in ({self.literal(name)}, {self.literal(name)})", f"{of} not in ({self.literal(name)}, {self.literal(name)})", f"{of} is distinct from {self.literal(name)}",
            f"({alias}.k, {of}) in (select w.k, {self.literal(name)} from w)", f"({of} = {self.literal(name)}) is unknown", f"not ({alias}.k in (select b.k from b where b.m = {alias}.m))",
            f"{alias}.m > any (select w.m from w where w.k = {alias}.k)", f"{alias}.t like '%a%' or {of} is null"])

    def window(self, number, order, partition):
        over = f"(partition by {partition} order by {order}"
        return self.c.one_of([
            f"rank() over {over})", f"dense_rank() over {over} desc nulls last)", f"count(*) over {over})", f"sum({number}) over (partition by {partition})",
            f"max({number}) over {over} groups between 1 preceding and current row)", f"count({number}) filter (where {number} > 0) over {over} range between unbounded preceding and current row exclude ties)",
            f"cume_dist() over {over})", f"count(*) over (partition by {partition}, {order} rows between unbounded preceding and unbounded following)"])

    # Forms --------------------------------------------------------------------------------------------------------------

    def of_lateral(self):
        """LATERAL over set operations, windows and outer joins."""
        x = self.column("int", "amount", "mood", "range", "ints", "pair", "text")
        word = self.c.one_of(["union all", "union", "except", "except all", "intersect", "intersect all"])
        inner = self.c.one_of([
            f"select b.{x} as x, {self.window('b.u', 'b.u', 'b.m')} as y from b where b.k = a.k",
            f"select b.{x} as x, 1 as y from b where b.k = a.k {word} select o.{x}, 1 from a as o where o.k {self.c.one_of(['=', '<', 'is not distinct from'])} a.d",
            f"select o.{x} as x, count(b.u) as y from a as o left join b on b.k = a.k and b.m = o.m where o.id < a.id group by o.{x}",
            f"select q.x, z.y from (select b.{x} as x, b.k from b where b.m = a.m) as q full join lateral (select 1 as k, a.k as y) as z on z.k = q.k",
            f"select b.{x} as x, (select max(w.k) from w where w.k <= b.k and w.m is distinct from a.m) as y from b where (b.k, b.u) >= (a.k, 1) order by b.{x}, b.k, b.u, b.m limit 2",
            f"select b.{x} as x, row_number() over (order by b.u, b.k, b.m) as y from b where b.k = a.k {word} (select w_.{x}, 1 from b as w_ where w_.u = a.id)"])
        kind = self.c.one_of(["cross join lateral", "left join lateral"])
        on = "" if kind.startswith("cross") else f" on {self.c.one_of(['true', f'q.x is distinct from a.{x}', f'q.x = a.{x}'])}"
        return self.made(["a.id", "q.x", "q.y"], f"from a {kind} ({inner}) as q{on}{self.where('a')}")

    def of_case(self):
        """Subqueries in the branches of CASE that would raise errors elsewhere."""
        item = self.c.one_of([
            "case when a.k <> 0 then 10 / a.k when exists (select from b where b.k = a.k) then (select sum(b.u) from b where b.k = a.k) end",
            "case when (select count(*) from b where b.k = a.k) > 1 then -1 else (select b.u from b where b.k = a.k) end",
            "case a.m when 'sad' then (select min(b.n) from b where b.m = a.m) when 'ok' then a.n else (select 1 / nullif(count(*), 0) from w where w.k = a.k) end",
            "coalesce(a.k, (select max(w.k) from w where w.m = a.m), (select 7 from b where b.u = a.id limit 1))",
            "case when a.k in (select w.k from w) then 'in' when (a.k in (select w.k from w)) is null then 'open' else 'out' end",
            "case when not exists (select from b where b.k = 0) then (select sum(10 / b.k) from b) end",
            "nullif((select array_agg(b.u order by b.u, b.k) from b where b.k = a.k), array[1])"])
        return self.made(["a.id", item], f"from a{self.where('a')}", fails=True)

    def of_rows(self):
        """Comparisons of rows, with NULLs in them."""
        x, y = self.column(), self.column()
        condition = self.c.one_of([
            f"(a.{x}, a.k) in (select b.{x}, b.k from b)", f"(a.{x}, a.k) not in (select b.{x}, b.k from b where b.m = a.m)", f"(a.k, a.{x}) = any (select b.k, b.{x} from b)",
            f"(a.k, a.{x}) <> all (select b.k, b.{x} from b)", f"(a.k, a.{x}) < all (select b.k, b.{x} from b where b.u > 1)", f"(a.k, a.{x}) >= some (select b.k, b.{x} from b)",
            f"((a.k, a.{x}) = (select b.k, b.{x} from b order by b.k, b.m, b.u limit 1)) is not false", f"row(a.k, a.{x}) is distinct from row(1, {self.literal(x)})",
            f"((a.{x}, a.{y}) < ({self.literal(x)}, {self.literal(y)})) is unknown", f"row(a.{x}, a.{y}) is null", f"not row(a.{x}, a.{y}) is not null", f"(a.k, a.m) not in (select w.k, w.m from w)"])
        shown = f"({condition})" if self.c.rarely(3) else None
        if shown:
            return self.made(["a.id", shown], "from a")
        return self.made(["a.id", f"a.{x}"], f"from a where {condition}")

    def of_member(self):
        kind = self.join()
        x = self.column()
        return self.made(["a.id", "b.u", f"a.{x}", f"b.{x}"], f"from a {kind} b on {self.match(full=kind == 'full join')}{self.where('a', 'b')}")

    def of_groups(self):
        kind = self.c.one_of(["", "", "join", "left join", "full join", "right join"])
        source = "from a" if not kind else f"from a {kind} b on {self.match(full=kind == 'full join')}"
        keys = [f"a.{self.column()}" for _ in range(self.c.below(3))]
        calls = [self.aggregate("a" if not kind or self.c.below(2) else "b") for _ in range(1 + self.c.below(3))]
        by_equality = any(SHARED[key[2:]] in AMBIGUOUS for key in keys) or any(call.startswith(("min", "max")) for call in calls)
        listed = ", ".join(keys)
        by = f" group by {self.c.one_of([listed, f'rollup ({listed})', f'cube ({listed})', f'grouping sets ((), ({listed}), ({keys[-1]}))'])}" if keys else ""
        having = f" having {self.c.one_of(['count(*) > 1', 'count(distinct a.k) < 3', 'bool_or(a.k = 1)', 'max(a.id) > any (select w.k from w)'])}" if self.c.rarely(4) else ""
        items = [*keys, *calls]
        if keys and self.c.rarely(2):
            items.append(f"grouping({listed})")
        return self.made(items, f"{source}{self.where('a')}{by}{having}", by_equality=by_equality)

    def aggregate(self, of):
        x, word = self.column(), self.c.one_of(["", "distinct "])
        ordered = self.c.one_of(ORDERED)
        call = self.c.one_of([
            "count(*)", f"count({word}{of}.{x})", f"sum({word}{of}.k)", f"min({of}.{self.column('int', 'amount', 'mood', 'text', 'ints')})", f"max({of}.{self.column('int', 'num', 'mood', 'ci', 'float')})",
            f"string_agg({of}.t, ',' order by {of}.t, {of}.k)", f"string_agg(distinct {of}.t, ',' order by {of}.t desc)", f"array_agg({of}.k order by {of}.k desc nulls last)",
            f"array_agg({word}{of}.m order by {of}.m)", f"mode() within group (order by {of}.{self.column('int', 'mood', 'text')})",
            f"percentile_disc(array[0, 0.5, 1]) within group (order by {of}.{self.column('int', 'mood', 'text')})", f"percentile_cont(0.5) within group (order by {of}.k desc)",
            f"range_agg({of}.r)", f"range_intersect_agg({of}.r)", f"range_agg({of}.mr)", f"bool_and({of}.k > 0)", f"rank(1) within group (order by {of}.k)",
            f"array_agg({of}.l order by {of}.l) filter (where {of}.l = '{{1,2}}')", f"jsonb_object_agg({of}.t, 1) filter (where {of}.t is not null)",
            f"count(*) filter (where ({of}.{ordered}, {of}.k) > ({self.literal(ordered)}, 0))", f"sum({of}.n)", f"avg({of}.n)", f"count({of}.*)", f"count(distinct {of}.*)", f"count(distinct ({of}.k, {of}.{x}))"])
        return call

    def of_distinct(self):
        names = [self.column() for _ in range(1 + self.c.below(2))]
        items = [f"a.{name}" for name in names]
        by_equality = any(SHARED[name] in AMBIGUOUS for name in names)
        if self.c.rarely(2):
            word = self.c.one_of(["union", "except", "intersect", "union all", "except all", "intersect all"])
            by_equality = by_equality and not word == "union all"
            return Query(f"select {', '.join(f'{item} as c{number}' for number, item in enumerate(items))} from a{self.where('a')} {word} "
                         f"select {', '.join(f'b.{name}' for name in names)} from b{self.where('b')}", len(items), by_equality)
        return self.made(items, f"from a{self.where('a')}", by_equality=by_equality, distinct="distinct ")

    def mixed(self, lists):
        """Expressions of types that have a common one, over a, b and a."""
        forms = self.c.one_of(lists)
        return self.c.one_of(forms).format("a"), self.c.one_of(forms).format("b"), self.c.one_of(forms).format("a")

    def of_branches(self):
        """Set operations of branches of different types."""
        x, y, z = self.mixed(MIXED + GROUPED)
        word, other = (self.c.one_of(["union", "except", "intersect", "union all", "except all", "intersect all"]) for _ in range(2))
        both = f"select {x} as c0, a.id as i from a{self.where('a')} union all select {y}, b.u from b{self.where('b')}"
        one, two = f"select {x} as c0 from a{self.where('a')} {word}", f"select {y} from b{self.where('b')}"
        word = self.c.one_of(["union all", "union", "except", "intersect all"])
        narrow, wide = (self.c.one_of(["smallint", "int", "bigint"]) for _ in range(2))
        numbers = f"select a.k::{narrow} as c0 from a{self.where('a')} {word} select b.k::{wide} from b"
        return self.c.one_of([
            lambda: Query(f"select c0 << 40 as c0, c0 >> 20 as c1 from ({numbers}) as q", 2),
            lambda: Query(f"select sum(c0 << 20) as c0, count(*) as c1, int8send(c0 << 33) as c2 from ({numbers}) as q group by c0 << 33", 3),
            lambda: Query(f"{one} {two}", 1, True),
            lambda: Query(f"({one} {two}) {other} select {z} from a", 1, True),
            lambda: Query(f"{one} ({two} {other} select {z} from a)", 1, True),
            lambda: Query(f"select c0, count(*) as c1, sum(i) as c2 from ({both}) as q group by c0", 3, True),
            lambda: Query(f"select distinct c0 from ({both}) as q where c0 is not null", 1, True),
            lambda: Query(f"select distinct on (c0) c0, i as c1 from ({both}) as q order by c0, i", 2, True),
            lambda: Query(f"select c0, i as c1, count(*) over (partition by c0) as c2 from ({both}) as q", 3, True),
            lambda: Query(f"select c0::text as c0, i as c1 from ({both}) as q", 2),
            lambda: Query(f"select c0::text as c0, count(*) as c1 from ({both}) as q group by c0::text", 2),
            lambda: Query(f"select q.c0::text as c0, w.k as c1 from ({both}) as q left join w on w.k = q.i", 2),
        ])()

    def of_operands(self):
        """Keys and operands of different types."""
        x, y, _ = self.mixed(MIXED)
        return self.c.one_of([
            lambda: self.made(["a.id", "b.u"], f"from a {self.c.one_of(['join', 'left join', 'right join', 'full join'])} b on {x} = {y}{self.where('a', 'b')}"),
            lambda: self.made(["a.id"], f"from a where {x} {self.c.one_of(['', 'not '])}in (select {y} from b)"),
            lambda: self.made(["a.id", f"(select count(*) from b where {y} = {x})"], "from a"),
            lambda: Query(f"select q.c0, count(a.id) as c1 from (select {y} as c0 from b) as q left join a on {x} = q.c0 group by q.c0", 2, True),
        ])()

    def of_first(self):
        """DISTINCT ON, WITH TIES, LIMIT in nested set operations."""
        x = self.column("int", "amount", "mood", "range", "ints", "text")
        form = self.c.below(4)
        if form == 0:
            return self.made([f"a.{x}", "a.id", "a.m"], f"from a{self.where('a')} order by a.{x}, a.m desc nulls last, a.id", distinct=f"distinct on (a.{x}) ")
        if form == 1:
            return self.made([f"a.{x}", "a.id"], f"from a order by a.{x} {self.c.one_of(['', 'desc', 'nulls first'])} fetch first {1 + self.c.below(4)} rows with ties")
        if form == 2:
            return Query(f"(select a.{x} as c0, a.id as c1 from a order by 2 limit 3) union all (select b.{x}, b.u from b order by b.u, b.k, b.m offset 1 limit 2)", 2)
        return Query(f"select c0, max(c1) as c1 from (select {x} as c0, id as c1 from a order by id desc limit 4) as q group by c0", 2)

    def of_functions(self):
        """Functions that return sets, in the select list."""
        x = self.column("int", "mood", "text", "pair")
        return self.c.one_of([
            lambda: self.made(["a.id", "generate_series(1, least(a.k, 3))"], f"from a{self.where('a')}"),
            lambda: self.made(["a.id", "generate_series(1, least(a.k, 3))"], f"from a order by 1, 2 limit {1 + self.c.below(6)}"),
            lambda: self.made(["a.id", "unnest(a.l)", "unnest(array[1, 2])"], f"from a{self.where('a')}"),
            lambda: self.made(["unnest(a.l)"], f"from a{self.where('a')}", distinct="distinct "),
            lambda: self.made([f"a.{x}", "unnest(array_agg(a.id order by a.id))"], f"from a group by a.{x}"),
            lambda: self.made(["a.id", "unnest(a.mr)", f"(a.p).{self.c.one_of('xy')}"], "from a"),
            lambda: self.made(["q.g", "count(*)"], f"from (select unnest(a.l) as g, a.{x} from a) as q group by q.g having count(q.{x}) > 0"),
            lambda: self.made(["a.id", "b.u", "generate_series(1, b.u) + 1"], f"from a left join b on {self.match()}"),
        ])()

    def of_using(self):
        kind, other = self.join(), self.join()
        x = self.column("int", "amount", "mood", "range", "ints", "pair", "text")
        return self.c.one_of([
            lambda: self.made(["k", "a.id", "b.u", f"a.{x}"], f"from a {kind} b using (k)"),
            lambda: self.made(["k", "m", "a.id", "b.u", "w.t"], f"from a {kind} b using (k, m) {other} w using (k, m)"),
            lambda: self.made(["k", "m", "c", "d"], f"from (select k, m, count(*) as c from a group by k, m) as q natural {kind} (select k, m, max(u) as d from b group by k, m) as z"),
            lambda: self.made(["k", "q.x", "z.y"], f"from (select k, id as x from a) as q {kind} (select k::numeric as k, u as y from b) as z using (k) where k is distinct from 1", by_equality=True),
            lambda: self.made(["k", "count(*)"], f"from a {kind} b using (k) {other} w using (k) group by k"),
            lambda: self.made([x, "a.id"], f"from a {kind} b using ({x}) where {x} is not null"),
        ])()

    def of_whole(self):
        """Rows as values, and NULL in the place of them."""
        kind = self.c.one_of(["left join", "right join", "join", "full join"])
        item = self.c.one_of(["b.*::text", "(b.* is null)::text", "(b is distinct from null)::text", "row_to_json(w)::text", "to_jsonb(b) - 'n'", "(a.p is null)::text", "(w = w)::text", "coalesce(w::text, 'none')",
                              "(a.p).y", "row(a.k, w)::text"])
        return self.made(["a.id", "b.u", item], f"from a {kind} b on a.k = b.k left join w on w.k = b.k{self.where('a', 'b')}")

    def of_partitions(self):
        return self.c.one_of([
            lambda: self.made(["e.id", "e.k", "e.t"], f"from e {self.c.one_of(['', 'where k = 1', 'where v is null', 'where k in (select w.k from w)'])}"),
            lambda: self.made(["e.k", "count(*)", "sum(e.n)", "max(e.v)"], "from e group by e.k"),
            lambda: self.made(["e.id", "o.id", "o.k"], f"from e {self.join()} e as o on o.id = e.id and o.k = e.k + 1 and o.v = e.v".replace("full join e as o on o.id = e.id and o.k = e.k + 1 and o.v = e.v", "full join e as o on o.id = e.id")),
            lambda: self.made(["e.tableoid::regclass::text", "e.id"], "from e"),
            lambda: self.made(["e.id", "e.k", self.window("e.v", "e.v", "e.k")], "from e"),
            lambda: self.made(["e1.id", "w.t"], "from e1 left join w on w.k = e1.v"),
        ])()

    def of_views(self):
        return self.c.one_of([
            lambda: self.made(["va.id", "va.u", "vg.c", "vg.o"], f"from va {self.join()} vg using (k)"),
            lambda: self.made(["vs.k", "vs.t", "count(*)"], "from vs group by vs.k, vs.t"),
            lambda: self.made(["a.id", "a.g"], f"from a where a.g {self.c.one_of(['>', '=', '<>'])} (select max(vg.c) from vg where vg.k is not distinct from a.k)"),
            lambda: self.made(["a.g", "b.u", "vs.t"], f"from a {self.join()} b on a.g = b.u left join vs on vs.k = a.g"),
            lambda: self.made(["vg.k", "vg.c"], "from vg where vg.k not in (select vs.k from vs where vs.n > 1)"),
        ])()

    def of_windows(self):
        x, y = self.column("int", "amount", "mood", "range", "text"), self.column("int", "amount", "mood")
        source = self.c.one_of(["a", "a", "(select distinct id, k, m, d, t, r from a) as a", "(select a.id, b.k, b.m, a.d, b.t, b.r from a left join b on a.k = b.k and b.u = 1) as a"])
        items = ["a.id", self.c.one_of([self.window("a.k", f"a.{y}", f"a.{x}"), f"lag(a.{y}, 1) over (partition by a.{x} order by a.k, a.id, a.{y})"]), self.window("a.id", f"a.{y}", f"a.{self.c.one_of([x, y])}")]
        if self.c.rarely(3):
            return Query(f"select q.c0, q.c1 from (select {items[0]} as c0, {items[1]} as c1 from {source}) as q where q.c1 is distinct from {self.c.one_of(['null', 'null'])}", 2)
        return self.made(items, f"from {source}")

    def of_window_of_groups(self):
        x = self.column("int", "amount", "mood", "text")
        return self.made([f"a.{x}", "a.k", "sum(a.id)", f"rank() over (partition by a.{x} order by count(*) desc, sum(a.id) nulls first)", "sum(count(*)) over (partition by a.k)"],
                         f"from a{self.where('a')} group by a.{x}, a.k")

    def of_recursion(self):
        return self.c.one_of([
            lambda: Query("with recursive r(id, path) as (select id, array[id] from a where k is null or k = 0 union all select a.id, r.path || a.id from a join r on a.k = r.id "
                          "where not a.id = any (r.path)) select id as c0, path as c1 from r", 2),
            lambda: Query("with recursive r(k, m) as (select k, m from w union select b.u, b.m from b join r on r.k = b.k and r.m is not distinct from b.m) select r.k as c0, r.m as c1, a.id as c2 "
                          "from r left join a using (k)", 3),
            lambda: Query("with recursive r(id, k) as (select id, k from a where k = 1 union all select a.id, a.k from a join r on a.k = r.id) cycle id set is_cycle using path "
                          "select id as c0, k as c1, is_cycle as c2 from r", 3),
            lambda: Query("with recursive r(k, n) as (select k, 0 from w where k is not null union select b.u, r.n + 1 from r join b on b.k = r.k where r.n < 3 and b.u is distinct from r.k) "
                          "select k as c0, min(n) as c1, count(*) as c2 from r group by k", 3),
        ])()

    def of_values(self):
        x = self.column("int", "mood", "text", "pair", "range")
        values = ", ".join(f"({self.literal(x)}, {number})" for number in range(1 + self.c.below(3)))
        kind = self.join()
        return self.c.one_of([
            lambda: self.made(["a.id", "v.n", "v.x"], f"from a {kind} (values {values}) as v(x, n) on v.x = a.{x}"),
            lambda: self.made(["a.id", f"(a.{x} in (values {values.replace(', 0)', ')').replace(', 1)', ')').replace(', 2)', ')')}))"], "from a"),
            lambda: self.made(["a.id", "v.c"], f"from a cross join lateral (values (a.k), ((select max(b.u) from b where b.k = a.k)), (a.g)) as v(c){self.where('a')}"),
            lambda: self.made(["a.id"], f"from a where a.k {self.c.one_of(['<', '>=', '<>', '='])} {self.c.one_of(['all', 'any'])} "
                              f"(select c from (values (1), ((select max(b.u) from b where {self.c.one_of(['a.m is null', 'b.m = a.m', 'b.k < a.k'])})), (a.g)) as v(c))"),
        ])()

    def of_groups_of_groups(self):
        x = self.column("int", "mood", "text", "amount")
        return self.made([f"q.{x}", "q.c", "z.c", "z.l"], f"from (select {x}, count(*) as c from a group by {x} having count(*) > (select count(*) from w where w.k = 1)) as q "
                         f"{self.join()} (select {x}, count(distinct k) as c, array_agg(k order by k) as l from b group by {x}) as z on q.{x} = z.{x}")

    def of_empty(self):
        """NULLs without a type, also where nothing else is shown."""
        return self.c.one_of([
            lambda: self.made(["a.id", "(select max(q.n) from (select null as n, b.k from b where b.k = a.k group by b.k) as q)"], "from a"),
            lambda: self.made(["q.x", "q.y"], f"from a left join lateral (select null as x, b.u as y from b where b.k = a.k {self.c.one_of(['union all', 'union', 'except'])} select a.id, null) as q on true"),
            lambda: self.made(["a.id", "q.c"], "from a left join lateral (select count(*) as c from (select null::int as z, b.m from b where b.k < a.k group by grouping sets ((b.m), ())) as g) as q on true"),
            lambda: self.made(["a.id", "coalesce(q.x, a.k)"], "from a left join (select k, null::int as x from w group by k) as q on q.k = a.k"),
            lambda: self.made(["a.id", "(select q.z from (select b.m, null as z, count(*) from b where b.k = a.k group by b.m order by 1 limit 1) as q)"], "from a"),
            lambda: self.made(["b.u", "greatest(b.n, b.n)", "a.id", "a.f"], f"from a {self.c.one_of(['right', 'full', 'left'])} join b on a.id = b.u"),
            lambda: Query(f"select null as c0, id as c1 from a {self.c.one_of(['union all', 'union', 'except all'])} select {self.c.one_of(['k', 'u'])}, null from b", 2),
        ])()
