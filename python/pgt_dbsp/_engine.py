"""Engines, which keep views up to date, and the evaluator, which computes them anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, Protocol, TypeAlias

from . import _core
from ._errors import BrokenStateError, CircuitError, DbspError, DifferenceError
from ._schema import Row, Schema
from ._stream import Stream, Table, add_tables
from ._zset import ZSet, from_core


class ArrowStream(Protocol):
    """A table of pyarrow, polars and others."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object: ...


class ArrowArray(Protocol):
    """A record batch."""

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]: ...


Rows: TypeAlias = Iterable[Any] | ArrowStream | ArrowArray
"""Rows as tuples, lists or dicts, or an Arrow table."""


def _is_arrow(rows: object) -> bool:
    return hasattr(rows, "__arrow_c_stream__") or hasattr(rows, "__arrow_c_array__")


class Failure(NamedTuple):
    """Where a step has failed: the operator, and the row or group."""

    operator: str
    at: str


class Input:
    """A table of an engine. What is pushed is taken by the next step; a call is taken as a whole or, with an error, not at all."""

    def __init__(self, engine: Engine, name: str, table: Table) -> None:
        self._machine, self.name, self.schema, self.key = engine._machine, name, table.schema, table.key
        self._key_schema = None if table.key is None else table.schema.chosen(table.key)

    def insert(self, rows: Rows) -> None:
        """Rows that come. Of a table with a key: KeyConflictError where a key is there already."""
        if _is_arrow(rows):
            rows = self._arrow_rows(rows) if self.key else self._push_arrow(rows, False)
        self._machine.insert(self.name, self.schema.core, rows)

    def delete(self, rows: Rows) -> None:
        """Rows that go; of a table without a key."""
        if _is_arrow(rows):
            self._push_arrow(rows, True)
        else:
            self._machine.push(self.name, self.schema.core, ((row, -1) for row in _iterable(rows)))

    def push(self, changes: ZSet | Iterable[tuple[Any, int]] | ArrowStream | ArrowArray, *, weights: str = "weight") -> None:
        """Rows with weights, as a Z-set, as pairs, or as an Arrow table with a column of weights."""
        if isinstance(changes, ZSet):
            changes = changes.items()
        if _is_arrow(changes):
            self._machine.push_arrow(self.name, self.schema.core, changes, weights, False)
        else:
            self._machine.push(self.name, self.schema.core, changes)

    def upsert(self, rows: Rows) -> None:
        """Rows that take the place of those with their keys; of a table with a key."""
        self._machine.upsert(self.name, self.schema.core, self._arrow_rows(rows) if _is_arrow(rows) else rows)

    def delete_keys(self, keys: Iterable[Any]) -> None:
        """Deletes rows by their keys: values, or tuples where the key has several columns. KeyConflictError, where one is not there."""
        if self._key_schema is None:
            raise CircuitError(f"table '{self.name}' has no key")
        single = len(self._key_schema) == 1
        self._machine.delete_keys(self.name, self._key_schema.core, [(key,) if single and not isinstance(key, tuple) else key for key in keys])

    def withdraw(self) -> list[tuple[Row, int]]:
        """Takes back what no step has taken, also after a step that failed; gives it back, for a table without a key."""
        return list(self._machine.withdraw(self.name, self.schema.core))

    def _push_arrow(self, rows: Any, negated: bool) -> list[Any]:
        self._machine.push_arrow(self.name, self.schema.core, rows, None, negated)
        return []

    def _arrow_rows(self, rows: Any) -> list[Row]:
        return [row for row, _ in _core.arrow_pairs(self.schema.core, rows, None)]


def _iterable(rows: Rows) -> Iterable[Any]:
    if not isinstance(rows, Iterable):
        raise CircuitError(f"{type(rows).__name__} is no collection of rows")
    return rows


class Changes(Mapping[str, ZSet]):
    """The changes of all views by one step, by name. They are read from the engine when they are first asked for."""

    def __init__(self, engine: Engine, step: int) -> None:
        self._engine, self._step = engine, step
        self._known: dict[str, ZSet] = {}

    def __getitem__(self, view: str) -> ZSet:
        if view not in self._known:
            if view not in self._engine.schemas:
                raise KeyError(view)
            if self._engine.steps != self._step:
                raise BrokenStateError("these changes were not read before a later step has replaced them")
            self._known[view] = self._engine.change(view)
        return self._known[view]

    def __iter__(self) -> Iterator[str]:
        return iter(self._engine.schemas)

    def __len__(self) -> int:
        return len(self._engine.schemas)

    def __repr__(self) -> str:
        return "{" + ", ".join(f"{name}: {change!r}" for name, change in self.items()) + "}"


class Engine:
    """Keeps views up to date at a cost that follows the change.

        engine = Engine(totals=orders.group_by("region").aggregate(total=sum("amount")))
        engine["orders"].insert([(1, "north", 10.0)])
        print(engine.step()["totals"])

    A step is a transaction: where one raises, from a function of Python, an overflow or whatever else, all views are as before it,
    and its changes wait in their tables, to be taken by the next step or withdrawn. `failure` says where it was.

    checked: keeps the tables, too, so that `check` can compare each view with what the reference evaluator computes from them.
    One thread at a time: a call during a step is refused with BrokenStateError. A step without functions of Python lets other
    threads run.
    """

    def __init__(self, outputs: Mapping[str, Stream] | None = None, /, *, checked: bool = False, **views: Stream) -> None:
        streams = {**(outputs or {}), **views}
        if not streams:
            raise CircuitError("engine: it needs a view")
        tables: dict[str, Table] = {}
        for one in streams.values():
            add_tables(tables, one._tables)
        self._streams = streams
        self._machine = _core.Machine([(name, one._circuit, list(one._tables)) for name, one in streams.items()], checked)
        self._has_functions = any(one._functions for one in streams.values())
        self.schemas: dict[str, Schema] = {name: one.schema for name, one in streams.items()}
        self.steps = 0
        """How many steps have succeeded."""
        self._inputs = {name: self._input(name, found) for name, found in tables.items()}

    def _input(self, name: str, table: Table) -> Input:
        key = None if table.key is None else [table.schema.place(column) for column in table.key]
        self._machine.add_table(name, key)
        return Input(self, name, table)

    def __getitem__(self, table: str) -> Input:
        """The table with this name."""
        if table not in self._inputs:
            raise CircuitError(f"no table called '{table}'; there is {', '.join(self._inputs)}")
        return self._inputs[table]

    def step(self) -> Changes:
        """Takes everything pushed since the last step into all views; the changes of each."""
        try:
            self._machine.step(not self._has_functions)
        except DbspError:
            raise
        except BaseException as error:
            self._note(error)
            raise
        self.steps += 1
        return Changes(self, self.steps)

    def _note(self, error: BaseException) -> None:
        where = self.failure
        if where is not None and hasattr(error, "add_note"):
            error.add_note(f"in {where.operator}, at {where.at}")

    @property
    def failure(self) -> Failure | None:
        """Where the last step has failed; None where it has not."""
        found = self._machine.failure()
        return None if found is None else Failure(*found)

    def change(self, view: str) -> ZSet:
        """By what the last step has changed a view."""
        schema = self._schema(view)
        return from_core(schema, self._machine.change(view, schema.core))

    def state(self, view: str) -> ZSet:
        """All rows of a view, as a copy."""
        schema = self._schema(view)
        return from_core(schema, self._machine.state(view, schema.core))

    def weight(self, view: str, row: object) -> int:
        """The weight of one row of a view; no copy of the others is made."""
        return self._machine.weight(view, self._schema(view).core, row)

    def size(self, view: str) -> int:
        """How many different rows a view has."""
        self._schema(view)
        return self._machine.size(view)

    def check(self) -> None:
        """Compares each view with what the reference evaluator computes from the tables; DifferenceError where they differ."""
        found = self._machine.differences([(name, schema.core) for name, schema in self.schemas.items()])
        for name, difference in found:
            raise DifferenceError(f"view '{name}': too many, or too few: {from_core(self.schemas[name], difference)!r}")

    def _schema(self, view: str) -> Schema:
        if view not in self.schemas:
            raise CircuitError(f"no view called '{view}'; there is {', '.join(self.schemas)}")
        return self.schemas[view]


def evaluate(stream: Stream, tables: Mapping[str, ZSet | Iterable[Any]] | None = None, /, **more: ZSet | Iterable[Any]) -> ZSet:
    """What a stream is for whole tables, computed anew by the reference evaluator: slow, and obviously right.

    A table that is not given is empty.
    """
    given = {**(tables or {}), **more}
    for name in given:
        if name not in stream._tables:
            raise CircuitError(f"no table called '{name}'; there is {', '.join(stream._tables) or 'none'}")
    read = [(name, stream._tables[name].schema.core, list(_weighted(rows))) for name, rows in given.items()]
    return from_core(stream.schema, _core.evaluate(stream._circuit, stream.schema.core, read))


def _weighted(rows: ZSet | Iterable[Any]) -> Iterable[tuple[Any, int]]:
    return rows.items() if isinstance(rows, ZSet) else ((row, 1) for row in rows)
