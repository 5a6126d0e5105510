"""Z-sets of rows, as what engines and the evaluator give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from . import _core
from ._errors import CircuitError
from ._schema import Row, Schema


class ZSet(Mapping[Row, int]):
    """A collection of rows, each with a weight other than zero. A row that is not in it has weight 0.

    A table has positive weights; a change has positive ones for what comes and negative ones for what goes. Applying a change to
    a table is `+`. Immutable. All not-a-numbers are one value, `math.nan`.
    """

    __slots__ = ("_weights", "schema")

    def __init__(self, schema: Schema, pairs: Iterable[tuple[Row, int]] = ()) -> None:
        self.schema = schema
        self._weights: dict[Row, int] = {}
        for row, weight in pairs:
            self._add(schema.checked(row), weight)

    @classmethod
    def _trusted(cls, schema: Schema, weights: dict[Row, int]) -> ZSet:
        made = cls(schema)
        made._weights = weights
        return made

    def _add(self, row: Row, weight: int) -> None:
        total = self._weights.get(row, 0) + weight
        if total:
            self._weights[row] = total
        else:
            self._weights.pop(row, None)

    def __getitem__(self, row: Row) -> int:
        return self._weights.get(row, 0)

    def __contains__(self, row: object) -> bool:
        return row in self._weights

    def __iter__(self) -> Iterator[Row]:
        return iter(self._weights)

    def __len__(self) -> int:
        return len(self._weights)

    def rows(self) -> list[Row]:
        """The rows in order, each as often as its weight says; CircuitError where a weight is negative."""
        if any(weight < 0 for weight in self._weights.values()):
            raise CircuitError("rows: some weight is negative, so this is no table")
        return [row for row in self.ordered() for _ in range(self._weights[row])]

    def ordered(self) -> list[Row]:
        """The rows in ascending order, None last, each once."""
        return sorted(self._weights, key=lambda row: [(value is None, value != value, 0 if value is None else value) for value in row])

    def to_arrow(self, weights: str | None = "weight") -> _core.ArrowTable:
        """For `pyarrow.table(...)`, `polars.DataFrame(...)` and what else reads Arrow; `weights` names the column of the weights.

        Without one, each row stands there as often as its weight says.
        """
        pairs: Iterable[tuple[Row, int]] = self._weights.items() if weights else ((row, 1) for row in self.rows())
        return _core.ArrowTable(self.schema.core, pairs, weights)

    def _same_columns(self, other: ZSet) -> None:
        mine, theirs = ([column.type for column in one.schema.columns] for one in (self, other))
        if mine != theirs:
            raise CircuitError(f"Z-sets of other columns: {self.schema} and {other.schema}")

    def __add__(self, other: ZSet) -> ZSet:
        self._same_columns(other)
        made = ZSet._trusted(self.schema, dict(self._weights))
        for row, weight in other.items():
            made._add(row, weight)
        return made

    def __neg__(self) -> ZSet:
        return ZSet._trusted(self.schema, {row: -weight for row, weight in self._weights.items()})

    def __sub__(self, other: ZSet) -> ZSet:
        return self + -other

    def __eq__(self, other: object) -> bool:
        if isinstance(other, ZSet):
            return self._weights == other._weights
        return self._weights == other if isinstance(other, Mapping) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return "{" + ", ".join(f"{row!r}: {self._weights[row]:+d}" for row in self.ordered()) + "}"


def from_core(schema: Schema, pairs: list[Any]) -> ZSet:
    """What the core gives, which is consolidated."""
    return ZSet._trusted(schema, dict(pairs))
