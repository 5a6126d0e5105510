"""Streams: circuits with typed columns, and the operators that make new ones of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from . import _core
from ._errors import CircuitError
from ._expr import Bound, Expr, column, condition_on
from ._schema import Annotation, Column, Row, Schema


class Table(NamedTuple):
    """A table that a circuit reads: its columns, and those of its key, if it has one."""

    schema: Schema
    key: tuple[str, ...] | None


class Stream:
    """A relation that changes, step by step: a table, or what is computed from tables.

    Immutable. The operators are methods, and each gives a new stream; what is used twice is computed once. Conditions and
    columns are expressions (`col.amount * 2`), which run without Python, or functions of Python, which get a row as a named tuple.
    A function has to be pure: the same row gives the same result whenever it is called.
    """

    def __init__(self, schema: Schema, circuit: _core.Circuit, *inputs: Stream, functions: Iterable[object] = ()) -> None:
        """For the package itself: `table` makes streams, and the operators do."""
        self.schema = schema
        self._circuit = circuit
        # The circuit borrows its functions: they live as long as some stream, or engine, that knows them.
        self._functions: frozenset[object] = frozenset(functions).union(*(one._functions for one in inputs))
        self._tables: dict[str, Table] = _united_tables(inputs)

    # Row by row

    def filter(self, condition: Expr | Callable[[Any], bool]) -> Stream:
        """The rows for which the condition holds."""
        if isinstance(condition, Expr):
            bound = condition_on(self.schema, condition)
            return Stream(self.schema, _core.filter(self._circuit, condition.text, bound.core), self)
        call = self._of_rows(condition)
        return Stream(self.schema, _core.filter_python(self._circuit, _name(condition), call, self.schema.core), self, functions=[call])

    def select(self, *names: str, **computed: object) -> Stream:
        """Columns by name, then computed ones: `select("id", total=col.price * col.quantity)`."""
        columns: dict[str, Expr] = {}
        for name, value in [*((name, column(name)) for name in names), *computed.items()]:
            if name in columns:
                raise CircuitError(f"select: column '{name}' is there twice")
            columns[name] = _as_column(value)
        return self._computed(columns)

    def with_columns(self, **computed: object) -> Stream:
        """All columns, with computed ones in the place of those of the same name, or behind them."""
        columns = {name: column(name) for name in self.schema.names}
        return self._computed({**columns, **{name: _as_column(value) for name, value in computed.items()}})

    def rename(self, **names: str) -> Stream:
        """Columns with other names: `rename(old="new")`."""
        for old in names:
            self.schema.place(old)
        renamed = Schema(Column(names.get(one.name, one.name), one.type, one.nullable) for one in self.schema.columns)
        return Stream(renamed, self._circuit, self)

    def drop(self, *names: str) -> Stream:
        """All columns but these."""
        for name in names:
            self.schema.place(name)
        return self.select(*(name for name in self.schema.names if name not in names))

    def map(self, function: Callable[[Any], Any], **columns: Annotation) -> Stream:
        """`function(row)` of each row, which gives the values of these columns: `map(lambda r: (r.id, f(r)), id=int, x=float)`."""
        schema, call = Schema.of(columns), self._of_rows(function)
        circuit = _core.map_python(self._circuit, _name(function), call, self.schema.core, schema.core)
        return Stream(schema, circuit, self, functions=[call])

    def flat_map(self, function: Callable[[Any], Iterable[Any]], **columns: Annotation) -> Stream:
        """All rows that `function(row)` gives."""
        schema, call = Schema.of(columns), self._of_rows(function)
        circuit = _core.flat_map_python(self._circuit, _name(function), call, self.schema.core, schema.core)
        return Stream(schema, circuit, self, functions=[call])

    # As collections

    def distinct(self) -> Stream:
        """Each row once that occurs more often than it is taken away."""
        return Stream(self.schema, _core.distinct(self._circuit), self)

    def __add__(self, other: Stream) -> Stream:
        """The rows of both; weights add up (UNION ALL)."""
        return self._with(other, _core.plus, "+")

    def __sub__(self, other: Stream) -> Stream:
        """The weights of the other one taken away, also below zero."""
        return self._with(other, _core.minus, "-")

    def __neg__(self) -> Stream:
        return Stream(self.schema, _core.negate(self._circuit), self)

    def union(self, other: Stream) -> Stream:
        """UNION: each row of either once."""
        return self._with(other, _core.union_distinct, "union")

    def intersect(self, other: Stream, *, all: bool = False) -> Stream:
        """INTERSECT, or INTERSECT ALL."""
        return self._with(other, _core.intersect_all if all else _core.intersect_distinct, "intersect")

    def except_(self, other: Stream, *, all: bool = False) -> Stream:
        """EXCEPT, or EXCEPT ALL."""
        return self._with(other, _core.except_all if all else _core.except_distinct, "except")

    # With others, and by groups

    def join(
        self,
        other: Stream,
        on: str | Iterable[str | tuple[str, str]] = (),
        *,
        how: str = "inner",
        where: Expr | None = None,
    ) -> Stream:
        """Rows of both that match.

        on: names of columns that both have and that are equal, or pairs of a name here and one there; nothing for all pairs. A None
        matches nothing.
        where: a further condition on the columns of both; a column of the other one that `on` has taken is called "right.NAME".
        how: "inner", "left", "right", "full", "semi" (the rows here with a match) or "anti" (those without one).

        The result has the columns here, then those there, without those that `on` names once.
        """
        from ._join import joined

        return joined(self, other, on, how, where)

    def group_by(self, *names: str, **computed: Expr) -> Groups:
        """Groups by columns, and by computed ones. None is a group, too."""
        from ._groups import Groups

        return Groups(self, {**{name: column(name) for name in names}, **computed})

    def aggregate(self, **aggregates: Aggregate) -> Stream:
        """Aggregates over all rows: one row, or none where there are no rows."""
        return self.group_by().aggregate(**aggregates)

    def top(self, limit: int, by: object, *, offset: int = 0) -> Stream:
        """The first rows in an order, see `Groups.top`."""
        return self.group_by().top(limit, by, offset=offset)

    def explain(self, form: str = "text") -> str:
        """The circuit: "text", or "dot" and "mermaid" for drawings."""
        return _core.explain(self._circuit, form)

    def __repr__(self) -> str:
        return f"Stream({', '.join(map(str, self.schema.columns))})"

    # For the package itself

    def _computed(self, columns: Mapping[str, Expr]) -> Stream:
        bound = {name: value.bind(self.schema) for name, value in columns.items()}
        label = ", ".join(value.text if value.text == name else f"{name}={value.text}" for name, value in columns.items())
        circuit = _core.map(self._circuit, label, [one.core for one in bound.values()])
        return Stream(Schema(described(name, one) for name, one in bound.items()), circuit, self)

    def _of_rows(self, function: Callable[[Any], Any]) -> Callable[[Row], Any]:
        """The function of a plain tuple, given a named one."""
        if not callable(function):
            raise CircuitError(f"{function!r} is neither an expression nor a function")
        make = self.schema.row_type._make
        return lambda row: function(make(row))

    def _with(self, other: Stream, operator: Callable[[_core.Circuit, _core.Circuit], _core.Circuit], name: str) -> Stream:
        schema = common_schema(name, self.schema, other.schema)
        return Stream(schema, operator(self._circuit, other._circuit), self, other)


def described(name: str, bound: Bound) -> Column:
    """The column of a computed value."""
    return Column(name, bound.type, bound.nullable)


def common_schema(name: str, left: Schema, right: Schema) -> Schema:
    """The names of the left one; None where either has it."""
    if [one.type for one in left.columns] != [one.type for one in right.columns]:
        raise CircuitError(f"{name}: columns of other types: {left} and {right}")
    return Schema(Column(a.name, a.type, a.nullable or b.nullable) for a, b in zip(left.columns, right.columns, strict=True))


def _name(function: Callable[..., Any]) -> str:
    name = getattr(function, "__name__", type(function).__name__)
    return "python" if name == "<lambda>" else name


def _as_column(value: object) -> Expr:
    from ._expr import as_expr

    return as_expr(value)


def _united_tables(inputs: Iterable[Stream]) -> dict[str, Table]:
    tables: dict[str, Table] = {}
    for one in inputs:
        add_tables(tables, one._tables)
    return tables


def add_tables(to: dict[str, Table], others: Mapping[str, Table]) -> None:
    """Adds tables; CircuitError where one name stands for two."""
    for name, found in others.items():
        if to.setdefault(name, found) != found:
            raise CircuitError(f"two tables are called '{name}': {to[name].schema} and {found.schema}")


def table(name: str, /, key: str | Iterable[str] | None = None, **columns: Annotation) -> Stream:
    """A table: `table("orders", id=int, region=str, amount=float, note=str | None)`.

    key: the columns that no two rows share. Rows are then inserted, replaced (`upsert`) and deleted by their keys, and a key that
    is there twice is refused. Without one, a table is any collection of rows.
    """
    schema = Schema.of(columns)
    names = None if key is None else (key,) if isinstance(key, str) else tuple(key)
    if names is not None:
        schema.chosen(names)
    made = Stream(schema, _core.source(name))
    made._tables[name] = Table(schema, names)
    return made


from ._groups import Aggregate, Groups  # noqa: E402  for the annotations above
