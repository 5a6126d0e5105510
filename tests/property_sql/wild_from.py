"""FROM clauses for wild.py: tables, views, subqueries, functions, joins of every kind, LATERAL."""

import dataclasses

from wild_schema import KINDS, Column


@dataclasses.dataclass
class Rel:
    """A SELECT whose columns are called c0, c1, …"""

    sql: str
    columns: list
    fails = False

    @property
    def shown(self):
        """Its columns as they are compared: by their images, where these are determined."""
        return [column.sql if not column.exact and KINDS[column.kind].equal else f"{column.sql}::text" for column in self.columns]

    def over(self, alias):
        return [Column(f"{alias}.{column.sql}", column.kind, column.exact) for column in self.columns]


class FromClauses:
    """Needs `rel` and the expressions of the class that it is part of. `outer` are columns of the queries around."""

    def alias(self):
        self.aliases += 1
        return f"r{self.aliases}" if not self.c.rarely(12) else f'"R {self.aliases}"'

    def table(self, alias):
        name = self.c.one_of(list(self.sources)[-16:] if self.c.below(2) else list(self.sources))
        columns = [Column(f"{alias}.{column.sql}", column.kind, column.exact) for column in self.sources[name]]
        if self.c.rarely(8) and name not in self.stream_tables and all(column.kind not in ("xml", "json") for column in columns):
            exact = all(column.exact for column in columns)
            columns.append(self.c.one_of([Column(f"to_jsonb({alias})", "jsonb", exact), Column(f"({alias} is distinct from null)", "bool"), Column(f"({alias} is null)", "bool")]))
        return f"{name} as {alias}", columns

    def item(self, depth, outer):
        alias, form = self.alias(), self.c.below(10)
        if depth > 0 and form in (6, 7, 8):
            inner = self.rel(depth - 1, outer)
            return f"({inner.sql}) as {alias}", inner.over(alias)
        if form == 9 and self.c.rarely(2):
            inner = self.values(outer, 0)
            return f"({inner.sql}) as {alias}", inner.over(alias)
        return self.table(alias)

    def from_clause(self, depth, outer, most=3):
        if depth > 0 and self.c.rarely(10):
            return self.using(depth, outer)
        text, local = self.item(depth, outer)
        joins = 0
        while joins < most - 1 and len(local) < 14 and self.c.rarely(2):
            joins += 1
            text, local = self.joined(text, local, depth, outer)
        return text, local

    def joined(self, text, local, depth, outer):
        form = self.c.below(10)
        if form == 7:
            return self.with_function(text, local, outer)
        if form == 8 and depth > 0:
            return self.with_lateral(text, local, depth - 1, outer)
        if form == 9 and depth > 0:
            first, more = self.item(depth - 1, outer)
            second, others = self.item(0, outer)
            kind = self.c.one_of(["join", "left join", "full join"])
            more = more + others
            right = f"({first} {kind} {second} on {self.on(more[:-len(others)], others, kind, 0, outer)})"
        else:
            right, more = self.item(depth, outer)
        kind = self.c.one_of(["join", "left join", "left join", "right join", "full join", "cross join"])
        if kind == "cross join" and not self.c.rarely(3):
            kind = "join"
        condition = "" if kind == "cross join" else f" on {self.on(local, more, kind, depth, outer)}"
        return f"{text} {kind} {right}{condition}", local + more

    def on(self, left, right, kind, depth, outer):
        pairs = [(a, b) for a in left[-14:] for b in right if a.kind == b.kind and KINDS[a.kind].equal]
        wanted = [pair for pair in pairs if pair[0].kind == "int"]
        if kind == "full join":
            pairs = [pair for pair in pairs if pair[0].kind not in ("bit", "varbit", "money", "tsvector")]
            pair = self.c.one_of(pairs) if pairs else None
            return f"{pair[0].sql} = {pair[1].sql}" + (f" and {pair[0].sql} = {pair[1].sql} + 0" if pair[0].kind == "int" and self.c.rarely(6) else "") if pair else "1 = 1"
        parts = []
        if pairs:
            a, b = self.c.one_of(wanted if wanted and not self.c.rarely(4) else pairs)
            word = "=" if not self.c.rarely(8) else self.c.one_of(["<", "is not distinct from", "<>"])
            parts.append(f"{a.sql} {word} {b.sql}")
        if self.c.rarely(4):
            parts.append(self.condition(left + right + outer, depth - 1 if self.c.rarely(2) else 0))
        return " and ".join(f"({part})" for part in parts) or self.c.one_of(["true", "1 = 1"])

    def using(self, depth, outer):
        """JOIN USING and NATURAL JOIN, whose common columns are one."""
        left, right = self.rel(depth - 1, outer), self.rel(depth - 1, outer)
        kinds = [a.kind for a in left.columns]
        right = self.fit(right, kinds[:1], outer) if KINDS[kinds[0]].equal and kinds[0] not in ("bit", "varbit", "money", "tsvector") else self.fit(right, ["int"], outer)
        if right.columns[0].kind != kinds[0]:
            left = self.fit(left, ["int"], outer)
        a, b = self.alias(), self.alias()
        kind = self.c.one_of(["join", "left join", "full join", "right join"])
        exact = left.columns[0].exact and right.columns[0].exact
        columns = [Column("c0", right.columns[0].kind, exact), *left.over(a)[1:], Column(f"{b}.c0", right.columns[0].kind, right.columns[0].exact)]
        return f"({left.sql}) as {a} {kind} ({right.sql}) as {b} using (c0)", columns

    def with_lateral(self, text, local, depth, outer):
        inner, alias = self.rel(depth, outer + local), self.alias()
        more = inner.over(alias)
        form = self.c.below(4)
        if form == 0:
            return f"{text} cross join lateral ({inner.sql}) as {alias}", local + more
        if form == 1:
            return f"{text} left join lateral ({inner.sql}) as {alias} on true", local + more
        return f"{text} {self.c.one_of(['', 'left '])}join lateral ({inner.sql}) as {alias} on {self.condition(local + more + outer)}", local + more

    def with_function(self, text, local, outer):
        alias, seen = self.alias(), outer + local
        call, names, kinds, exact = self.function(seen)
        listed = call.endswith(" as")
        ordinal = self.c.rarely(2) and not listed and not call.startswith("json_table")
        if ordinal:
            call, names, kinds = f"{call} with ordinality", [*names, "o"], [*kinds, "int8"]
        more = [Column(f"{alias}.{name}", kind, exact) for name, kind in zip(names, kinds)]
        called = f"lateral {call}{'' if listed else ' as'} {alias}({', '.join(f'{name} {KINDS[kind].type}' if listed else name for name, kind in zip(names, kinds))})"
        if self.c.rarely(2):
            return f"{text} left join {called} on {self.c.one_of(['true', self.condition(local + more)])}", local + more
        return f"{text} cross join {called}", local + more

    def function(self, seen):
        number, other, ints = self.value("int", seen), self.value("int", seen), self.value("ints", seen)
        documents = self.exact("jsonb", seen)
        form = self.c.below(12)
        if form == 10:
            return f"json_table({documents.sql}, '$.a[*]' columns (e int path '$' null on error, f for ordinality))", ["e", "f"], ["int", "int"], True
        if form == 11:
            return f"jsonb_to_recordset(jsonb_build_array(jsonb_build_object('e', {number.sql}), jsonb_build_object('e', 1, 'f', 'x'))) as", ["e", "f"], ["int", "text"], True
        if form < 2:
            return f"generate_series(1, least({number.sql}, 3))", ["e"], ["int"], True
        if form == 2:
            return f"unnest({ints.sql})", ["e"], ["int"], True
        if form == 3:
            return f"jsonb_array_elements(case when jsonb_typeof({documents.sql}) = 'array' then {documents.sql} end)", ["e"], ["jsonb"], True
        if form == 4:
            return f"jsonb_each_text(case when jsonb_typeof({documents.sql}) = 'object' then {documents.sql} end)", ["e", "f"], ["text", "text"], True
        if form == 5:
            return f"rows from (generate_series(0, least({number.sql}, 2)), unnest({ints.sql}))", ["e", "f"], ["int", "int"], True
        if form == 6:
            return f"unnest({ints.sql}, array[{number.sql}, {other.sql}])", ["e", "f"], ["int", "int"], True
        if form == 7:
            return f"string_to_table({self.exact('text', seen).sql}, 'a')", ["e"], ["text"], True
        if form == 8:
            nums = self.value("nums", seen)
            return f"unnest({nums.sql})", ["e"], ["num"], nums.exact
        return f"unnest({self.value('mrange', seen).sql})", ["e"], ["range"], True
