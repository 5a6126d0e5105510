"""Recursion: one relation in terms of itself, or several in terms of all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from . import _core
from ._errors import CircuitError
from ._schema import Annotation, Schema
from ._stream import Stream, Table

ITERATIONS = 1_000_000
MOST_INPUTS = 3


class _Body:
    """What the body of a recursion is made with: the functions and tables of all that it uses are those of the result."""

    def __init__(self, inputs: Iterable[Stream]) -> None:
        self.inputs = list(inputs)
        self.functions: set[object] = set()

    def inner(self, schema: Schema, circuit: _core.Circuit) -> Stream:
        return Stream(schema, circuit)

    def finish(self, results: Iterable[Stream]) -> None:
        for one in results:
            outside: Mapping[str, Table] = one._tables
            if outside:
                raise CircuitError(f"recursion: its body reads table '{next(iter(outside))}' directly; hand it in as an input")
            self.functions |= one._functions


def _check_result(wanted: Schema, given: Stream, name: str) -> None:
    if [(one.type, one.nullable) for one in given.schema.columns] != [(one.type, one.nullable) for one in wanted.columns]:
        raise CircuitError(f"recursion: the body gives {given.schema} for {name}, which has {wanted}")


def _tagged(circuit: _core.Circuit, tag: int, width: int) -> _core.Circuit:
    """Its rows behind a number that says which relation they are of."""
    columns = [_constant(tag), *(_core.Expression.column(place) for place in range(width))]
    return _core.map(circuit, f"of relation {tag}", columns)


def _untagged(circuit: _core.Circuit, tag: int, width: int) -> _core.Circuit:
    """The rows of one relation."""
    condition = _core.Expression.call(_core.Operation.EQ, [_core.Expression.column(0), _constant(tag)])
    columns = [_core.Expression.column(place + 1) for place in range(width)]
    return _core.map(_core.filter(circuit, f"relation {tag}", condition), f"relation {tag}", columns)


def _constant(number: int) -> _core.Expression:
    return _core.Expression.constant(Schema.of({"tag": int}).core, number)


def _all_tagged(circuits: list[tuple[_core.Circuit, int]]) -> _core.Circuit:
    """Several relations as one, whose rows are as wide as each needs."""
    tagged = [_tagged(circuit, tag, width) for tag, (circuit, width) in enumerate(circuits)]
    united = tagged[0]
    for one in tagged[1:]:
        united = _core.plus(united, one)
    return united


def fixpoint(
    body: Callable[..., Stream],
    *inputs: Stream,
    name: str = "",
    iterations: int = ITERATIONS,
    columns: Mapping[str, Annotation] | None = None,
) -> Stream:
    """The least relation `x` with `x == body(x, *inputs)`, found by beginning with nothing.

        paths = fixpoint(lambda path, edge: (edge + step(path, edge)).distinct(), edges)

    columns: those of `x`; as the first input has them, where they are left out.
    iterations: how many there may be, until it is given up with BudgetError.
    name: what prints and errors call it.
    """
    schema = inputs[0].schema if columns is None and inputs else Schema.of(columns or {})
    relations = recursive(lambda x, *ins: {"x": body(x["x"], *ins)}, *inputs, relations={"x": schema}, name=name, iterations=iterations)
    return relations["x"]


def recursive(
    body: Callable[..., Mapping[str, Stream]],
    *inputs: Stream,
    relations: Mapping[str, Schema | Mapping[str, Annotation]],
    name: str = "",
    iterations: int = ITERATIONS,
) -> dict[str, Stream]:
    """Several relations, each in terms of all: `body({name: relation, ...}, *inputs)` gives each of them by name.

    relations: their columns. Errors and `iterations` as with `fixpoint`.
    """
    if not inputs:
        raise CircuitError("recursion: it needs an input")
    if not relations:
        raise CircuitError("recursion: it needs a relation")
    schemas = {one: given if isinstance(given, Schema) else Schema.of(given) for one, given in relations.items()}
    made = _Body(inputs)
    united = len(inputs) > MOST_INPUTS
    outside = [_all_tagged([(one._circuit, len(one.schema)) for one in inputs])] if united else [one._circuit for one in inputs]

    def build(iterate: _core.Circuit, *circuits: _core.Circuit) -> _core.Circuit:
        ins = [
            made.inner(one.schema, _untagged(circuits[0], tag, len(one.schema)) if united else circuits[tag]) for tag, one in enumerate(inputs)
        ]
        single = len(schemas) == 1
        known = {
            one: made.inner(schema, iterate if single else _untagged(iterate, tag, len(schema)))
            for tag, (one, schema) in enumerate(schemas.items())
        }
        results = body(known, *ins)
        if set(results) != set(schemas):
            raise CircuitError(f"recursion: the body gives {', '.join(results)}; it should give {', '.join(schemas)}")
        for one, schema in schemas.items():
            _check_result(schema, results[one], one)
        made.finish(results.values())
        circuits_of = [(results[one]._circuit, len(schema)) for one, schema in schemas.items()]
        return circuits_of[0][0] if single else _all_tagged(circuits_of)

    whole = _core.fixpoint(name, iterations, build, outside)
    return {
        one: Stream(
            schema, whole if len(schemas) == 1 else _untagged(whole, tag, len(schema)), *inputs, functions=made.functions
        )
        for tag, (one, schema) in enumerate(schemas.items())
    }
