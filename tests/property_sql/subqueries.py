"""Subqueries inside random queries: as conditions, as values, in FROM after LATERAL."""

COMPARABLE = ("int", "int8", "numeric", "text", "ci", "float", "char", "interval")
COMPARISONS = ["=", "=", "=", "<", ">=", "<>", "is not distinct from"]
LATERAL_JOINS = ["cross join lateral {0}", "join lateral {0} on true", "left join lateral {0} on true", "left join lateral {0} on {1}"]


class Subqueries:
    """For `Generator`. `outer` are the columns of the query around a subquery."""

    comparable = COMPARABLE

    def correlation(self, inner, outer):
        """A condition between the rows of a subquery and the row around it."""
        pairs = [(a, b) for a, kind in inner for b, other in outer if kind == other and kind in self.comparable]
        numbers = [pair for pair in pairs if pair[1] in {name for name, kind in outer if kind == "int"}]
        if not pairs:
            return self.predicate(inner)
        a, b = self.choices.one_of(numbers if numbers and not self.choices.rarely(4) else pairs)
        if (a, b) in numbers and self.choices.rarely(6):
            b = f"{b} + 1"
        return f"{a} {self.choices.one_of(COMPARISONS)} {b}"

    def inside(self, outer, depth):
        """FROM and WHERE of a subquery, and its columns."""
        text, columns = self.from_clause(depth - 1 if self.choices.rarely(3) else 0)
        conditions = []
        if outer and not self.choices.rarely(5):
            conditions.append(self.correlation(columns, outer))
        if conditions and self.choices.rarely(3):
            conditions.append(self.correlation(columns, outer))
        if self.choices.rarely(3):
            conditions.append(self.predicate(columns))
        if depth > 0 and self.choices.rarely(5):
            conditions.append(self.sublink(columns + outer, depth - 1))
        word = " or " if self.choices.rarely(8) else " and "
        return text, f" where {word.join(conditions)}" if conditions else "", columns

    def rows_like(self, kinds, outer, depth):
        """A subquery with columns of these kinds."""
        form = self.choices.below(12)
        if form == 7 and depth > 0:
            word = self.choices.one_of(["union all", "union", "intersect", "except", "except all"])
            return f"({self.rows_like(kinds, outer, depth - 1)}) {word} ({self.rows_like(kinds, outer, depth - 1)})"
        if form == 8:
            return self.computed_rows(kinds, outer, depth)
        text, where, columns = self.inside(outer, depth)
        if form in (9, 10, 11):
            return self.rows_of_all(kinds, (text, where, columns), outer, form)
        if form == 5:
            values = [f"max({self.value(kind, columns)})" for kind in kinds]
            keys = [name for name, kind in columns if kind in self.comparable]
            group = f" group by {self.choices.one_of(keys)}" if keys and self.choices.rarely(2) else ""
            return f"select {', '.join(values)} from {text}{where}{group}"
        seen = columns + outer if self.choices.rarely(5) else columns
        distinct = "distinct " if form == 6 else ""
        return f"select {distinct}{', '.join(self.value(kind, seen) for kind in kinds)} from {text}{where}"

    def computed_rows(self, kinds, outer, depth):
        """VALUES, with outer columns, and numbers that are subqueries."""
        def value(kind):
            if kind == "int" and depth > 0 and self.choices.rarely(3):
                return f"(select max({self.value('int', inner)}) from {text}{where})"
            return self.value(kind, outer)

        text, where, inner = self.inside(outer, depth - 1 if depth > 0 else 0)
        rows = [f"({', '.join(value(kind) for kind in kinds)})" for _ in range(1 + self.choices.below(3))]
        return f"values {', '.join(rows)}"

    def rows_of_all(self, kinds, found, outer, form):
        """A subquery whose rows depend on each other: windows, the first rows by all columns, grouping sets."""
        text, where, columns = found
        seen = columns + outer if self.choices.rarely(3) else columns
        values = [self.value(kind, seen) for kind in kinds]
        if form == 9 and "int" in kinds:
            at = kinds.index("int")
            by = self.choices.one_of([name for name, kind in columns if kind in self.comparable] or ["1::int"])
            call = self.choices.one_of(["rank()", "count(*)", f"count({values[at]})"])
            order = self.choices.one_of([f"order by {by}", f"partition by {by}", ""])
            values[at] = f"({call} over ({order}))::int"
            return f"select {', '.join(values)} from {text}{where}"
        if form == 10 and all(kind in ("int", "text") for kind in kinds):
            order = ", ".join(str(number + 1) for number in range(len(kinds)))
            listed = ", ".join(f"({value}) as o{number}" for number, value in enumerate(values))
            return f"select {listed} from {text}{where} order by {order} limit {1 + self.choices.below(3)}"
        key = self.choices.one_of([name for name, kind in columns if kind in self.comparable] or ["1::int"])
        sets = self.choices.one_of([f"rollup ({key})", f"grouping sets (({key}), ())", "grouping sets (())", key])
        values = [f"max({self.value(kind, columns)})" for kind in kinds]  # one of an outer column would be an aggregate of the outer query
        return f"select {', '.join(values)} from {text}{where} group by {sets}"

    def sublink(self, columns, depth):
        """A condition that is a subquery."""
        self.advanced = True
        columns = [column for column in columns if column[1] in self.comparable] or [("1", "int")]
        form = self.choices.below(8)
        word = self.choices.one_of(["", "", "not "])
        if form < 3:
            return f"{word}exists ({self.rows_like(['int'], columns, depth)})"
        name, kind = self.choices.one_of(columns)
        rows = self.rows_like([kind], columns, depth)
        if form < 5:
            return f"{name} {word}in ({rows})"
        if form == 5:
            compare, which = self.choices.one_of(["=", "<", "<>", ">="]), self.choices.one_of(["any", "all"])
            return f"{word}{name} {compare} {which} ({rows})"
        if form == 6:
            other, of = self.choices.one_of(columns)
            return f"({name}, {other}) {word}in ({self.rows_like([kind, of], columns, depth)})"
        sql, of = self.scalar(columns, depth)
        return f"{sql} > 1" if of in ("int", "int8") else f"{sql} is not null"

    def truth(self, columns, depth):
        """A condition with a subquery in it, here and there below other operators."""
        link = self.sublink(columns, depth)
        form = self.choices.below(8)
        if form == 4:
            return f"({self.predicate(columns)} or {link})"
        if form == 5:
            return f"({link} or {self.sublink(columns, depth)})"
        if form == 6:
            return f"not ({link} and {self.predicate(columns)})"
        if form == 7:
            return f"case when {self.predicate(columns)} then {link} else {self.predicate(columns)} end"
        return link

    def scalar(self, columns, depth):
        """A subquery as a value: one that aggregates, so that it has one row."""
        self.advanced = True
        outer = [column for column in columns if column[1] in self.comparable]
        text, where, inner = self.inside(outer, depth)
        numbers = [name for name, kind in inner if kind == "int"]
        if not numbers or self.choices.rarely(2):
            return f"(select count(*) from {text}{where})", "int8"
        name = self.choices.one_of(numbers)
        pattern, kind = self.choices.one_of([("max({0})", "int"), ("sum({0}) + count(*)", "int8"), ("count(distinct {0})", "int8"), ("min({0})", "int")])
        return f"(select {pattern.format(name)} from {text}{where})", kind

    def lateral(self, text, columns, depth):
        """FROM followed by a subquery that reads it."""
        self.advanced = True
        alias = self.alias()
        outer = [column for column in columns if column[1] in self.comparable]
        if self.choices.rarely(3):
            sql, kind = self.scalar(outer, depth)
            rows, kinds = sql[1:-1], [kind]
        else:
            kinds = ["int", self.choices.one_of(["int", "text", "int"])]
            rows = self.rows_like(kinds, outer, depth)
        names = [f"l{number}" for number in range(len(kinds))]
        added = [(f"{alias}.{name}", kind) for name, kind in zip(names, kinds)]
        item = f"({rows}) as {alias} ({', '.join(names)})"
        return f"{text} {self.choices.one_of(LATERAL_JOINS).format(item, self.predicate(columns + added))}", columns + added
