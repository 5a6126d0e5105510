"""Deep random queries: everything inside everything, over the tables of queries.py and deep_tables.py."""

import deep_tables as deep
from queries import AGGREGATES, GROUPABLE, LITERALS, NUMBERS, ORDERED, Generator, Query
from subqueries import COMPARABLE

NEW_KINDS = ("enum", "domain", "range", "mrange", "jsonb", "tstz", "bytea", "ints")
# Whose rows can be told by their columns: whole rows of views over joins may be of rows that differ in what is not shown.
WHOLE_ROWS = ("t1", "t4", "t7", "t9", "t9c", "t10")


def merged_aggregates():
    return {**deep.AGGREGATES, **{kind: calls + deep.MORE_AGGREGATES.get(kind, []) for kind, calls in AGGREGATES.items()}}


class DeepGenerator(Generator):
    literals = {**LITERALS, **deep.LITERALS}
    aggregates = merged_aggregates()
    groupable = (*GROUPABLE, *NEW_KINDS)
    ordered = (*ORDERED, "enum", "domain", "range", "mrange", "tstz", "bytea", "ints")
    comparable = (*COMPARABLE, *NEW_KINDS)

    def query(self):
        result = self.relation(self.choices.one_of([2, 3, 3, 4]))
        return Query(result.sql, result.types, advanced=True)

    def relation(self, depth):
        if not self.choices.rarely(3):
            return super().relation(depth)
        form = self.choices.below(9)
        if depth == 0 or form == 0:
            return self.listed_rows() if form == 1 else self.select_sets(depth)
        if form < 3:
            return self.grouped_windows(depth)
        if form == 3:
            return self.several_with(depth)
        if form == 4:
            return self.three_sets(depth)
        if form == 5:
            return self.first_of_rows(depth)
        if form == 6:
            return self.deep_recursion(depth)
        if form == 7:
            return self.grouped_by_expressions(depth)
        return self.arrays(depth)

    # FROM -----------------------------------------------------------------------------------------------------------

    def item(self, depth):
        if self.choices.rarely(10):
            return self.made_rows(depth)
        text, columns = super().item(depth)
        name, _, alias = text.partition(" as ")
        if name in WHOLE_ROWS and self.choices.rarely(5):
            columns = [*columns, (f"to_jsonb({alias})", "jsonb")] if name != "t10" else columns
        return text, columns

    def made_rows(self, depth):
        """VALUES, rows of JSON, and the first rows of a relation."""
        alias, one_of = self.alias(), self.choices.one_of
        form = self.choices.below(3)
        if form == 0:
            inner = self.listed_rows()
            return f"({inner.sql}) as {alias}", inner.columns(alias)
        if form == 1:
            document = one_of(["[{\"a\": 1, \"b\": \"x\"}, {\"a\": null}, {\"a\": 2, \"b\": \"a\"}]", "[]", "[{\"b\": \"\", \"a\": 1}]"])
            sql = f"json_table('{document}'::jsonb, '$[*]' columns (a int path '$.a', b text path '$.b'))"
            return f"{sql} as {alias}", [(f"{alias}.a", "int"), (f"{alias}.b", "text")]
        return f"jsonb_to_recordset('[{{\"a\": 1, \"n\": 1.0}}, {{\"a\": 3, \"n\": null}}]') as {alias}(a int, n numeric)", \
            [(f"{alias}.a", "int"), (f"{alias}.n", "numeric")]

    def function(self, columns):
        documents = [name for name, kind in columns if kind == "jsonb"]
        ranges = [name for name, kind in columns if kind == "mrange"]
        lists = [name for name, kind in columns if kind == "ints"]
        form = self.choices.below(4)
        if form == 1 and documents:
            return f"jsonb_array_elements(case jsonb_typeof({documents[0]}) when 'array' then {documents[0]} else '[1, 2]'::jsonb end)", "jsonb"
        if form == 2 and ranges:
            return f"unnest({ranges[0]})", "range"
        if form == 3 and lists:
            return f"unnest({lists[0]})", "int"
        return super().function(columns)

    # SELECT ---------------------------------------------------------------------------------------------------------

    def listed_rows(self):
        kinds = [self.choices.one_of(["int", "text", "numeric", "enum", "jsonb", "int"]) for _ in range(1 + self.choices.below(3))]
        rows = [f"({', '.join(self.constant(kind) for kind in kinds)})" for _ in range(1 + self.choices.below(3))]
        names = ", ".join(f"c{number}" for number in range(len(kinds)))
        return Query(f"select {names} from (values {', '.join(rows)}) as {self.alias()}({names})", kinds)

    def select_sets(self, depth):
        """Functions that give sets, in the select list."""
        text, columns = self.from_clause(max(depth - 1, 0))
        items = self.items(columns)[:3]
        number = self.value("int", columns)
        sets = [(f"generate_series(1, least({number}, 2))", "int"), (f"unnest(array[{number}, {self.value('int', columns)}])", "int"),
                (f"string_to_table({self.value('text', columns)}, 'a')", "text"), (f"generate_series(0, least({number}, 1)) + 1", "int")]
        items.append(self.choices.one_of(sets))
        if self.choices.rarely(3):
            items.append(self.choices.one_of(sets))
        where = f" where {self.condition(columns, depth)}" if self.choices.rarely(3) else ""
        return Query(f"select {self.listed(items)} from {text}{where}", [kind for _, kind in items])

    def grouped_windows(self, depth):
        """Window functions over groups, and over the results of aggregates."""
        text, columns = self.from_clause(depth - 1)
        keys = [column for column in columns if column[1] in self.groupable]
        keys = self.choices.some(keys)[:1 + self.choices.below(2)] or [("1::int", "int")]
        items = keys + [self.aggregate(columns)]
        exact = [item for item in items if item[1] in ("int", "int8", "bool", "text", "enum", "tstz", "domain")]
        windows = [self.window(items)]
        if len(exact) == len(items):
            total = ", ".join(name for name, _ in exact)
            frame = self.choices.one_of(["", "rows between 1 preceding and current row", "rows between unbounded preceding and unbounded following exclude ties",
                                         "groups 1 preceding", "range between unbounded preceding and current row exclude group"])
            name, kind = self.choices.one_of(exact)
            call, result = self.choices.one_of([(f"first_value({name})", kind), (f"nth_value({name}, 2)", kind), ("ntile(2)", "int"), (f"lag({name}, 1)", kind),
                                                (f"count({name}) filter (where {keys[0][0]} is not null)", "int8")])
            plain = "" if call.startswith(("ntile", "lag")) else frame
            windows.append((f"{call} over (order by {total} {plain})", result))
        items += windows
        where = f" where {self.condition(columns, depth - 1)}" if self.choices.rarely(3) else ""
        group = self.grouping([name for name, _ in keys]) if not any("(" in name or name == "1::int" for name, _ in keys) else ", ".join(name for name, _ in keys)
        having = f" having {self.having(columns)}" if self.choices.rarely(4) else ""
        distinct = "distinct " if self.choices.rarely(6) and all(kind in self.groupable for _, kind in items) else ""
        return Query(f"select {distinct}{self.listed(items)} from {text}{where} group by {group}{having}", [kind for _, kind in items])

    def grouped_by_expressions(self, depth):
        text, columns = self.from_clause(depth - 1)
        key, kind = self.expression(self.choices.one_of(["int", "text", "numeric", "int"]), columns)
        second = f"({self.predicate(columns)})"
        items = [(key, kind), (second, "bool"), self.aggregate(columns), self.aggregate(columns)]
        group = self.choices.one_of(["1, 2", "2, 1", "grouping sets ((1), (2))", "rollup (1, 2)"]) if self.choices.rarely(1) else "1, 2"
        if "(" in group:
            group = f"grouping sets (({key}), ({second}))"
            items[0:2] = [(key, kind), (second, "bool")]
        return Query(f"select {self.listed(items)} from {text} group by {group}", [of for _, of in items])

    def first_of_rows(self, depth):
        """The first rows of a relation, in an order of all columns that tells them apart."""
        inner, alias = self.relation(depth - 1), self.alias()
        items = [column for column in inner.columns(alias) if column[1] in self.ordered] or [("1::int", "int")]
        return self.first_rows(items, f"({inner.sql}) as {alias}", "")

    def arrays(self, depth):
        """Arrays of subqueries, and truths of subqueries, as values."""
        text, columns = self.from_clause(depth - 1)
        outer = [column for column in columns if column[1] in self.comparable]
        inside, where, inner = self.inside(outer, depth - 1)
        number = self.value("int", inner)
        items = self.items(columns)[:3]
        items.append(self.choices.one_of([
            (f"array(select {number} from {inside}{where} order by 1)", "ints"), (f"(exists (select from {inside}{where}))", "bool"),
            (f"({self.value('int', columns)} in (select {number} from {inside}{where}))", "bool"),
            (f"(select jsonb_agg({number} order by {number}) from {inside}{where})", "jsonb"),
            (f"((select max({number}) from {inside}{where}) is distinct from {self.value('int', columns)})", "bool"),
            (f"case when {self.predicate(columns)} then (select count(*) from {inside}{where}) else -1 end", "int8")]))
        return Query(f"select {self.listed(items)} from {text}", [kind for _, kind in items])

    def several_with(self, depth):
        """WITH queries that read each other, some of them several times."""
        first, second = f"w{self.alias()}", f"w{self.alias()}"
        one = self.relation(depth - 1)
        inner = self.over({first: [(f"c{number}", kind) for number, kind in enumerate(one.types)], **self.few_sources()})
        two = inner.relation(max(depth - 2, 0))
        last = self.over({first: [(f"c{number}", kind) for number, kind in enumerate(one.types)],
                                         second: [(f"c{number}", kind) for number, kind in enumerate(two.types)], **self.few_sources()})
        three = last.relation(max(depth - 2, 0))
        word = self.choices.one_of(["", " materialized", " not materialized"])
        alias, names = self.alias(), ", ".join(f"c{number}" for number in range(len(three.types)))
        self.aliases = max(self.aliases, inner.aliases, last.aliases)
        return Query(f"with {first} as{word} ({one.sql}), {second} as ({two.sql}) select {names} from ({three.sql}) as {alias}", three.types)

    def over(self, sources):
        made = DeepGenerator(self.choices, sources)
        made.aliases = self.aliases + 40
        return made

    def few_sources(self):
        names = list(self.sources)
        return {name: self.sources[name] for name in [names[0], self.choices.one_of(names)]}

    def three_sets(self, depth):
        first, second = self.set_operation(depth - 1) if depth > 1 else self.flat(self.relation(0)), self.relation(depth - 1)
        third = self.casted(self.relation(0), first.types)
        second = self.casted(second, first.types)
        words = [self.choices.one_of(["union all", "union", "intersect", "except", "except all"]) for _ in range(2)]
        return Query(f"(({first.sql}) {words[0]} ({second.sql})) {words[1]} ({third.sql})", first.types)

    def deep_recursion(self, depth):
        """A recursion over any relation with numbers; with UNION ALL it counts its steps."""
        name, path = f"w{self.alias()}", self.alias()
        base = self.casted(self.relation(depth - 1), ["int", "int"])
        edge = self.casted(self.relation(0), ["int", "int"])
        edges = self.alias()
        if self.choices.rarely(4):
            # One recursion for each row of a table.
            table = self.alias()
            from_table, numbers = self.numbers_of(table)
            root = self.choices.one_of(numbers)
            inside = (f"with recursive {name} as (select c0, c1 from ({edge.sql}) as b{path} where c0 = {root} union select {path}.c0, {edges}.c1 "
                      f"from {name} as {path} join ({edge.sql}) as {edges} on {edges}.c0 = {path}.c1)")
            if self.choices.rarely(2):
                return Query(f"select {root} as c0, ({inside} select count(*) from {name}) as c1 from {from_table}", ["int", "int8"])
            return Query(f"select {root} as c0, l{table}.c1 from {from_table} left join lateral ({inside} select c1 from {name}) as l{table} on true", ["int", "int"])
        if self.choices.rarely(3):
            sql = (f"with recursive {name} as (select c0, c1, 1 as c2 from ({base.sql}) as b{path} union all select {path}.c0, {edges}.c1, {path}.c2 + 1 "
                   f"from {name} as {path} join (select distinct c0, c1 from ({edge.sql}) as d{edges}) as {edges} on {edges}.c0 = {path}.c1 where {path}.c2 < 3) "
                   f"select c0, c1, c2 from {name}")
            return Query(sql, ["int", "int", "int"])
        sql = (f"with recursive {name} as (select c0, c1 from ({base.sql}) as b{path} union select {path}.c0, {edges}.c1 "
               f"from {name} as {path} join ({edge.sql}) as {edges} on {edges}.c0 = {path}.c1) select c0, c1 from {name}")
        return Query(sql, ["int", "int"])

    def divisions(self):
        """A query that divides by columns that may be 0, and one without these rows."""
        text, columns = self.from_clause(self.choices.below(2))
        number = self.choices.one_of([name for name, kind in columns if kind == "int"] or ["nullif(1, 1)"])
        items = self.items([column for column in columns if column[1] in self.groupable and "(" not in column[0]])[:3]
        condition = f"({self.predicate(columns)})" if self.choices.rarely(2) else "true"
        good = f"{number} is distinct from 0"
        form = self.choices.below(3)
        if form == 0:
            items.append((f"100 / {number}", "int"))
            bad = f"select {self.listed(items)} from {text} where {condition}"
            return Query(bad, self.kinds(items)), Query(f"{bad} and {good}", self.kinds(items))
        if form == 1:
            keys = items[:1]
            shown = [*keys, (f"sum(100 / {number})", "int8"), ("count(*)", "int8")]
            head, tail = f"select {self.listed(shown)} from {text} where {condition}", f" group by {', '.join(name for name, _ in keys)}" if keys else ""
            return Query(head + tail, self.kinds(shown)), Query(f"{head} and {good}{tail}", self.kinds(shown))
        head = f"select {self.listed(items)} from {text} where "
        return Query(f"{head}100 / {number} > 3", self.kinds(items)), Query(f"{head}case when {good} then 100 / {number} > 3 end", self.kinds(items))

    def kinds(self, items):
        return [kind for _, kind in items]

    # Expressions ----------------------------------------------------------------------------------------------------

    def predicate(self, columns):
        if not self.choices.rarely(4):
            return super().predicate(columns)
        comparable = [column for column in columns if column[1] in self.groupable]
        if not comparable:
            return super().predicate(columns)
        name, kind = self.choices.one_of(comparable)
        more, of = self.choices.one_of(comparable)
        a, b, c, d = self.value(kind, columns), self.constant(kind), self.value(of, columns), self.constant(of)
        forms = [f"({name}, {more}) < ({a}, {c})", f"({name}, {more}) in (({a}, {c}), ({b}, {d}))", f"({name}, {more}) not in (({a}, {c}), ({b}, {d}))",
                 f"row({name}, {more}) is distinct from row({a}, {c})", f"({name}, {more}) = ({b}, {d})", f"row({name}, {more}) is null",
                 f"row({name}, {more}) is not null", f"({name}, {more}) <> ({b}, {d})", f"({name}, {more}) >= ({b}, {c})"]
        if kind not in ("bool", "ints", "array", "numerics"):
            forms += [f"{name} between ({a}) and ({b})", f"{name} = any (array[{a}, {b}])", f"{name} <> all (array[{a}, {b}])"]
        if kind == "range":
            forms += [f"{name} && int4range(1, 2)", f"{name} @> 1", f"isempty({name})"]
        if kind == "jsonb":
            forms += [f"{name} @> '{{\"a\": 1}}'", f"({name} -> 'a') = '1'", f"{name} ? 'a'"]
        if kind == "text":
            forms += [f"{name} like 'a%'", f"{name} similar to '(a|b)'"]
        return self.choices.one_of(forms)

    def expression(self, kind, columns):
        if not self.choices.rarely(3):
            return super().expression(kind, columns)
        first = self.value(kind, columns)
        if kind == "int":
            return self.choices.one_of([f"abs({first})", f"case {first} when 1 then 2 when null then 3 else {self.value('int', columns)} end",
                                        f"(array[{first}, {self.value('int', columns)}])[2]", f"least({first}, 2)"]), kind
        if kind == "text":
            return self.choices.one_of([f"left({first}, 1)", f"coalesce({first}, 'z') || coalesce({self.value('text', columns)}, '')"]), kind
        if kind == "numeric":
            return self.choices.one_of([f"round({first}, 0)", f"0 - ({first})"]), kind
        return super().expression(kind, columns)

    def aggregate(self, columns, depth=0):
        sql, kind = super().aggregate([column for column in columns if "(" not in column[0]] or columns[:1], depth)
        if self.choices.rarely(12):
            number = self.value("int", columns)
            return f"sum(case when {self.predicate(columns)} then {number} end)", "int8"
        return sql, kind


assert set(NUMBERS) <= set(DeepGenerator.aggregates)
