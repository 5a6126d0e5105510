"""Each operator: what it gives on whole tables, and that the engine keeps it so while rows come and go."""

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

import pgt_dbsp as dbsp
from pgt_dbsp import Stream, col

A = dbsp.table("a", k=int | None, x=int)
B = dbsp.table("b", k=int | None, y=int)
C = A.rename(x="y")


def add_one(row: Any) -> Any:
    return (row.k, row.x + 1)


def parts(row: Any) -> Any:
    return [(row.x, part) for part in range(row.x % 4)]


def spread(rows: Any) -> int:
    return int(max(row.x for row in rows) - min(row.x for row in rows))


def running_total(key: Any, rows: Any) -> Any:
    total = 0
    for row in rows:
        total += row.x
        yield (key.k, row.x, total)


def path(edges: Stream) -> Stream:
    def step(reached: Stream, edge: Stream) -> Stream:
        further = reached.join(edge.rename(k="y", y="z"), on="y").select("k", y=col.z)
        return (edge + further).distinct()

    return dbsp.fixpoint(step, edges, name="path")


EDGES = B.filter(~col.k.is_none()).select(k=dbsp.coalesce(col.k, 0) % 5, y=col.y % 5)

STREAMS: dict[str, Stream] = {
    "source": A,
    "filter": A.filter(col.x > 2),
    "filter_python": A.filter(lambda row: row.x % 2 == 0),
    "select": A.select("x", double=col.x * 2, none=col.k.is_none()),
    "with_columns": A.with_columns(x=col.x + 1, z=col.x),
    "rename_drop": A.rename(x="z").drop("k"),
    "map": A.map(add_one, k=int | None, x=int),
    "flat_map": A.flat_map(parts, x=int, part=int),
    "distinct": A.distinct(),
    "plus": A + C,
    "plus_itself": A + A,
    "minus": A + A - A,
    "negate": -(-A),
    "union": A.union(B),
    "intersect": A.intersect(B),
    "intersect_all": A.intersect(B, all=True),
    "except": A.except_(B),
    "except_all": A.except_(B, all=True),
    "join": A.join(B, on="k"),
    "join_where": A.join(B, on="k", where=col.x < col.y),
    "join_pairs": A.join(B.rename(k="q"), on=[("x", "y")]),
    "join_two_keys": A.join(C, on=["k", ("x", "y")]),
    "product": A.join(B.drop("k")),
    "theta": A.join(B.drop("k"), where=col.x == col.y + 1),
    "left": A.join(B, on="k", how="left"),
    "right": A.join(B, on="k", how="right"),
    "full": A.join(B, on="k", how="full"),
    "left_where": A.join(B, on="k", how="left", where=col.x < col.y),
    "right_where": A.join(B, on="k", how="right", where=col.x < col.y),
    "full_where": A.join(B, on="k", how="full", where=col.x < col.y),
    "semi": A.join(B, on="k", how="semi"),
    "anti": A.join(B, on="k", how="anti"),
    "anti_where": A.join(B, on="k", how="anti", where=col.x < col.y),
    "aggregate": A.group_by("k").aggregate(
        n=dbsp.count(), nk=dbsp.count("k"), s=dbsp.sum("x"), a=dbsp.avg("x"), lo=dbsp.min("x"), hi=dbsp.max(col.x * 2)
    ),
    "aggregate_none": A.group_by("x").aggregate(s=dbsp.sum("k"), a=dbsp.avg("k"), lo=dbsp.min("k"), n=dbsp.count("k")),
    "aggregate_float": A.group_by("k").aggregate(s=dbsp.sum(col.x / 3), a=dbsp.avg(col.x * 0.1)),
    "aggregate_all": A.aggregate(n=dbsp.count(), s=dbsp.sum("x")),
    "aggregate_only_key": A.group_by("k").aggregate(),
    "aggregate_computed_key": A.group_by(odd=col.x % 2 == 1).aggregate(n=dbsp.count()),
    "fold": A.group_by("k").aggregate(spread=dbsp.fold(spread, int), n=dbsp.count()),
    "top": A.group_by("k").top(2, by=col.x.desc()),
    "top_offset": A.top(3, by=["k", col.x.desc()], offset=1),
    "transform": A.group_by("k").transform(running_total, k=int | None, x=int, total=int),
    "fixpoint": path(EDGES),
}  # fmt: skip


def change(generator: random.Random, table: Counter[tuple[Any, ...]]) -> Counter[tuple[Any, ...]]:
    """Some rows that come, and some of the table that go."""
    come = Counter((generator.choice([None, 0, 1, 2, 3]), generator.randrange(8)) for _ in range(generator.randrange(6)))
    go = Counter(row for row in table.elements() if generator.random() < 0.3)
    come.subtract(go)
    return come


@pytest.mark.parametrize("name", STREAMS)
def test_engine_gives_what_the_evaluator_gives(name: str) -> None:
    generator = random.Random(name)
    engine = dbsp.Engine(view=STREAMS[name], checked=True)
    tables: dict[str, Counter[tuple[Any, ...]]] = {table: Counter() for table in STREAMS[name]._tables}
    state = engine.state("view")
    for _ in range(12):
        for table, rows in tables.items():
            pushed = change(generator, rows)
            engine[table].push(pushed.items())
            rows.update(pushed)
        state += engine.step()["view"]
        engine.check()
        assert engine.state("view") == state
        assert dbsp.evaluate(STREAMS[name], {table: list(rows.elements()) for table, rows in tables.items()}) == state


def test_all_in_one_engine() -> None:
    engine = dbsp.Engine(STREAMS, checked=True)
    generator = random.Random(7)
    tables: dict[str, Counter[tuple[Any, ...]]] = {"a": Counter(), "b": Counter()}
    for _ in range(5):
        for table, rows in tables.items():
            pushed = change(generator, rows)
            engine[table].push(pushed.items())
            rows.update(pushed)
        changes = engine.step()
        assert set(changes) == set(STREAMS)
        engine.check()


def rows(stream: Stream, **tables: Any) -> list[tuple[Any, ...]]:
    return dbsp.evaluate(stream, **tables).rows()


def test_meanings() -> None:
    a: list[tuple[int | None, int]] = [(1, 10), (1, 11), (2, 20), (None, 30)]
    b: list[tuple[int | None, int]] = [(1, 5), (3, 6), (None, 7)]
    tables = {"a": a, "b": b}
    assert rows(STREAMS["join"], **tables) == [(1, 10, 5), (1, 11, 5)]
    assert rows(STREAMS["left"], **tables) == [(1, 10, 5), (1, 11, 5), (2, 20, None), (None, 30, None)]
    assert rows(STREAMS["right"], **tables) == [(1, 10, 5), (1, 11, 5), (3, None, 6), (None, None, 7)]
    assert rows(STREAMS["full"], **tables) == [
        (1, 10, 5), (1, 11, 5), (2, 20, None), (3, None, 6), (None, 30, None), (None, None, 7),
    ]  # fmt: skip
    assert rows(STREAMS["semi"], **tables) == [(1, 10), (1, 11)]
    assert rows(STREAMS["anti"], **tables) == [(2, 20), (None, 30)]
    assert rows(STREAMS["aggregate"], a=a) == [(1, 2, 2, 21, 10.5, 10, 22), (2, 1, 1, 20, 20.0, 20, 40), (None, 1, 0, 30, 30.0, 30, 60)]
    assert rows(STREAMS["aggregate_none"], a=[(None, 1), (None, 1), (4, 2)]) == [(1, None, None, None, 0), (2, 4, 4.0, 4, 1)]
    assert rows(STREAMS["aggregate_all"], a=[]) == []
    assert rows(STREAMS["top"], a=a) == [(1, 10), (1, 11), (2, 20), (None, 30)]
    assert rows(A.group_by("k").top(1, by="x"), a=a) == [(1, 10), (2, 20), (None, 30)]
    assert rows(STREAMS["top_offset"], a=a) == [(1, 10), (2, 20), (None, 30)]
    assert rows(STREAMS["transform"], a=a) == [(1, 10, 10), (1, 11, 21), (2, 20, 20), (None, 30, 30)]
    assert rows(STREAMS["except_all"], a=[(1, 1), (1, 1)], b=[(1, 1)]) == [(1, 1)]
    assert rows(STREAMS["union"], a=[(1, 1), (1, 1)], b=[(1, 1)]) == [(1, 1)]
    assert rows(STREAMS["fixpoint"], b=[(0, 1), (1, 2), (2, 0)]) == [(i, j) for i in range(3) for j in range(3)]


def test_schemas() -> None:
    def shown(stream: Stream) -> str:
        return ", ".join(map(str, stream.schema.columns))

    assert shown(STREAMS["left"]) == "k: int | None, x: int, y: int | None"
    assert shown(STREAMS["full"]) == "k: int | None, x: int | None, y: int | None"
    assert shown(STREAMS["aggregate"]) == "k: int | None, n: int, nk: int, s: int, a: float, lo: int, hi: int"
    assert shown(STREAMS["aggregate_none"]) == "x: int, s: int | None, a: float | None, lo: int | None, n: int"
    keyed = dbsp.table("p", id=int, v=str)
    other = dbsp.table("q", id=int, w=str)
    assert shown(keyed.join(other, on="id", how="full")) == "id: int, v: str | None, w: str | None"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: A.join(B), "both have a column 'k'; rename one of them"),
        (lambda: A.join(B, on="x"), "there is no column 'x'; there is k, y"),
        (lambda: A.join(dbsp.table("s", k=str), on="k"), "both must be of one type"),
        (lambda: A.join(B, on="k", how="outer"), "how is one of inner, left"),
        (lambda: A + A.select(x=col.x * 1.0, y=col.x), "columns of other types"),
        (lambda: A.select("x", x=col.k), "column 'x' is there twice"),
        (lambda: A.rename(x="k"), "'k' occurs more than once"),
        (lambda: A.rename(z="q"), "there is no column 'z'"),
        (lambda: A.group_by("k").aggregate(k=dbsp.count()), "'k' occurs more than once"),
        (lambda: A.group_by("k").aggregate(s=dbsp.sum(col.x == 1)), "not for bool"),
        (lambda: A.top(-1, by="x"), "negative"),
        (lambda: A + dbsp.table("a", k=int, x=int), "two tables are called 'a'"),
        (lambda: A.filter("x > 1"), "neither an expression nor a function"),  # type: ignore[arg-type]
        (lambda: dbsp.table("t", key="z", x=int), "there is no column 'z'"),
        (lambda: dbsp.Engine(), "it needs a view"),
        (lambda: dbsp.evaluate(A, z=[]), "no table called 'z'; there is a"),
        (lambda: A.explain("svg"), "not 'svg'"),
    ],
)
def test_mistakes_are_told_when_the_circuit_is_built(make: Callable[[], Any], message: str) -> None:
    with pytest.raises(dbsp.CircuitError) as raised:
        make()
    assert message in str(raised.value)


def test_explain() -> None:
    text = STREAMS["aggregate"].explain()
    assert "aggregate" in text and "sum(x)" in text and "max((x * 2))" in text and "a" in text
    assert STREAMS["join_where"].explain("mermaid").startswith("flowchart")
    assert STREAMS["fixpoint"].explain("dot").startswith("digraph")
    assert "path" in STREAMS["fixpoint"].explain()
