"""What is computed group by group: aggregates, the first rows, and functions of Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from . import _core
from ._errors import CircuitError
from ._expr import Descending, Expr, as_expr, column
from ._schema import Annotation, Column, Row, Schema, read_annotation

if TYPE_CHECKING:
    from ._stream import Stream


class Made(NamedTuple):
    """An aggregate over one schema."""

    core: _core.Aggregate
    type: type
    nullable: bool
    functions: tuple[object, ...] = ()


class Aggregate:
    """One value for each group: what `count`, `sum`, `avg`, `min`, `max` and `fold` make."""

    __slots__ = ("make", "text")

    def __init__(self, text: str, make: Callable[[Schema], Made]) -> None:
        self.text = text
        self.make = make

    def __repr__(self) -> str:
        return self.text


def _as_argument(of: str | Expr) -> Expr:
    return column(of) if isinstance(of, str) else of


def _over(name: str, of: str | Expr, result: Callable[[type], type | None]) -> Aggregate:
    arg = _as_argument(of)
    text = f"{name}({arg.text})"

    def make(schema: Schema) -> Made:
        bound = arg.bind(schema)
        kind = result(bound.type)
        if kind is None:
            raise CircuitError(f"{text}: not for {bound.shown()}")
        core = _core.Aggregate.over(name, text, bound.core, bound.type is float)
        return Made(core, kind, bound.nullable and name != "count")

    return Aggregate(text, make)


def count(of: str | Expr | None = None) -> Aggregate:
    """The number of rows, or of those in which the value is not None."""
    if of is None:
        return Aggregate("count()", lambda _: Made(_core.Aggregate.count_rows(), int, False))
    return _over("count", of, lambda _: int)


def sum(of: str | Expr) -> Aggregate:
    """The sum; None is left out, and a group of nothing else gives None. Exact for int; floats are added in ascending order."""
    return _over("sum", of, lambda kind: kind if kind in (int, float) else None)


def avg(of: str | Expr) -> Aggregate:
    """The mean, a float; None is left out."""
    return _over("avg", of, lambda kind: float if kind in (int, float) else None)


def min(of: str | Expr) -> Aggregate:
    """The least value; None is left out."""
    return _over("min", of, lambda kind: kind)


def max(of: str | Expr) -> Aggregate:
    """The greatest value; None is left out. Not-a-number is greater than all numbers."""
    return _over("max", of, lambda kind: kind)


def fold(function: Callable[[list[Any]], Any], type: Annotation) -> Aggregate:
    """`function(rows)` of the rows of a group in ascending order; computed anew for each group that changes."""
    name = getattr(function, "__name__", "fold")
    result = Schema([read_annotation("result", type)])

    def make(schema: Schema) -> Made:
        named = schema.row_type._make

        def call(rows: list[Row], _: None) -> Any:
            return function([named(row) for row in rows])

        core = _core.Aggregate.by_python(name, call, schema.core, result.core)
        return Made(core, result.columns[0].type, result.columns[0].nullable, (call,))

    return Aggregate(name, make)


class Groups:
    """Rows by a key, waiting for what is to be computed of each group."""

    def __init__(self, stream: Stream, key: Mapping[str, Expr]) -> None:
        self._stream = stream
        self._key = dict(key)
        bound = {name: value.bind(stream.schema) for name, value in self._key.items()}
        self.key_schema = Schema(Column(name, one.type, one.nullable) for name, one in bound.items())
        self._core_key = [one.core for one in bound.values()]
        self._label = "(" + ", ".join(value.text for value in self._key.values()) + ")"

    def aggregate(self, **aggregates: Aggregate) -> Stream:
        """One row for each group: its key, then the aggregates: `aggregate(total=sum("amount"), n=count())`."""
        from ._stream import Stream

        made = {name: one.make(self._stream.schema) for name, one in aggregates.items()}
        results = [Column(name, one.type, one.nullable) for name, one in made.items()]
        circuit = _core.aggregate(self._stream._circuit, self._label, self._core_key, [one.core for one in made.values()])
        functions = [function for one in made.values() for function in one.functions]
        return Stream(Schema([*self.key_schema.columns, *results]), circuit, self._stream, functions=functions)

    def top(self, limit: int, by: object, *, offset: int = 0) -> Stream:
        """The first `limit` rows of each group behind the first `offset`, in the order of `by`.

        by: a name, an expression, one of these with `.desc()`, or a list of such. Rows that it leaves open come in their own order.
        """
        from ._stream import Stream

        if limit < 0 or offset < 0:
            raise CircuitError("top: neither the limit nor the offset may be negative")
        keys = [_order(one) for one in (by if isinstance(by, (list, tuple)) and not isinstance(by, Descending) else [by])]
        order = [(key.bind(self._stream.schema).core, descending) for key, descending in keys]
        label = ", ".join(key.text + (" desc" if descending else "") for key, descending in keys)
        circuit = _core.top_k(self._stream._circuit, self._label, self._core_key, limit, offset, label, order)
        return Stream(self._stream.schema, circuit, self._stream)

    def transform(self, function: Callable[[Any, list[Any]], Iterable[Any]], **columns: Annotation) -> Stream:
        """All rows that `function(key, rows)` gives for each group, whose rows come in ascending order."""
        from ._stream import Stream

        schema = Schema.of(columns)
        key_of, named = self.key_schema.row_type._make, self._stream.schema.row_type._make

        def call(key: Row, rows: list[Row]) -> Iterable[Any]:
            return function(key_of(key), [named(row) for row in rows])

        name = getattr(function, "__name__", "transform")
        circuit = _core.group_transform(
            self._stream._circuit, self._label, self._core_key, name, call, self.key_schema.core, self._stream.schema.core, schema.core
        )
        return Stream(schema, circuit, self._stream, functions=[call])


def _order(by: object) -> tuple[Expr, bool]:
    if isinstance(by, Descending):
        return by.by, True
    return (column(by), False) if isinstance(by, str) else (as_expr(by), False)
