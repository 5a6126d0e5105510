"""Names and types of columns."""

from __future__ import annotations

import collections
import dataclasses
import datetime
import types
import typing
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from . import _core
from ._errors import CircuitError

Row: TypeAlias = tuple[Any, ...]
"""A row: the values of its columns, in order."""

Annotation: TypeAlias = Any
"""The type of a column: bool, int, float, str, bytes, datetime.date or datetime.datetime, `| None` where None may stand in it."""

KINDS: tuple[type, ...] = (bool, int, float, str, bytes, datetime.date, datetime.datetime)


@dataclasses.dataclass(frozen=True)
class Column:
    """A column: its name, its type, and whether None may stand in it."""

    name: str
    type: type
    nullable: bool = False

    def __str__(self) -> str:
        return f"{self.name}: {shown(self.type, self.nullable)}"


def shown(kind: type, nullable: bool) -> str:
    """A type as people write it."""
    name = kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
    return f"{name} | None" if nullable else name


def read_annotation(name: str, annotation: Annotation) -> Column:
    """`int` or `int | None` as a column."""
    origin: object = typing.get_origin(annotation)
    parts = typing.get_args(annotation) if origin is typing.Union or origin is types.UnionType else (annotation,)
    kinds = [part for part in parts if part is not types.NoneType]
    if len(kinds) != 1 or kinds[0] not in KINDS:
        known = ", ".join(shown(kind, False) for kind in KINDS)
        raise CircuitError(f"column '{name}': {annotation!r} is no type of columns; they are {known}, each also with | None")
    return Column(name, kinds[0], len(parts) > 1)


class Schema:
    """The columns of a relation. Immutable; two with the same columns are equal."""

    def __init__(self, columns: Iterable[Column]) -> None:
        self.columns = tuple(columns)
        self.names = tuple(column.name for column in self.columns)
        repeated = [name for name, count in collections.Counter(self.names).items() if count > 1]
        if repeated:
            raise CircuitError(f"the column name '{repeated[0]}' occurs more than once")
        self._places = {name: place for place, name in enumerate(self.names)}
        self.core = _core.Schema([(column.name, KINDS.index(column.type), column.nullable) for column in self.columns])
        # What functions get: a tuple whose columns have names.
        self.row_type: Any = collections.namedtuple("Row", self.names, rename=True)  # type: ignore[misc]

    @classmethod
    def of(cls, annotations: Mapping[str, Annotation]) -> Schema:
        """Of names with types."""
        return cls(read_annotation(name, annotation) for name, annotation in annotations.items())

    def place(self, name: str) -> int:
        """Where a column stands."""
        if name not in self._places:
            raise CircuitError(f"there is no column '{name}'; there is {', '.join(self.names) or 'none'}")
        return self._places[name]

    def column(self, name: str) -> Column:
        return self.columns[self.place(name)]

    def chosen(self, names: Sequence[str]) -> Schema:
        """Some of the columns, in the order of their names here."""
        return Schema(self.column(name) for name in names)

    def checked(self, row: object) -> Row:
        """The row as a tuple, if it fits; else SchemaError."""
        return self.core.checked(row)

    def __len__(self) -> int:
        return len(self.columns)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Schema) and self.columns == other.columns

    def __hash__(self) -> int:
        return hash(self.columns)

    def __repr__(self) -> str:
        return f"Schema({', '.join(map(str, self.columns))})"
