"""Joins of two streams: which columns match, and which the result has."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from . import _core
from ._errors import CircuitError
from ._expr import Expr, column, condition_on
from ._schema import Column, Schema
from ._stream import Stream

HOW = ("inner", "left", "right", "full", "semi", "anti")
NOWHERE = -1


class Sides(NamedTuple):
    """Two schemas, the pairs of columns that match, and the places of the right columns that the result has."""

    left: Schema
    right: Schema
    pairs: list[tuple[str, str]]
    kept: list[int]

    def columns(self, left_may_lack: bool, right_may_lack: bool) -> list[Column]:
        """The columns of the result; where a side may be missing, its columns may be None."""
        merged = {name for name, other in self.pairs if name == other}
        mine = [
            Column(one.name, one.type, one.nullable or left_may_lack and (one.name not in merged or self.right.column(one.name).nullable))
            for one in self.left.columns
        ]
        theirs = [self.right.columns[place] for place in self.kept]
        return [*mine, *(Column(one.name, one.type, one.nullable or right_may_lack) for one in theirs)]

    def pair(self) -> list[int]:
        """Where the columns of a pair stand in the two rows, one behind the other."""
        return [*range(len(self.left)), *(len(self.left) + place for place in self.kept)]

    def left_alone(self) -> list[int]:
        return [*range(len(self.left)), *(NOWHERE for _ in self.kept)]

    def right_alone(self) -> list[int]:
        """A column that both have is taken from the right."""
        merged = {name for name, other in self.pairs if name == other}
        mine = [self.right.place(name) if name in merged else NOWHERE for name in self.left.names]
        return [*mine, *self.kept]


def _pairs_of(on: str | Iterable[str | tuple[str, str]]) -> list[tuple[str, str]]:
    return [(one, one) if isinstance(one, str) else one for one in ([on] if isinstance(on, str) else on)]


def _sides(left: Schema, right: Schema, pairs: list[tuple[str, str]]) -> Sides:
    for name, other in pairs:
        if left.column(name).type is not right.column(other).type:
            raise CircuitError(f"join: {left.column(name)} here, but {right.column(other)} there; both must be of one type")
    taken = {other for name, other in pairs if name == other}
    return Sides(left, right, pairs, [place for place, name in enumerate(right.names) if name not in taken])


def _match(sides: Sides, where: Expr | None) -> _core.Match:
    left = [column(name).bind(sides.left).core for name, _ in sides.pairs]
    right = [column(other).bind(sides.right).core for _, other in sides.pairs]
    labels = ["(" + ", ".join(names) + ")" for names in ([name for name, _ in sides.pairs], [other for _, other in sides.pairs])]
    condition = None if where is None else condition_on(_both(sides), where).core
    return _core.Match(labels[0], left, labels[1], right, "" if where is None else where.text, condition)


def _both(sides: Sides) -> Schema:
    """The columns that a condition sees: those of a pair of rows, one behind the other."""
    kept = {sides.right.names[place] for place in sides.kept}
    there = [Column(one.name if one.name in kept else f"right.{one.name}", one.type, one.nullable) for one in sides.right.columns]
    return Schema([*sides.left.columns, *there])


def joined(a: Stream, b: Stream, on: str | Iterable[str | tuple[str, str]], how: str, where: Expr | None) -> Stream:
    """`a.join(b, ...)`."""
    if how not in HOW:
        raise CircuitError(f"join: how is one of {', '.join(HOW)}, not {how!r}")
    sides = _sides(a.schema, b.schema, _pairs_of(on))
    shared = {a.schema.names[place] for place in range(len(a.schema))} & {b.schema.names[place] for place in sides.kept}
    if shared and (how not in ("semi", "anti") or where is not None):
        raise CircuitError(f"join: both have a column '{min(shared)}'; rename one of them")
    match = _match(sides, where)
    if how in ("semi", "anti"):
        return Stream(a.schema, (_core.semijoin if how == "semi" else _core.antijoin)(a._circuit, b._circuit, match), a, b)
    schema = Schema(sides.columns(how in ("right", "full"), how in ("left", "full")))
    return Stream(schema, _circuit(a, b, how, sides, match), a, b)


def _circuit(a: Stream, b: Stream, how: str, sides: Sides, match: _core.Match) -> _core.Circuit:
    if how == "left":
        return _core.left_join(a._circuit, b._circuit, match, sides.pair(), sides.left_alone())
    if how == "right":
        return _core.right_join(a._circuit, b._circuit, match, sides.pair(), sides.right_alone())
    if how == "full":
        return _core.full_join(a._circuit, b._circuit, match, sides.pair(), sides.left_alone(), sides.right_alone())
    return _core.join(a._circuit, b._circuit, match, sides.pair())
