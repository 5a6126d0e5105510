"""Queries for wild.py: each form of SELECT over each other."""

from wild_expressions import Expressions, literal
from wild_from import FromClauses, Rel
from wild_schema import KINDS, Column

SORTED_ONLY = ("bit", "varbit", "money", "tsvector")


def named(columns):
    return ", ".join(f"{column.sql} as c{number}" for number, column in enumerate(columns))


def shown(columns, ambiguous=False):
    """What a query calls its columns. Where one of equal rows was chosen, images are not determined."""
    return [Column(f"c{number}", column.kind, column.exact and not (ambiguous and KINDS[column.kind].fuzzy)) for number, column in enumerate(columns)]


class Queries(FromClauses, Expressions):
    """Makes queries out of choices. `sources`: relations by name with their columns."""

    def __init__(self, choices, sources, stream_tables=()):
        self.c = choices
        self.stream_tables = stream_tables
        self.sources = {name: list(columns) for name, columns in sources.items()}
        self.aliases = 0

    def query(self):
        made = self.rel(self.c.one_of([1, 2, 1, 2, 1, 3]), [])
        return self.renamed(made) if self.c.rarely(6) else made

    def renamed(self, made):
        """With names that are words of SQL, and such as are used inside."""
        names = ['"select"', "rid", "w", "n", "s", '"a name with "" and spaces"', "touched", "k1", "d1", "o", "t1", "is_stored"][:len(made.columns)]
        names += [f"c{number}" for number in range(len(names), len(made.columns))]
        listed = ", ".join(f"{column.sql} as {name}" for column, name in zip(made.columns, names))
        return Rel(f"select {listed} from ({made.sql}) as q", [Column(name, column.kind, column.exact) for column, name in zip(made.columns, names)])

    def rel(self, depth, outer, kinds=None):
        forms = [self.plain_select, self.plain_select, self.grouped, self.distinct, self.limited]
        if depth > 0:
            forms += [self.plain_select, self.plain_select, self.grouped, self.grouped, self.windowed, self.windowed, self.limited, self.set_operation, self.set_operation,
                      self.with_queries, self.recursive, self.sets_listed, self.values, self.everything]
        form = self.c.one_of(forms)
        if kinds and form == self.plain_select:
            return self.plain_select(depth, outer, kinds)
        made = form(outer, depth) if form == self.values else form(depth, outer)
        return self.fit(made, kinds, outer) if kinds else made

    def fit(self, made, kinds, outer):
        """The same rows with columns of the given kinds."""
        alias = self.alias()
        inner = made.over(alias)
        columns = []
        for kind in kinds:
            fitting = [column for column in inner if column.kind == kind]
            columns.append(self.c.one_of(fitting) if fitting else self.expr(kind, inner + outer))
        return Rel(f"select {named(columns)} from ({made.sql}) as {alias}", shown(columns))

    def where(self, seen, depth, often=2):
        return f" where {self.condition(seen, depth)}" if self.c.below(often + 1) < often and seen else ""

    def some(self, columns, most=4):
        chosen = [column for column in columns if self.c.below(2)][:most]
        return chosen or columns[:1] or [Column("1", "int")]

    def kind_of(self, local):
        return self.c.one_of([column.kind for column in local] + ["int", "text"])

    # SELECT ---------------------------------------------------------------------------------------------------------

    def plain_select(self, depth, outer, kinds=None):
        text, local = self.from_clause(depth, outer)
        seen = outer[-8:] + local
        if kinds:
            items = [self.expr(kind, seen, depth - 1) for kind in kinds]
        else:
            items = [self.expr(self.kind_of(local), seen, depth - 1) if self.c.rarely(3) else column for column in self.some(local)]
        return Rel(f"select {named(items)} from {text}{self.where(seen, depth)}", shown(items))

    def distinct(self, depth, outer):
        text, local = self.from_clause(depth, outer)
        seen = outer[-8:] + local
        items = [column for column in self.some(local) if KINDS[column.kind].equal] or [self.expr("int", seen)]
        if self.c.rarely(3):
            items.append(self.expr(self.c.one_of(["int", "text", "num", "bool"]), seen, depth - 1))
        return Rel(f"select distinct {named(items)} from {text}{self.where(seen, depth)}", shown(items, True))

    def keys(self, local, seen, depth):
        """What is grouped by, and which of it are columns."""
        columns = [column for column in local if KINDS[column.kind].equal]
        plain = [column for column in self.some(columns, 2) if KINDS[column.kind].equal] if columns else []
        made = []
        if columns and self.c.rarely(3):
            a = self.c.one_of(columns)
            if depth > 0 and self.c.rarely(3):
                made = [Column(f"({a.sql} in ({self.rel(depth - 1, seen, [a.kind]).sql}))", "bool")] if KINDS[a.kind].ordered else []
            else:
                made = [Column(f"coalesce({a.sql}, {self.value(a.kind, seen).sql})", a.kind, a.exact)]
        return plain, [column for column in made if column.sql not in [key.sql for key in plain]]

    def grouping(self, plain, made):
        keys = [key.sql for key in plain + made]
        listed = ", ".join(keys)
        if not keys:
            return "", False
        if not self.c.rarely(3):
            return f" group by {listed}", False
        sets = [", ".join(key for key in keys if self.c.below(2)) for _ in range(1 + self.c.below(2))]
        return " group by " + self.c.one_of([
            f"rollup ({listed})", f"cube ({listed})", f"grouping sets (({listed}), ())", f"grouping sets ({', '.join(f'({one})' for one in sets)}, ({listed}))",
            f"{keys[0]}, rollup ({listed})", f"grouping sets (({keys[0]}), rollup ({listed}), cube ({keys[-1]}))", f"distinct cube ({listed}), rollup ({listed})",
            f"rollup (({listed}), {keys[0]})"]), True

    def parts_of_groups(self, depth, outer):
        text, local = self.from_clause(depth, outer)
        seen = outer[-8:] + local
        plain, made = self.keys(local, seen, depth)
        group, sets = self.grouping(plain, made)
        keys = [Column(key.sql, key.kind, key.exact and not KINDS[key.kind].fuzzy) for key in plain + made]
        aggregates = [self.aggregate(local, seen, depth - 1) for _ in range(1 + self.c.below(3))]
        if sets and self.c.rarely(2):
            aggregates.append(Column(f"grouping({', '.join(key.sql for key in keys)})", "int"))
        having = ""
        if self.c.rarely(3):
            having = f" having {self.having(local, seen, keys[:len(plain)], outer, depth)}"
        return f" from {text}{self.where(seen, depth, 1)}{group}{having}", keys, aggregates, keys[:len(plain)]

    def having(self, local, seen, keys, outer, depth):
        a = self.aggregate(local, seen, 0)
        if not KINDS[a.kind].equal:
            return "count(*) > 1"
        condition = f"{a.sql} {self.c.one_of(['is not null', '= ' + self.constant(a.kind).sql, '>= ' + self.constant(a.kind).sql, 'is distinct from ' + self.constant(a.kind).sql])}"
        if depth > 0 and self.c.rarely(3):
            condition = f"({condition}) {self.c.one_of(['and', 'or'])} {self.sublink(keys + outer[-4:], depth - 1)}"
        return condition

    def grouped(self, depth, outer):
        rest, keys, aggregates, plain = self.parts_of_groups(depth, outer)
        items = keys + aggregates
        if depth > 0 and self.c.rarely(4):
            items.append(self.expr(self.c.one_of(["int", "text"]), plain + outer[-4:], depth))
        if self.c.rarely(3) and all(KINDS[item.kind].equal for item in items):
            return Rel(f"select distinct {named(items)}{rest}", shown(items, True))
        return Rel(f"select {named(items)}{rest}", shown(items))

    # Windows --------------------------------------------------------------------------------------------------------

    def windowed(self, depth, outer):
        """Window functions over columns that have an order all together, so that their results are determined."""
        text, local = self.from_clause(depth, outer)
        seen = outer[-8:] + local
        items = self.sortable(local, seen)
        if depth > 0 and self.c.rarely(5):
            items.append(self.expr("int", seen, depth))
        where = self.where(seen, depth, 1)
        if self.c.rarely(3):
            rest, keys, aggregates, _ = self.parts_of_groups(depth, outer)
            items = [item for item in keys + aggregates if KINDS[item.kind].ordered][:5]
            if not items:
                items = [Column("count(*)", "int8")]
            return self.with_windows(items, rest)
        return self.with_windows(items, f" from {text}{where}")

    def sortable(self, local, seen, most=5):
        items = [column for column in self.some(local, most) if KINDS[column.kind].ordered]
        return items or [self.value("int", seen)]

    def with_windows(self, items, rest):
        calls = [self.window(items) for _ in range(1 + self.c.below(3))]
        windows = ""
        if self.c.rarely(4):
            windows = f" window w1 as (partition by {items[0].sql}), w2 as (w1 order by {', '.join(item.sql for item in items)})"
            calls += [Column("row_number() over w2", "int8"), Column("count(*) over w1", "int8")]
        everything = items + calls
        word = "distinct " if self.c.rarely(6) else ""
        return Rel(f"select {word}{named(everything)}{rest}{windows}", shown(everything, True))

    def window(self, items):
        total = ", ".join(f"{item.sql}{self.c.one_of(['', ' desc', ' nulls first'])}" for item in items)
        parts = [item.sql for item in items if self.c.rarely(3)][:2]
        by = f"partition by {', '.join(parts)} " if parts else ""
        a, n = self.c.one_of(items), 1 + self.c.below(2)
        loose = Column(a.sql, a.kind, a.exact and not KINDS[a.kind].fuzzy)
        form = self.c.below(12)
        if form < 3:
            call = self.c.one_of(["rank()", "dense_rank()", "count(*)", "percent_rank()", "cume_dist()"])
            return Column(f"{call} over ({by}order by {a.sql})", "float" if call in ("percent_rank()", "cume_dist()") else "int8")
        if form == 3:
            return Column(f"row_number() over ({by}order by {total})", "int8")
        if form == 4:
            call = self.c.one_of([f"lag({a.sql}, {n})", f"lead({a.sql})", f"first_value({a.sql})", f"lag({a.sql}, 1, {self.constant(a.kind).sql})"])
            return Column(f"{call} over ({by}order by {total})", a.kind, loose.exact)
        if form == 5:
            call = self.c.one_of([f"last_value({a.sql})", f"nth_value({a.sql}, 2)", f"first_value({a.sql})"])
            return Column(f"{call} over ({by}order by {total} {self.frame('rows')})", a.kind, loose.exact)
        if form == 6:
            return Column(f"ntile({n + 1}) over ({by}order by {total})", "int")
        call = self.windowed_aggregate(items)
        if form < 9:
            return Column(f"{call.sql} over ({by}{self.c.one_of(['', f'order by {total}', f'order by {a.sql}'])})", call.kind, call.exact)
        if form == 9 and a.kind in ("int", "int8", "num", "date"):
            width = "interval '1 day'" if a.kind == "date" else str(n)
            return Column(f"{call.sql} over ({by}order by {a.sql} range between {width} preceding and {self.c.one_of([width + ' following', 'current row'])}{self.exclusion()})",
                          call.kind, call.exact)
        if form == 10:
            return Column(f"{call.sql} over ({by}order by {a.sql} {self.frame('groups')})", call.kind, call.exact)
        return Column(f"{call.sql} over ({by}order by {total} {self.frame('rows')})", call.kind, call.exact)

    def windowed_aggregate(self, items):
        a = self.c.one_of(items)
        forms = [("count(*)", "int8", True), (f"count({a.sql})", "int8", True)]
        if a.kind in ("int", "int8"):
            forms += [(f"sum({a.sql})", "int8" if a.kind == "int" else "num", True), (f"max({a.sql})", a.kind, True), (f"avg({a.sql})", "num", True), (f"bit_or({a.sql})", a.kind, True)]
        if a.kind == "num" and a.exact:
            forms += [(f"sum({a.sql})", "num", True), (f"min({a.sql})", "num", False)]
        if a.kind == "text":
            forms += [(f"max({a.sql})", "text", True)]
        sql, kind, exact = self.c.one_of(forms)
        if self.c.rarely(4):
            sql = f"{sql} filter (where {self.plain(items)})"
        return Column(sql, kind, exact)

    def exclusion(self):
        return self.c.one_of(["", "", " exclude current row", " exclude ties", " exclude group"])

    def frame(self, unit):
        start, end = self.c.one_of([("unbounded preceding", "current row"), ("1 preceding", "1 following"), ("2 preceding", "1 preceding"), ("current row", "unbounded following"),
                                    ("1 following", "2 following"), ("unbounded preceding", "unbounded following"), ("0 preceding", "0 following")])
        return f"{unit} between {start} and {end}{self.exclusion()}"

    # First rows -----------------------------------------------------------------------------------------------------

    def limited(self, depth, outer):
        text, local = self.from_clause(depth, outer)
        seen = outer[-8:] + local
        items = self.sortable(local, seen)
        if depth > 0 and self.c.rarely(4):
            items.append(self.expr("int", seen, depth))
        rest = f" from {text}{self.where(seen, depth, 1)}"
        if depth > 0 and self.c.rarely(5):
            by = self.expr(self.c.one_of(["int", "text"]), seen, depth)
            order = ", ".join(str(number + 1) for number in range(len(items)))
            return Rel(f"select {named(items)}{rest} order by {by.sql}, {order} limit {1 + self.c.below(4)}", shown(items, True))
        return self.first(items, rest)

    def first(self, items, rest):
        order = [f"{number + 1}{self.c.one_of(['', ' desc', ' nulls first', ' desc nulls last'])}" for number in range(len(items))]
        form = self.c.below(6)
        if form < 2:
            return Rel(f"select distinct on ({items[0].sql}) {named(items)}{rest} order by {items[0].sql}, {', '.join(order[1:] or ['1'])}", shown(items, True))
        if form == 2:
            return Rel(f"select {named(items)}{rest} order by {order[0]} fetch first {1 + self.c.below(3)} rows with ties", shown(items))
        offset = self.c.one_of(["", "", " offset 1", " offset 2"])
        limit = self.c.one_of(["limit 3", "limit 1", "limit 2", "limit 10", "limit 0", "limit all" if not offset else "limit 5"])
        word = "distinct " if self.c.rarely(5) else ""
        return Rel(f"select {word}{named(items)}{rest} order by {', '.join(order)} {limit}{offset}", shown(items, True))

    # Several selects ------------------------------------------------------------------------------------------------

    def set_operation(self, depth, outer):
        left = self.branch(self.flat(self.rel(depth - 1, outer)))
        kinds = [column.kind for column in left.columns]
        for _ in range(1 + self.c.rarely(3)):
            right = self.branch(self.rel(depth - 1 - self.c.below(2), outer, kinds))
            word = self.c.one_of(["union all", "union", "intersect", "except", "intersect all", "except all", "union all"])
            columns = [Column(a.sql, a.kind, a.exact and b.exact) for a, b in zip(left.columns, right.columns)]
            left = Rel(f"({left.sql}) {word} ({right.sql})", shown(columns, word != "union all"))
        if self.c.rarely(5):
            order = ", ".join(str(number + 1) for number in range(len(kinds)))
            left = Rel(f"{left.sql} order by {order} limit {1 + self.c.below(5)}", shown(left.columns, True))
        return left

    def flat(self, made):
        kept = [column for column in made.columns if KINDS[column.kind].ordered and column.kind not in SORTED_ONLY]
        if len(kept) == len(made.columns):
            return made
        return self.fit(made, [column.kind for column in kept] or ["int"], [])

    def branch(self, made):
        if not self.c.rarely(4):
            return made
        order = ", ".join(str(number + 1) for number in range(len(made.columns)))
        return Rel(f"select * from ({made.sql}) as {self.alias()} order by {order} limit {1 + self.c.below(4)}", shown(made.columns, True)) \
            if all(KINDS[column.kind].ordered for column in made.columns) else made

    def with_queries(self, depth, outer):
        kept, parts = dict(self.sources), []
        for _ in range(1 + self.c.below(2)):
            name, inner = self.alias(), self.rel(depth - 1, outer)
            word = self.c.one_of(["", "", " materialized", " not materialized"])
            names = [f"w{number}" if self.c.rarely(2) else f"c{number}" for number in range(len(inner.columns))]
            parts.append(f"{name}({', '.join(names)}) as{word} ({inner.sql})")
            self.sources[name] = [Column(column, of.kind, of.exact) for column, of in zip(names, inner.columns)]
        added = {name: self.sources[name] for name in self.sources if name not in kept}
        self.sources = {**dict(list(kept.items())[-4:]), **added} if self.c.below(3) else {**kept, **added}
        result = self.rel(depth - self.c.below(2), outer)
        self.sources = kept
        if result.sql.startswith("with "):
            result = Rel(f"select * from ({result.sql}) as {self.alias()}", result.columns)
        return Rel(f"with {', '.join(parts)} {result.sql}", result.columns)

    def recursive(self, depth, outer):
        """A recursion over relations with numbers, below another query."""
        base, edge, name = self.rel(depth - 1, [], ["int", "int"]), self.rel(self.c.below(depth), [], ["int", "int"]), self.alias()
        if self.c.rarely(3):
            inner = (f"select c0, c1, 0 from ({base.sql}) as b union all select x.a, e.c1, x.n + 1 from {name} as x join (select distinct c0, c1 from ({edge.sql}) as d) as e "
                     f"on e.c0 = x.b where x.n < {1 + self.c.below(2)}")
            columns = [Column("a", "int"), Column("b", "int"), Column("n", "int")]
        else:
            step = self.c.one_of(["x.a, e.c1", "x.a, e.c1", "e.c0, e.c1", "x.b, e.c1", "e.c1, x.a"])
            more = self.c.one_of(["", "", " where x.a <> e.c1", " where e.c1 is not null and x.b < 3"])
            inner = f"select c0, c1 from ({base.sql}) as b union select {step} from {name} as x {self.c.one_of(['', '', 'left '])}join ({edge.sql}) as e on e.c0 = x.b{more}"
            columns = [Column("a", "int"), Column("b", "int")]
        kept = self.sources
        self.sources = {**dict(list(kept.items())[-3:]), name: columns, f" {name}": columns}
        result = self.rel(depth - 1, []) if self.c.below(3) else Rel(f"select {named(columns)} from {name}", shown(columns))
        self.sources = kept
        if result.sql.startswith("with "):
            result = Rel(f"select * from ({result.sql}) as {self.alias()}", result.columns)
        return Rel(f"with recursive {name}({', '.join(column.sql for column in columns)}) as ({inner}) {result.sql}", result.columns)

    def sets_listed(self, depth, outer):
        """Functions that give sets, in the select list."""
        text, local = self.from_clause(depth - 1, outer)
        seen = outer[-8:] + local
        n, ints, text_value = self.value("int", seen), self.value("ints", seen), self.exact("text", seen)
        forms = [Column(f"generate_series(1, least({n.sql}, 2))", "int"), Column(f"unnest({ints.sql})", "int"), Column(f"string_to_table({text_value.sql}, 'a')", "text"),
                 Column(f"unnest({ints.sql}) + coalesce({n.sql}, 0)", "int"), Column(f"regexp_split_to_table({text_value.sql}, 'b')", "text"),
                 Column(f"generate_series(1, generate_series(0, least({n.sql}, 1)))", "int")]
        items = [*self.some(local, 3), self.c.one_of(forms)]
        if self.c.rarely(3):
            items.append(self.c.one_of(forms))
        word = "distinct " if self.c.rarely(3) and all(KINDS[item.kind].equal for item in items) else ""
        return Rel(f"select {word}{named(items)} from {text}{self.where(seen, depth, 1)}", shown(items, bool(word)))

    def values(self, outer, depth):
        kinds = [self.c.one_of(["int", "text", "num", "int", "date", "bool"]) for _ in range(1 + self.c.below(2))]
        rows = [[self.expr(kind, outer[-8:], depth - 1) for kind in kinds] for _ in range(1 + self.c.below(3))]
        columns = [Column(f"c{number}", kind, all(row[number].exact for row in rows)) for number, kind in enumerate(kinds)]
        listed = ", ".join(f"({', '.join(item.sql for item in row)})" for row in rows)
        names = ", ".join(column.sql for column in columns)
        return Rel(f"select {names} from (values {listed}) as {self.alias()}({names})", columns)

    def everything(self, depth, outer):
        """Groups, their windows, duplicates and first rows in one SELECT."""
        rest, keys, aggregates, _ = self.parts_of_groups(depth, outer)
        items = [item for item in keys + aggregates if KINDS[item.kind].ordered] or [Column("count(*)", "int8")]
        items = items[:4] + [self.window(items[:4])]
        return self.first(items, rest)


__all__ = ["Queries", "literal"]
