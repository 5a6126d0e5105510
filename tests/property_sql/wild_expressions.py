"""Expressions, conditions and aggregates for wild.py, with subqueries in all places."""

from wild_schema import KINDS, Column

COMPARED = ["=", "=", "=", "<>", "<", ">=", "is distinct from", "is not distinct from"]


def literal(kind, value):
    return f"{value}::{KINDS[kind].type}" if kind != "ci" else f"({value}::text collate any_case)"


class Expressions:
    """`seen` are the columns that an expression may read. Needs `rows_of` and `rel` of the class that it is part of."""

    def pick(self, seen, kind):
        fitting = [column for column in seen if column.kind == kind]
        return self.c.one_of(fitting[-6:]) if fitting else None

    def constant(self, kind):
        return Column(literal(kind, self.c.one_of(KINDS[kind].values)), kind)

    def value(self, kind, seen):
        """A column if there is one, else a constant."""
        found = self.pick(seen, kind)
        return found if found and not self.c.rarely(5) else self.constant(kind)

    def exact(self, kind, seen):
        return self.value(kind, [column for column in seen if column.exact])

    def expr(self, kind, seen, depth=0):
        """An expression of a kind."""
        if not self.c.rarely(3):
            return self.value(kind, seen)
        if depth > 0 and self.c.rarely(4) and (made := self.scalar(kind, seen, depth - 1)):
            return made
        if self.c.rarely(2):
            return self.choice_of(kind, seen, depth)
        made = getattr(self, f"some_{kind}", None)
        return made(seen, depth) if made else self.choice_of(kind, seen, depth)

    def choice_of(self, kind, seen, depth):
        a, b = self.value(kind, seen), self.expr(kind, seen, depth - 1) if depth > 0 else self.value(kind, seen)
        exact = a.exact and b.exact
        form = self.c.below(5)
        if form == 0 or not KINDS[kind].ordered:
            return Column(f"coalesce({a.sql}, {b.sql})", kind, exact)
        if form == 1:
            return Column(f"case when {self.condition(seen, depth)} then {a.sql} else {b.sql} end", kind, exact)
        if form == 2:
            return Column(f"nullif({a.sql}, {b.sql})", kind, exact)
        if form == 3:
            subject = self.c.one_of([column for column in seen if KINDS[column.kind].equal] or [self.constant("int")])
            return Column(f"case {subject.sql} when {self.value(subject.kind, seen).sql} then {a.sql} when {self.constant(subject.kind).sql} then {b.sql} end", kind, exact)
        return Column(f"{self.c.one_of(['greatest', 'least'])}({a.sql}, {b.sql})", kind, exact)

    # By kind --------------------------------------------------------------------------------------------------------

    def some_int(self, seen, depth):
        a, b = self.value("int", seen), self.value("int", seen)
        text, ints = self.exact("text", seen), self.exact("ints", seen)
        return Column(self.c.one_of([
            f"({a.sql} + {b.sql})", f"abs({a.sql} - 2)", f"length({text.sql})", f"cardinality({ints.sql})", f"({a.sql} % 2)", f"({ints.sql})[1]",
            f"lower({self.exact('range', seen).sql})", f"num_nulls({a.sql}, {text.sql})", f"({self.condition(seen, 0)})::int", f"({self.exact('comp', seen).sql}).a::int"
            if self.pick([column for column in seen if column.exact], "comp") else f"- {a.sql}", f"array_length(array[{a.sql}, {b.sql}], 1)",
            f"(select {a.sql} + 1)", f"strpos({text.sql}, 'b')", f"{a.sql} / 2"]), "int")

    def some_int8(self, seen, depth):
        return Column(self.c.one_of([f"({self.value('int8', seen).sql} + 1)", f"{self.value('int', seen).sql}::int8"]), "int8")

    def some_num(self, seen, depth):
        a, n = self.value("num", seen), self.value("int", seen)
        return Column(self.c.one_of([f"({a.sql} + 1.50)", f"({a.sql} * {n.sql})", f"(- {a.sql})", f"({a.sql} - {n.sql})", f"{n.sql}::numeric", f"round({a.sql}, 1)"]), "num", a.exact)

    def some_text(self, seen, depth):
        a, b, n = self.exact("text", seen), self.exact("text", seen), self.value("int", seen)
        shown = self.c.one_of([column for column in seen if column.exact and column.kind != "xml"] or [a])
        return Column(self.c.one_of([
            f"({a.sql} || {b.sql})", f"upper({a.sql})", f"left({a.sql}, 1)", f"md5({a.sql})", f"({shown.sql})::text", f"replace({a.sql}, 'a', 'c')",
            f"({n.sql} || {a.sql})", f"({self.exact('jsonb', seen).sql} ->> 'a')", f"split_part({a.sql}, 'b', 1)", f"substr({a.sql}, 1, {n.sql} * {n.sql})",
            f"({self.exact('texts', seen).sql})[1]", f"overlay({a.sql} placing 'z' from 1)", f"concat_ws('-', {a.sql}, {b.sql})"]), "text")

    def some_float(self, seen, depth):
        a = self.value("float", seen)
        return Column(self.c.one_of([f"({a.sql} * 2)", f"(- {a.sql})", f"({self.value('int', seen).sql} / 2.0::float8)"]), "float", a.exact)

    def some_date(self, seen, depth):
        return Column(self.c.one_of([f"({self.value('date', seen).sql} + {self.value('int', seen).sql})", f"{self.value('ts', seen).sql}::date"]), "date")

    def some_ts(self, seen, depth):
        a = self.value("ts", seen)
        return Column(self.c.one_of([f"date_trunc('day', {a.sql})", f"({a.sql} + {self.exact('interval', seen).sql})", f"({self.value('date', seen).sql} + time '10:00')",
                                     f"date_bin('2 days', {a.sql}, timestamp '2024-01-01')"]), "ts")

    def some_interval(self, seen, depth):
        a, b = self.value("interval", seen), self.value("interval", seen)
        return Column(self.c.one_of([f"({a.sql} + {b.sql})", f"({a.sql} * 2)"]), "interval", a.exact and b.exact)

    def some_ints(self, seen, depth):
        a, n = self.value("ints", seen), self.value("int", seen)
        if depth > 0 and self.c.rarely(2):
            inner = self.rel(depth - 1, seen, ["int"])
            return Column(f"array(select q.c0 from ({inner.sql}) as q order by 1)", "ints")
        return Column(self.c.one_of([f"array[{n.sql}, {self.value('int', seen).sql}]", f"array_remove(array[{n.sql}, 1], {n.sql})",
                                     f"array_cat(array[{n.sql}], null)", f"array_fill({n.sql}, array[2])"]), "ints")

    def some_jsonb(self, seen, depth):
        any_of = self.c.one_of([column for column in seen if column.exact and column.kind not in ("xml", "tsvector")] or [self.constant("int")])
        a = self.exact("jsonb", seen)
        return Column(self.c.one_of([f"jsonb_build_object('a', {any_of.sql})", f"to_jsonb({any_of.sql})", f"({a.sql} -> 'a')", f"jsonb_build_array({any_of.sql}, 1)",
                                     f"jsonb_path_query_first({a.sql}, '$.a')"]), "jsonb")

    def some_comp(self, seen, depth):
        a = self.value("num", seen)
        return Column(f"row({a.sql}, {self.value('text', seen).sql})::comp", "comp", a.exact)

    def some_bool(self, seen, depth):
        return Column(f"({self.condition(seen, depth)})", "bool")

    # Conditions -----------------------------------------------------------------------------------------------------

    def condition(self, seen, depth=0):
        form = self.c.below(10)
        if form == 6:
            return f"({self.condition(seen, depth - 1)} {self.c.one_of(['and', 'or'])} {self.condition(seen, depth - 1)})" if depth > -2 else self.plain(seen)
        if form == 7 and depth > -2:
            return f"({self.condition(seen, depth - 1)}) {self.c.one_of(['is not true', 'is true', 'is unknown', 'is not false'])}"
        if form == 8 and depth > -2:
            return f"not ({self.condition(seen, depth - 1)})"
        if depth > 0 and self.c.rarely(3):
            return self.sublink(seen, depth - 1)
        return self.plain(seen)

    def plain(self, seen):
        equal = [column for column in seen if KINDS[column.kind].equal]
        if not equal:
            return f"{self.c.one_of(seen).sql} is not null" if seen else "true"
        a, b = self.c.one_of(equal[-12:]), self.c.one_of(equal[-12:])
        x, y = self.value(a.kind, seen), self.constant(a.kind)
        form = self.c.below(8)
        if form < 4:
            return f"{a.sql} {self.c.one_of(COMPARED)} {x.sql}"
        if form == 4:
            return f"{a.sql} is {self.c.one_of(['null', 'not null'])}" if a.kind != "comp" else f"{a.sql} is distinct from null"
        if form == 5:
            word = self.c.one_of(["", "not "])
            if a.kind in ("ints", "texts", "nums"):
                return f"{a.sql} {word}in ({x.sql}, {y.sql})"
            return self.c.one_of([f"{a.sql} {word}in ({x.sql}, {y.sql})", f"{a.sql} = any (array[{x.sql}, {y.sql}])", f"{a.sql} <> all (array[{x.sql}, {y.sql}])",
                                  f"{a.sql} {word}between {y.sql} and {x.sql}"])
        if form == 6:
            p, q = self.value(a.kind, seen), self.value(b.kind, seen)
            return f"row({a.sql}, {b.sql}) {self.c.one_of(['=', '<', '<>', 'is distinct from', '>='])} row({p.sql}, {q.sql})"
        return self.special(a, seen) or f"{a.sql} = {x.sql}"

    def special(self, a, seen):
        tests = {"text": ["{0} like 'a%'", "{0} ~ '^[ab]'", "{0} ilike '%B%'"], "jsonb": ["{0} @> '{{\"a\": 1}}'", "{0} ? 'a'", "jsonb_typeof({0}) = 'object'"],
                 "ints": ["1 = any ({0})", "{0} && array[2]", "{0} @> array[1]"], "texts": ["'a' = any ({0})"], "range": ["{0} @> 1", "isempty({0})", "{0} << int4range(3, 9)"],
                 "mrange": ["{0} @> 1"], "inet": ["{0} <<= inet '10.0.0.0/8'"], "tsvector": ["{0} @@ to_tsquery('simple', 'cat')"], "bool": ["{0}", "not {0}"],
                 "date": ["({0}, interval '2 days') overlaps (date '2024-02-28', date '2024-03-02')", "extract(month from {0}) = 2"], "comp": ["{0} is null", "{0} is not null"]}
        return self.c.one_of(tests[a.kind]).format(a.sql) if a.kind in tests else None

    def sublink(self, seen, depth):
        """A condition that asks a subquery."""
        equal = [column for column in seen if KINDS[column.kind].ordered] or [self.constant("int")]
        a, b = self.c.one_of(equal[-10:]), self.c.one_of(equal[-10:])
        word, form = self.c.one_of(["", "", "not "]), self.c.below(9)
        if form < 2:
            return f"{word}exists ({self.rel(depth, seen).sql})"
        if form < 5:
            return f"{a.sql} {word}in ({self.rel(depth, seen, [a.kind]).sql})"
        if form == 5:
            return f"{word}{a.sql} {self.c.one_of(['=', '<', '<>', '>='])} {self.c.one_of(['any', 'all'])} ({self.rel(depth, seen, [a.kind]).sql})"
        if form == 6:
            return f"({a.sql}, {b.sql}) {word}in ({self.rel(depth, seen, [a.kind, b.kind]).sql})"
        made = self.scalar(a.kind, seen, depth)
        if made is None:
            return f"exists ({self.rel(depth, seen).sql})"
        return f"{a.sql} {self.c.one_of(COMPARED)} {made.sql}"

    def scalar(self, kind, seen, depth):
        """A subquery with one row at most, as a value."""
        inner = self.rel(depth, seen, [kind])
        column = inner.columns[0]
        form = self.c.below(4)
        if form == 0 and KINDS[kind].ordered and kind not in ("bool", "uuid", "jsonb", "comp", "bit", "varbit", "small", "range", "nrange", "mrange", "tsvector", "mood", "char",
                                                             "varchar", "price"):
            return Column(f"(select {self.c.one_of(['max', 'min'])}(q.c0) from ({inner.sql}) as q)", kind, not KINDS[kind].fuzzy)
        if form == 1 and kind == "int8":
            return Column(f"(select count({self.c.one_of(['*', 'q.c0', 'distinct q.c0'])}) from ({inner.sql}) as q)", kind)
        if form == 2 and kind == "int":
            return Column(f"(select {self.c.one_of(['count(*)', 'sum(q.c0)', 'count(*) filter (where q.c0 > 0)'])} from ({inner.sql}) as q)::int", kind)
        if not KINDS[kind].ordered:
            return None
        offset = self.c.one_of(["", "", " offset 1"])
        return Column(f"(select q.c0 from ({inner.sql}) as q order by 1{self.c.one_of([' desc', '', ' nulls first'])}{offset} limit 1)", kind,
                      column.exact and not KINDS[kind].fuzzy)

    # Aggregates -----------------------------------------------------------------------------------------------------

    def argument(self, local, seen, kinds=None):
        """An expression that reads a column of the query itself, and perhaps others."""
        fitting = [column for column in local if kinds is None or column.kind in kinds]
        if not fitting:
            return None
        a = self.c.one_of(fitting[-10:])
        if not self.c.rarely(5):
            return a
        b = self.value(a.kind, seen)
        return Column(f"coalesce({a.sql}, {b.sql})", a.kind, a.exact and b.exact)

    def aggregate(self, local, seen, depth=0):
        """An aggregate over rows with the columns `local`."""
        call = self.call(local, seen)
        if self.c.rarely(4):
            inside = self.condition(seen, depth if self.c.rarely(2) else 0)
            call = Column(f"{call.sql} filter (where {inside})", call.kind, call.exact)
        return call

    def call(self, local, seen):
        a = self.argument(local, seen)
        if a is None or self.c.rarely(5):
            return Column("count(*)", "int8")
        word = self.c.one_of(["", "", "distinct "])
        equal, fuzzy = KINDS[a.kind].equal, KINDS[a.kind].fuzzy
        forms = [(f"count({word if equal else ''}{a.sql})", "int8", True)]
        order = self.c.one_of(["", " desc", " nulls first", " desc nulls last"])
        if KINDS[a.kind].ordered:
            forms.append((f"mode() within group (order by {a.sql}{order})", a.kind, not fuzzy))
            forms.append((f"percentile_disc({self.c.one_of(['0', '0.5', '1'])}) within group (order by {a.sql})", a.kind, not fuzzy))
            forms.append((f"count(*) filter (where {a.sql} {self.c.one_of(['=', '<', 'is distinct from'])} {self.value(a.kind, seen).sql})", "int8", True))
            if a.kind not in ("json", "xml") and a.exact:
                forms.append((f"string_agg({a.sql}::text, ',' order by {a.sql}, {a.sql}::text collate \"C\")", "text", True))
        forms += [(pattern.format(a.sql, word, order), kind, exact) for pattern, kind, exact in self.calls_of(a)]
        return Column(*self.c.one_of(forms))

    def calls_of(self, a):
        """What there is for a kind; {0} the argument, {1} perhaps DISTINCT, {2} an order."""
        loose = a.exact
        greatest = [("max({1}{0})", a.kind, not KINDS[a.kind].fuzzy), ("min({0})", a.kind, not KINDS[a.kind].fuzzy)]
        if a.kind in ("int", "int8"):
            total = "int8" if a.kind == "int" else "num"
            return greatest + [("sum({1}{0})", total, True), ("sum({0})", total, True), ("avg({1}{0})", "num", True), ("bit_and({0})", a.kind, True), ("bit_xor({0})", a.kind, True),
                               ("bit_or({0})", a.kind, True), ("stddev_samp({0})", "num", True), ("var_pop({0})", "num", True),
                               ("jsonb_agg({0} order by {0}{2})", "jsonb", True), ("bool_or({0} > 1)", "bool", True), ("every({0} > 0)", "bool", True),
                               ("string_agg(distinct {0}::text, '|')", "text", True),
                               ("rank(1) within group (order by {0}{2})", "int8", True), ("sum({0}) + count(*)", total, True), ("coalesce(sum({0}), 0)", total, True),
                               ("regr_count({0}, {0})", "int8", True)] + (
                                   [("array_agg({0} order by {0}{2})", "ints", True), ("array_agg(distinct {0})", "ints", True)] if a.kind == "int" else [])
        if a.kind in ("num", "price"):
            exact = [("avg({0})", "num", True), ("variance({0})", "num", True), ("sum({0}) / nullif(count({0}), 0)", "num", True)] if loose else []
            return greatest[:2 if a.kind == "num" else 0] + exact + [("sum({0})", "num", loose), ("sum({0} * 2)", "num", loose)]
        if a.kind == "text":
            return greatest + [("string_agg({1}{0}, ',' order by {0}{2})", "text", True), ("max({0} || 'z')", "text", True), ("array_agg({0} order by {0}{2})", "texts", True),
                               ("jsonb_object_agg(coalesce({0}, '-'), 1)", "jsonb", True), ("count(distinct upper({0}))", "int8", True)]
        if a.kind == "float":
            return greatest + [("sum({0})", "float", loose)]
        if a.kind == "bool":
            return [("bool_and({1}{0})", "bool", True), ("bool_or({0})", "bool", True)]
        if a.kind == "interval":
            return greatest + [("sum({0})", "interval", loose)]
        if a.kind == "money":
            return greatest + [("sum({0})", "money", True)]
        if a.kind == "range":
            return [("range_agg({0})", "mrange", True), ("range_intersect_agg({0})", "range", True)]
        if a.kind == "bit":
            return [("bit_or({0})", "bit", True), ("bit_and({0})", "bit", True)]
        if a.kind == "jsonb" and loose:
            return [("jsonb_agg({0} order by {0}, {0}::text)", "jsonb", True)]
        if a.kind in ("json", "point", "box", "xml"):
            return [("string_agg({0}::text, ';' order by {0}::text collate \"C\")", "text", True)]
        if a.kind in ("date", "ts", "tstz", "timetz", "ci", "inet", "bytea", "mood", "ints", "texts"):
            return greatest
        return []
