"""Recursion of several relations, of many inputs, and what is refused."""

import random
from collections import Counter
from typing import Any

import pytest

import pgt_dbsp as dbsp
from pgt_dbsp import Stream, col

EDGE = dbsp.table("edge", a=int, b=int)


def parity(edges: Stream) -> dict[str, Stream]:
    """Which nodes are reached from which in an even and in an odd number of steps."""
    ab = {"a": int, "b": int}

    def body(x: dict[str, Stream], edge: Stream) -> dict[str, Stream]:
        def then_step(paths: Stream) -> Stream:
            return paths.join(edge.rename(a="b", b="c"), on="b").select("a", b=col.c)

        return {"even": then_step(x["odd"]).distinct(), "odd": (edge + then_step(x["even"])).distinct()}

    return dbsp.recursive(body, edges, relations={"even": ab, "odd": ab}, name="parity")


def by_hand(edges: Counter[tuple[int, int]]) -> dict[str, set[tuple[int, int]]]:
    present = set(edges)
    odd: set[tuple[int, int]] = set()
    even: set[tuple[int, int]] = set()
    while True:
        more_odd = present | {(a, d) for a, b in even for c, d in present if b == c}
        more_even = {(a, d) for a, b in odd for c, d in present if b == c}
        if (more_odd, more_even) == (odd, even):
            return {"even": even, "odd": odd}
        odd, even = more_odd, more_even


def test_mutual_recursion_follows_changes() -> None:
    views = parity(EDGE)
    engine = dbsp.Engine(views, checked=True)
    generator = random.Random(3)
    edges: Counter[tuple[int, int]] = Counter()
    for _ in range(15):
        pushed = Counter((generator.randrange(7), generator.randrange(7)) for _ in range(2))
        pushed.subtract(row for row in edges.elements() if generator.random() < 0.2)
        engine["edge"].push(pushed.items())
        edges.update(pushed)
        edges = +edges
        engine.step()
        engine.check()
        for name, wanted in by_hand(edges).items():
            assert engine.state(name) == dict.fromkeys(wanted, 1)


def test_relations_of_different_widths() -> None:
    node = dbsp.table("node", n=int)

    def body(x: dict[str, Stream], nodes: Stream, edge: Stream) -> dict[str, Stream]:
        marked = nodes + x["reached"].select(n=col.b)
        return {"marked": marked.distinct(), "reached": x["marked"].rename(n="a").join(edge, on="a").distinct()}

    views = dbsp.recursive(body, node, EDGE, relations={"marked": {"n": int}, "reached": {"a": int, "b": int}})
    engine = dbsp.Engine(views, checked=True)
    engine["node"].insert([(1,)])
    engine["edge"].insert([(1, 2), (2, 3), (4, 5)])
    engine.step()
    assert engine.state("marked").rows() == [(1,), (2,), (3,)]
    engine["edge"].delete([(1, 2)])
    engine.step()
    engine.check()
    assert engine.state("marked").rows() == [(1,)]


def test_more_inputs_than_the_library_takes() -> None:
    tables = [dbsp.table(f"t{i}", x=int) for i in range(5)]

    def body(x: Stream, *inputs: Stream) -> Stream:
        total = inputs[0]
        for one in inputs[1:]:
            total = total + one
        return (total + x.filter(col.x < 50).select(x=col.x + 10)).distinct()

    view = dbsp.fixpoint(body, *tables)
    engine = dbsp.Engine(view=view, checked=True)
    for i in range(5):
        engine[f"t{i}"].insert([(i,)])
    engine.step()
    engine.check()
    assert engine.size("view") == 5 * 6
    engine["t3"].delete([(3,)])
    engine.step()
    engine.check()
    assert engine.size("view") == 4 * 6


def test_other_columns_than_the_first_input() -> None:
    view = dbsp.fixpoint(
        lambda x, edge: (edge.select(n=col.a) + x.filter(col.n < 0)).distinct(), EDGE, columns={"n": int}
    )
    assert dbsp.evaluate(view, edge=[(1, 2), (1, 3)]).rows() == [(1,)]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: dbsp.fixpoint(lambda x: x), "it needs an input"),
        (lambda: dbsp.fixpoint(lambda x, e: e + EDGE, EDGE), "reads table 'edge' directly; hand it in as an input"),
        (lambda: dbsp.fixpoint(lambda x, e: e.select("a"), EDGE), "the body gives Schema(a: int) for x, which has Schema(a: int, b: int)"),
        (lambda: dbsp.recursive(lambda x, e: {"y": e}, EDGE, relations={"x": EDGE.schema}), "the body gives y; it should give x"),
        (lambda: dbsp.recursive(lambda x, e: {}, EDGE, relations={}), "it needs a relation"),
    ],
)
def test_mistakes(make: Any, message: str) -> None:
    with pytest.raises(dbsp.CircuitError) as raised:
        make()
    assert message in str(raised.value)


def test_what_a_body_raises_comes_through() -> None:
    def body(x: Stream, edge: Stream) -> Stream:
        raise ZeroDivisionError("in the body")

    with pytest.raises(ZeroDivisionError, match="in the body"):
        dbsp.fixpoint(body, EDGE)
