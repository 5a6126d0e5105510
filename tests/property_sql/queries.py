"""Random defining queries over a few small tables."""

import dataclasses

from subqueries import Subqueries

# The tables: with a key of one column, without any, with a key of two. `c` compares without regard to case, and `n` has
# equal values with different images, as `h`, `i` and `ns` have; `j` has no equality, and `b` an operator `=` that is none; fields of `p` may be NULL,
# all of them, too.
TABLES = {
    "t1": [("id", "int"), ("k", "int"), ("n", "numeric"), ("x", "text"), ("f", "float")],
    "t2": [("id", "int"), ("k", "int"), ("c", "ci"), ("j", "json")],
    "t3": [("k", "int"), ("x", "text"), ("n", "numeric"), ("c", "ci")],
    "t4": [("a", "int"), ("b", "int"), ("v", "int"), ("j", "json")],
    "t5": [("id", "int"), ("p", "pair"), ("h", "char"), ("i", "interval"), ("b", "box"), ("ns", "numerics")],
    "t6": [("p", "pair"), ("h", "char"), ("k", "int"), ("b", "box")],
}

SCHEMA = """
create collation ignore_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
create table t1 (id int primary key, k int, n numeric, x text, f float8);
create table t2 (id int primary key, k int, c text collate ignore_case, j json);
create table t3 (k int, x text, n numeric, c text collate ignore_case);
create table t4 (a int, b int, v int, j json, primary key (a, b));
create type pair as (a int, b text);
create table t5 (id int primary key, p pair, h char(4), i interval, b box, ns numeric[]);
create table t6 (p pair, h char(4), k int, b box);
"""

LITERALS = {
    "int": ["0", "1", "2", "null::int", "3"],
    "numeric": ["1.0", "1", "2.5", "null::numeric"],
    "text": ["'a'", "''", "'A'", "null::text"],
    "ci": ["'x' collate ignore_case", "'X' collate ignore_case", "null::text collate ignore_case"],
    "float": ["1.5::float8", "'-0'::float8", "null::float8"],
    "bool": ["true", "false", "null::bool"],
    "pair": ["'(1,x)'::pair", "'(,)'::pair", "'(1,)'::pair", "null::pair"],
    "char": ["'a'::char(4)", "'a'::char(2)", "''::char(4)", "null::char(4)"],
    "interval": ["interval '1 month'", "interval '30 days'", "null::interval"],
    "box": ["box '((0,0),(1,1))'", "box '((4,4),(5,5))'", "null::box"],
    "numerics": ["array[1.0]", "array[1.00]", "null::numeric[]"],
}

AGGREGATES = {
    "int": [("count({0})", "int8"), ("sum({0})", "int8"), ("min({0})", "int"), ("max({0})", "int"), ("avg({0})", "numeric"),
            ("count(distinct {0})", "int8"), ("bit_xor({0})", "int"), ("array_agg({0} order by {0})", "array"),
            ("bit_and({0})", "int"), ("bit_or({0})", "int"), ("stddev({0})", "numeric"), ("var_pop({0})", "numeric"), ("regr_count({0}, {0} + 1)", "int8"),
            ("sum(distinct {0})", "int8"), ("avg(distinct {0})", "numeric"), ("min(distinct {0})", "int"),
            ("sum(case when {0} > 1 then {0} else 0 end)", "int8"), ("bool_or({0} > 1)", "bool"),
            ("percentile_disc(0.5) within group (order by {0})", "int"), ("percentile_cont(0.5) within group (order by {0})", "float"),
            ("mode() within group (order by {0} desc)", "int"), ("rank(1) within group (order by {0})", "int8"), ("jsonb_agg({0} order by {0})", "json")],
    "int8": [("sum({0})", "numeric"), ("max({0})", "int8"), ("count({0})", "int8")],
    "numeric": [("sum({0})", "numeric"), ("avg({0})", "numeric"), ("max({0})", "numeric"), ("count(distinct {0})", "int8"),
                ("stddev_pop({0})", "numeric"), ("variance({0})", "numeric")],
    "text": [("count({0})", "int8"), ("min({0})", "text"), ("max({0})", "text"), ("string_agg({0}, ',' order by {0})", "text"),
             ("string_agg(distinct {0}, ',' order by {0})", "text"), ("mode() within group (order by {0})", "text"),
             ("percentile_disc(0.3) within group (order by {0})", "text")],
    "ci": [("count(distinct {0})", "int8"), ("max({0})", "ci")],
    "float": [("sum({0})", "float"), ("max({0})", "float")],
    "bool": [("bool_and({0})", "bool"), ("count({0})", "int8")],
    "array": [("count({0})", "int8")],
    "json": [("count({0})", "int8")],
    "pair": [("count({0})", "int8"), ("count(distinct {0})", "int8")],
    "char": [("count({0})", "int8"), ("max({0})", "char"), ("count(distinct {0})", "int8")],
    "interval": [("sum({0})", "interval"), ("min({0})", "interval"), ("count({0})", "int8")],
    "box": [("count({0})", "int8")],
    "numerics": [("max({0})", "numerics"), ("count(distinct {0})", "int8")],
}

NUMBERS = ("int", "int8", "numeric", "float")
ORDERED = ("int", "int8", "text", "float", "bool")  # equal values are identical, so that there are no ties between rows that differ
GROUPABLE = ("int", "int8", "numeric", "text", "ci", "float", "bool", "array", "pair", "char", "interval", "numerics")


@dataclasses.dataclass
class Query:
    """A SELECT whose columns are called c0, c1, …; `advanced` if it has what may not be maintained incrementally yet."""

    sql: str
    types: list
    advanced: bool = False

    def columns(self, alias):
        return [(f"{alias}.c{number}", kind) for number, kind in enumerate(self.types)]


class Generator(Subqueries):
    """Makes queries out of choices. `sources` are the relations with their columns: tables and earlier stream tables."""

    literals, aggregates, groupable, ordered = LITERALS, AGGREGATES, GROUPABLE, ORDERED

    def __init__(self, choices, sources):
        self.choices = choices
        self.sources = sources
        self.aliases = 0
        self.advanced = False

    def query(self):
        self.advanced = False
        result = self.relation(2)
        return dataclasses.replace(result, advanced=self.advanced)

    def relation(self, depth):
        form = self.choices.below(16)
        if depth > 0 and form in (12, 13):
            return self.set_operation(depth)
        if depth > 0 and form == 14:
            return self.shared(depth)
        if form == 15:
            return self.recursive()
        return self.select(depth)

    def alias(self):
        self.aliases += 1
        return f"r{self.aliases}"

    # FROM -----------------------------------------------------------------------------------------------------------

    def item(self, depth):
        """A table or a sub-query, and its columns."""
        alias = self.alias()
        if depth > 0 and self.choices.rarely(3):
            inner = self.relation(depth - 1)
            return f"({inner.sql}) as {alias}", inner.columns(alias)
        name = self.choices.one_of(list(self.sources))
        return f"{name} as {alias}", [(f"{alias}.{column}", kind) for column, kind in self.sources[name]]

    def from_clause(self, depth):
        text, columns = self.with_function(*self.item(depth))
        while self.choices.rarely(3) and len(columns) < 16:
            right, more = self.item(depth)
            kind = self.choices.one_of(["join", "left join", "right join", "full join", "cross join"])
            if kind == "cross join":
                text = f"{text} cross join {right}"
            else:
                condition = self.join_condition(columns, more, kind)
                if depth > 0 and kind in ("left join", "right join") and self.choices.rarely(8):
                    condition += f" and {self.sublink(columns + more, depth - 1)}"
                text = f"{text} {kind} {right} on {condition}"
            text, columns = self.with_function(text, columns + more)
        if depth > 0 and self.choices.rarely(10):
            return self.lateral(text, columns, depth - 1)
        return text, columns

    def with_function(self, text, columns):
        """Now and then a function that reads columns of what stands before it, which may be kept where it gives no row."""
        if not self.choices.rarely(5):
            return text, columns
        alias, one_of = self.alias(), self.choices.one_of
        first, kind = self.function(columns)
        added = [("e", kind)]
        if self.choices.rarely(4):
            second, other = self.function(columns)
            first, added = f"rows from ({first}, {second})", [*added, ("f", other)]
        if self.choices.rarely(2):
            first, added = f"{first} with ordinality", [*added, ("o", "int8")]
        called = f"lateral {first} as {alias}({', '.join(name for name, _ in added)})"
        added = [(f"{alias}.{name}", kind) for name, kind in added]
        if self.choices.rarely(2):
            return f"{text} left join {called} on {one_of(['true', self.predicate(columns + added)])}", columns + added
        return f"{text} cross join {called}", columns + added

    def function(self, columns):
        """A call that gives few rows, and the type of its column."""
        kind = self.choices.one_of(["int", "numeric", "text", "ci", "numerics"])
        first, second = self.value(kind, columns), self.value(kind, columns)
        if kind == "int":
            return self.choices.one_of([f"generate_series(least({first}, 2), least({second}, 3))", f"unnest(array[{first}, {second}])"]), kind
        if kind == "text":
            return f"string_to_table({first}, null)", kind
        if kind == "numerics":
            return f"unnest({first})", "numeric"
        return f"unnest(array[{first}, {second}])", kind

    def join_condition(self, left, right, kind):
        matched = self.groupable if kind == "full join" else (*self.groupable, "box")
        pairs = [(a, b) for a, of_a in left for b, of_b in right if of_a == of_b and of_a in matched]
        condition = " = ".join(self.choices.one_of(pairs)) if pairs else ("true" if kind != "full join" else "1 = 1")
        if pairs and self.choices.rarely(4):
            condition += " and " + " = ".join(self.choices.one_of(pairs))
        if kind == "full join":  # the server can only do these by merging or hashing
            return condition
        if self.choices.rarely(4):
            condition += f" and {self.predicate(left + right)}"
        if pairs and self.choices.rarely(6):
            condition = f" {self.choices.one_of(['<', 'is not distinct from', '>='])} ".join(self.choices.one_of(pairs))
        return condition

    # SELECT ---------------------------------------------------------------------------------------------------------

    def select(self, depth):
        text, columns = self.from_clause(depth)
        where = f" where {self.condition(columns, depth)}" if self.choices.rarely(2) else ""
        form = self.choices.below(6)
        if form == 4:
            return self.grouped(text, where, columns, depth)
        if form == 5:
            items = self.items([column for column in columns if column[1] in self.groupable])
            return Query(f"select distinct {self.listed(items)} from {text}{where}", [kind for _, kind in items])
        items = self.items(columns)
        if form == 3 and self.choices.rarely(2):
            items += [self.window(items, numbers=number == 0) for number in range(1 + self.choices.below(2))]
        if form in (1, 2) and depth > 0 and self.choices.rarely(3):
            items.append(self.scalar(columns, depth - 1) if form == 1 else (f"({self.truth(columns, depth - 1)})", "bool"))
        if form == 0 and self.choices.rarely(4) and all(kind in self.ordered for _, kind in items):
            return self.first_rows(items, text, where)
        return Query(f"select {self.listed(items)} from {text}{where}", [kind for _, kind in items])

    def first_rows(self, items, text, where):
        """The first rows, or the first one of each group. All columns are in the order, so that what rows these are does not depend on the
        plan, as far as the types tell them apart."""
        order = [f"c{number}{self.choices.one_of(['', ' desc', ' nulls first', ' desc nulls last'])}" for number in range(len(items))]
        kinds = [kind for _, kind in items]
        form = self.choices.below(4)
        if form == 3:
            keys = ", ".join(name for name, _ in items[:1])
            return Query(f"select distinct on ({keys}) {self.listed(items)} from {text}{where} order by {', '.join(order)}", kinds)
        some = order if form < 2 else order[:1]
        limit = f"limit {self.choices.below(6)}" if form < 2 else f"fetch first {self.choices.below(5)} rows with ties"
        offset = f" offset {1 + self.choices.below(4)}" if form == 1 else ""
        return Query(f"select {self.listed(items)} from {text}{where} order by {', '.join(some)}{offset} {limit}", kinds)

    def listed(self, items):
        return ", ".join(f"{sql} as c{number}" for number, (sql, _) in enumerate(items))

    def items(self, columns):
        """Some columns, and now and then an expression."""
        chosen = self.choices.some(columns or [("1", "int")])[:6]
        return [self.expression(kind, columns) if self.choices.rarely(4) and kind != "json" else (name, kind) for name, kind in chosen]

    def grouped(self, text, where, columns, depth):
        keys = [column for column in columns if column[1] in self.groupable]
        keys = self.choices.some(keys)[:self.choices.below(3)]
        aggregates = [self.aggregate(columns, depth) for _ in range(1 + self.choices.below(3))]
        having = f" having {self.having(columns)}" if self.choices.rarely(4) else ""
        if having and depth > 0 and self.choices.rarely(2):
            having += f" and {self.truth(keys, depth - 1)}" if keys else ""
        group = f" group by {self.grouping([name for name, _ in keys])}" if keys else ""
        items = keys + aggregates
        if keys and self.choices.rarely(4):
            items.append((f"grouping({', '.join(name for name, _ in keys)})", "int"))
        return Query(f"select {self.listed(items)} from {text}{where}{group}{having}", [kind for _, kind in items])

    def grouping(self, keys):
        """A list of keys, or grouping sets of them."""
        listed = ", ".join(keys)
        if not self.choices.rarely(4):
            return listed
        sets = [f"({', '.join(self.choices.some(keys, 0))})" for _ in range(self.choices.below(3))]
        return self.choices.one_of([
            f"rollup ({listed})", f"cube ({listed})", f"{keys[0]}, rollup ({listed})", f"distinct rollup ({listed}), cube ({listed})",
            f"grouping sets ({', '.join(['(' + listed + ')', *sets])})", f"grouping sets ({', '.join(['()', f'rollup ({listed})', *sets])})"])

    def aggregate(self, columns, depth=0):
        form = self.choices.below(16)
        if form % 4 == 0:
            sql, kind = "count(*)", "int8"
        elif form == 15 and columns and "." in columns[0][0]:
            self.advanced = True  # whole rows of stream tables are not followed
            sql, kind = f"count({columns[-1][0].split('.')[0]}.*)", "int8"
        else:
            name, of = self.choices.one_of(columns)
            pattern, kind = self.choices.one_of(self.aggregates[of])
            sql = pattern.format(name)
        if self.choices.rarely(5):
            link = depth > 0 and self.choices.rarely(3)
            sql += f" filter (where {self.truth(columns, depth - 1) if link else self.predicate(columns)})"
        return sql, kind

    def having(self, columns):
        sql, kind = self.aggregate(columns)
        return f"{sql} > 1" if kind in NUMBERS else f"{sql} is not null"

    def window(self, items, numbers=True):
        """A window function of the items whose result is the same however equal rows are ordered: of peers, or by all items if these have an order, of which one may number
        rows that are equal."""
        ordered = [item for item in items if item[1] in self.groupable] or [("1::int", "int")]
        partition = [name for name, _ in self.choices.some(ordered)[:self.choices.below(3)]]
        by = f"partition by {', '.join(partition)}" if partition else ""
        name, kind = self.choices.one_of(ordered)
        order = f"order by {name}{self.choices.one_of(['', ' desc', ' nulls first'])}"
        exact = [item for item in items if item[1] in ("int", "int8", "bool")]
        forms = [("count(*)", "int8", order), ("rank()", "int8", order), ("dense_rank()", "int8", order), (f"count({name})", "int8", ""),
                 ("count(*)", "int8", f"{order} groups between 1 preceding and 1 following exclude current row")]
        if numbers and exact and len(exact) == len(items):
            total = "order by " + ", ".join(name for name, _ in exact)
            value, of = self.choices.one_of(exact)
            forms += [("row_number()", "int8", total), (f"lag({value})", of, total), (f"lead({value}, 2)", of, total),
                      (f"last_value({value})", of, f"{total} rows between 1 preceding and 2 following")]
        if kind in ("int", "int8"):
            forms += [(f"sum({name})", "int8" if kind == "int" else "numeric", order), (f"max({name})", kind, ""),
                      (f"sum({name})", "int8" if kind == "int" else "numeric", f"{order} range between 1 preceding and 1 following")]
        call, result, rest = self.choices.one_of(forms)
        return f"{call} over ({by} {rest})", result

    # Several selects ------------------------------------------------------------------------------------------------

    def set_operation(self, depth):
        left = self.flat(self.relation(depth - 1))
        right = self.casted(self.relation(depth - 1), left.types)
        word = self.choices.one_of(["union all", "union", "intersect", "except", "intersect all", "except all"])
        return Query(f"({left.sql}) {word} ({right.sql})", left.types)

    def flat(self, query):
        """Without the columns that have no equality; at least one column stays."""
        alias = self.alias()
        kept = [column for column in query.columns(alias) if column[1] in self.groupable] or [("1", "int")]
        return Query(f"select {self.listed(kept)} from ({query.sql}) as {alias}", [kind for _, kind in kept])

    def casted(self, query, types):
        """With columns of the given types: those that the query has, or constants."""
        alias = self.alias()
        items = []
        for kind in types:
            fitting = [name for name, of in query.columns(alias) if of == kind]
            items.append((self.choices.one_of(fitting) if fitting else self.constant(kind), kind))
        return Query(f"select {self.listed(items)} from ({query.sql}) as {alias}", list(types))

    def constant(self, kind):
        if kind == "int8":
            return "1::int8"
        return "array[1]" if kind == "array" else self.choices.one_of(self.literals[kind])

    def shared(self, depth):
        """A common table expression that is used twice."""
        inner, left, right = self.relation(depth - 1), self.alias(), self.alias()
        columns = inner.columns(left) + inner.columns(right)
        pairs = [(f"{left}.c{number}", f"{right}.c{number}") for number, kind in enumerate(inner.types) if kind in self.groupable]
        condition = " = ".join(self.choices.one_of(pairs)) if pairs else "true"
        items, name = self.items(columns), f"w{left}"
        sql = f"with {name} as ({inner.sql}) select {self.listed(items)} from {name} as {left} join {name} as {right} on {condition}"
        return Query(sql, [kind for _, kind in items])

    def numbers_of(self, alias):
        """A relation with columns of integers, and these; every table has one."""
        fitting = {name: [column for column, kind in columns if kind == "int"] for name, columns in self.sources.items()}
        name = self.choices.one_of([name for name, columns in fitting.items() if columns])
        return f"{name} as {alias}", [f"{alias}.{column}" for column in fitting[name]]

    def recursive(self):
        """Paths from number to number: there are few numbers, so that it ends; many are in cycles."""
        name, start, path, edge = f"w{self.alias()}", self.alias(), self.alias(), self.alias()
        from_start, firsts = self.numbers_of(start)
        from_edge, numbers = self.numbers_of(edge)
        one_of = self.choices.one_of
        base = f"select {one_of(firsts)} as c0, {one_of(firsts)} as c1 from {from_start}"
        if self.choices.rarely(3):
            base += f" where {one_of(firsts)} < {one_of(['1', '2', '3'])}"
        ends = [one_of([f"{path}.c0", f"{path}.c0", f"{path}.c1", one_of(numbers)]), one_of([*numbers, f"{path}.c1"])]
        kind = one_of(["join", "join", "left join"])
        step = f"select {ends[0]}, {ends[1]} from {name} as {path} {kind} {from_edge} on {path}.c1 = {one_of(numbers)}"
        if self.choices.rarely(4):
            other = self.alias()
            from_other, more = self.numbers_of(other)
            step += f" join {from_other} on {one_of(numbers + [f'{path}.c0'])} = {one_of(more)}"
        if self.choices.rarely(4):
            groups = self.alias()
            from_groups, more = self.numbers_of(groups)
            key = one_of(more)
            step += f" join (select {key} as k, count(*) as n, min({one_of(more)}) as m from {from_groups} group by {key}) as g{groups} on g{groups}.k = {one_of(numbers)} and g{groups}.n > 1"
        conditions = [f"{path}.c0 <> {one_of(numbers)}"] if self.choices.rarely(4) else []
        for _ in range(2):
            if self.choices.rarely(4):
                conditions.append(self.asked_in_step([f"{path}.c0", f"{path}.c1"], numbers))
        if conditions:
            step += " where " + one_of([" and ", " and ", " or "]).join(conditions)
        columns = [("c0", "int"), ("c1", "int")]
        items = columns if self.choices.rarely(2) else self.items(columns)
        return Query(f"with recursive {name} as ({base} union {step}) select {self.listed(items)} from {name}", [kind for _, kind in items])

    def asked_in_step(self, path, numbers):
        """What the step of a recursion asks another table about a row of the recursion, or one that it joins."""
        inner, one_of = self.alias(), self.choices.one_of
        from_inner, more = self.numbers_of(inner)
        return one_of([
            f"exists (select from {from_inner} where {one_of(more)} = {one_of(path)} and {one_of(more)} <= {one_of(numbers)})",
            f"not exists (select from {from_inner} where {one_of(more)} = {one_of(path)} and {one_of(more)} > {one_of(numbers)})",
            f"{one_of(numbers)} in (select {one_of(more)} from {from_inner})",
            f"{one_of(numbers)} not in (select {one_of(more)} from {from_inner} where {one_of(more)} = {one_of(path)})",
            f"{one_of(numbers)} < (select count(*) from {from_inner} where {one_of(more)} = {one_of(path)})",
        ])

    # Expressions ----------------------------------------------------------------------------------------------------

    def value(self, kind, columns):
        fitting = [name for name, of in columns if of == kind]
        return self.choices.one_of(fitting + [self.constant(kind)]) if fitting else self.constant(kind)

    def expression(self, kind, columns):
        first, second = self.value(kind, columns), self.value(kind, columns)
        forms = [f"coalesce({first}, {second})", f"case when {self.predicate(columns)} then {first} else {second} end", f"nullif({first}, {second})"]
        if kind in NUMBERS:
            forms += [f"{first} + {second}", f"greatest({first}, {second})"]
        if kind == "text":
            forms += [f"upper({first})", f"{first} || {second}"]
        return self.choices.one_of(forms), kind

    def predicate(self, columns):
        comparable = [column for column in columns if column[1] in self.groupable]
        if not comparable:
            return f"{columns[0][0]} is not null" if columns else "true"
        name, kind = self.choices.one_of(comparable)
        other = self.value(kind, columns)
        forms = [f"{name} = {other}", f"{name} is null", f"{name} <> {other}", f"{name} < {other}", f"{name} is distinct from {other}"]
        if kind != "bool":
            forms.append(f"{name} in ({other}, {self.constant(kind)})")
        sql = self.choices.one_of(forms)
        return f"({sql}) is not true" if self.choices.rarely(6) else sql

    def condition(self, columns, depth):
        sql = self.predicate(columns)
        if self.choices.rarely(4):
            sql = f"({sql} {self.choices.one_of(['and', 'or'])} {self.predicate(columns)})"
        if depth > 0 and self.choices.rarely(4):
            sql = f"{sql} and {self.truth(columns, depth - 1)}"
        return sql
