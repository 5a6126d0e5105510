"""Engines: steps that fail, tables with keys, several views, threads, and who owns what."""

import gc
import threading
import weakref
from collections.abc import Callable
from typing import Any

import pytest

import pgt_dbsp as dbsp
from pgt_dbsp import Stream, col


def engine_of(function: Any, **more: Stream) -> dbsp.Engine:
    table = dbsp.table("t", x=int)
    return dbsp.Engine(mapped=table.map(function, x=int), sums=table.aggregate(s=dbsp.sum("x")), checked=True, **more)


class Refusing:
    """A function that raises for one value."""

    def __init__(self, value: int | None) -> None:
        self.value = value

    def __call__(self, row: Any) -> tuple[int]:
        if row.x == self.value:
            raise LookupError(f"not {row.x}")
        return (row.x * 10,)


def test_a_step_that_raises_changes_nothing_and_can_be_repeated() -> None:
    refusing = Refusing(3)
    engine = engine_of(refusing)
    engine["t"].insert([(1,), (2,)])
    engine.step()
    before = {view: engine.state(view) for view in engine.schemas}
    engine["t"].insert([(3,), (4,)])
    with pytest.raises(LookupError, match="not 3") as raised:
        engine.step()
    assert engine.failure == dbsp.Failure("map (Refusing)", "row [3]")
    if hasattr(raised.value, "__notes__"):
        assert raised.value.__notes__ == ["in map (Refusing), at row [3]"]
    assert {view: engine.state(view) for view in engine.schemas} == before
    assert engine.steps == 1
    engine.check()
    refusing.value = None
    engine.step()
    assert engine.failure is None
    assert engine.state("mapped") == {(10,): 1, (20,): 1, (30,): 1, (40,): 1}
    engine.check()


def test_what_a_failed_step_was_given_can_be_withdrawn() -> None:
    engine = engine_of(Refusing(3))
    engine["t"].insert([(3,)])
    with pytest.raises(LookupError):
        engine.step()
    engine["t"].delete([(5,)])
    assert engine["t"].withdraw() == [((3,), 1), ((5,), -1)]
    assert engine["t"].withdraw() == []
    engine["t"].insert([(1,)])
    assert engine.step()["mapped"] == {(10,): 1}


@pytest.mark.parametrize("call", range(1, 12))
def test_any_call_may_raise(call: int) -> None:
    """Each function of the circuit raises once, at one of its calls; the step is then repeated."""
    left = call

    def sometimes(value: Any) -> Any:
        nonlocal left
        left -= 1
        if left == 0:
            raise RuntimeError("this once")
        return value

    table = dbsp.table("t", k=int, x=int)
    views = {
        "filter": table.filter(lambda row: sometimes(row.x > 1)),
        "map": table.map(lambda row: sometimes((row.x,)), x=int),
        "flat_map": table.flat_map(lambda row: sometimes([(row.x,)] * 2), x=int),
        "fold": table.group_by("k").aggregate(s=dbsp.fold(lambda rows: sometimes(len(rows)), int), m=dbsp.max("x")),
        "transform": table.group_by("k").transform(lambda key, rows: sometimes([(key.k, len(rows))]), k=int, n=int),
    }
    left = 1_000_000
    engine = dbsp.Engine(views, checked=True)
    engine["t"].insert([(1, 1), (1, 2), (2, 3)])
    engine.step()
    left = call
    before = {view: engine.state(view) for view in views}
    engine["t"].push([((1, 1), -1), ((2, 4), 1), ((3, 5), 1)])
    with pytest.raises(RuntimeError, match="this once"):
        engine.step()
    assert {view: engine.state(view) for view in views} == before
    engine.check()
    engine.step()
    engine.check()
    engine["t"].push([((1, 2), -1), ((2, 4), -1)])
    engine.step()
    engine.check()


def test_errors_of_the_library_say_where() -> None:
    table = dbsp.table("t", x=int)
    engine = dbsp.Engine(view=table.select(y=10 // col.x))
    engine["t"].insert([(0,)])
    with pytest.raises(dbsp.DomainError, match=r"division by zero \(in map \(y=\(10 // x\)\), at row \[0\]\)"):
        engine.step()
    assert engine.failure is not None


@pytest.mark.parametrize("result", [None, ("1",), (1, 2), 1, (None,)])
def test_what_functions_give_is_checked(result: Any) -> None:
    engine = dbsp.Engine(view=dbsp.table("t", x=int).map(lambda row: result, y=int))
    engine["t"].insert([(1,)])
    with pytest.raises(dbsp.SchemaError):
        engine.step()


def test_a_condition_gives_a_bool() -> None:
    engine = dbsp.Engine(view=dbsp.table("t", x=int).filter(lambda row: row.x))
    engine["t"].insert([(1,)])
    with pytest.raises(dbsp.SchemaError, match="True or False, not 1"):
        engine.step()


def test_negative_weights_are_found() -> None:
    engine = dbsp.Engine(view=dbsp.table("t", x=int).group_by("x").aggregate(n=dbsp.count()))
    engine["t"].delete([(1,)])
    with pytest.raises(dbsp.NegativeWeightError):
        engine.step()


def test_overflow() -> None:
    engine = dbsp.Engine(view=dbsp.table("t", x=int).aggregate(s=dbsp.sum("x")))
    engine["t"].insert([(2**63 - 1,)])
    engine.step()
    engine["t"].insert([(1,)])
    with pytest.raises(dbsp.WeightOverflowError):
        engine.step()
    engine["t"].withdraw()
    engine["t"].insert([(-1,)])
    engine.step()
    assert engine.state("view") == {(2**63 - 2,): 1}


def test_endless_recursion() -> None:
    table = dbsp.table("t", x=int)
    endless = dbsp.fixpoint(lambda x, t: (t + x.select(x=col.x + 1)).distinct(), table, name="up", iterations=50)
    engine = dbsp.Engine(up=endless)
    engine["t"].insert([(1,)])
    with pytest.raises(dbsp.BudgetError, match="fixpoint 'up': no fixpoint after 50 iterations"):
        engine.step()


def test_tables_with_keys() -> None:
    table = dbsp.table("t", key="id", id=int, v=str)
    engine = dbsp.Engine(copy=table, checked=True)
    t = engine["t"]
    t.insert([(1, "a"), (2, "b")])
    engine.step()
    t.upsert([(1, "c"), (3, "d")])
    assert engine.step()["copy"] == {(1, "a"): -1, (1, "c"): 1, (3, "d"): 1}
    with pytest.raises(dbsp.KeyConflictError, match=r"key \[3\]"):
        t.insert([(4, "e"), (3, "f")])
    with pytest.raises(dbsp.KeyConflictError):
        t.delete_keys([1, 99])
    t.delete_keys([1, (2,)])
    assert engine.step()["copy"] == {(1, "c"): -1, (2, "b"): -1}
    t.upsert([(3, "x")])
    t.withdraw()
    t.upsert([(3, "d")])
    assert engine.step()["copy"] == {}
    engine.check()
    refused: list[Callable[[], None]] = [lambda: t.delete([(3, "d")]), lambda: t.push([((3, "d"), 1)])]
    for wrong in refused:
        with pytest.raises(dbsp.CircuitError, match="has a key"):
            wrong()


def test_keys_of_several_columns() -> None:
    engine = dbsp.Engine(copy=dbsp.table("t", key=("b", "a"), a=int, b=str, v=int))
    engine["t"].insert([(1, "x", 5), (2, "x", 6)])
    engine["t"].delete_keys([("x", 2)])
    assert engine.step()["copy"] == {(1, "x", 5): 1}


def test_a_table_without_a_key_has_none() -> None:
    t = dbsp.Engine(copy=dbsp.table("t", x=int))["t"]
    with pytest.raises(dbsp.CircuitError, match="has no key"):
        t.upsert([(1,)])
    with pytest.raises(dbsp.CircuitError, match="has no key"):
        t.delete_keys([1])


def test_views_are_read_by_name_and_row() -> None:
    table = dbsp.table("t", x=int)
    engine = dbsp.Engine(all=table, small=table.filter(col.x < 3))
    engine["t"].push([((1,), 2), ((5,), 1)])
    changes = engine.step()
    assert repr(changes) == "{all: {(1,): +2, (5,): +1}, small: {(1,): +2}}"
    assert engine.weight("all", (1,)) == 2
    assert engine.weight("all", (9,)) == 0
    assert engine.size("all") == 2
    for wrong in (engine.state, engine.change, engine.size):
        with pytest.raises(dbsp.CircuitError, match="no view called 'z'; there is all, small"):
            wrong("z")
    with pytest.raises(KeyError):
        changes["z"]
    with pytest.raises(dbsp.CircuitError, match="no table called 'z'; there is t"):
        engine["z"]


def test_changes_are_those_of_their_step() -> None:
    engine = dbsp.Engine(all=dbsp.table("t", x=int))
    engine["t"].insert([(1,)])
    first = engine.step()
    assert first["all"] == {(1,): 1}
    second = engine.step()
    assert first["all"] == {(1,): 1}
    engine.step()
    with pytest.raises(dbsp.BrokenStateError):
        second["all"]


def test_checked_is_needed_to_check() -> None:
    with pytest.raises(dbsp.CircuitError, match="checked=True"):
        dbsp.Engine(all=dbsp.table("t", x=int)).check()


def test_a_function_that_is_not_pure_is_found_by_check() -> None:
    seen: list[int] = []

    def impure(row: Any) -> tuple[int]:
        seen.append(row.x)
        return (len(seen),)

    engine = dbsp.Engine(view=dbsp.table("t", x=int).map(impure, y=int), checked=True)
    engine["t"].insert([(1,)])
    engine.step()
    with pytest.raises(dbsp.DifferenceError, match="view 'view'"):
        engine.check()


def test_an_engine_is_not_used_from_its_own_functions() -> None:
    engines: list[dbsp.Engine] = []
    refused: list[str] = []

    def meddling(row: Any) -> Any:
        for use in (engines[0].step, lambda: engines[0]["t"].insert([(1,)]), lambda: engines[0].state("mapped"), engines[0]["t"].withdraw):
            try:
                use()
            except dbsp.BrokenStateError as error:
                refused.append(str(error))
        return (row.x,)

    engines.append(engine_of(meddling))
    engines[0]["t"].insert([(1,)])
    assert engines[0].step()["mapped"] == {(1,): 1}
    assert refused == ["engine: a step is running; wait until it is done"] * 4


def test_other_threads_run_during_a_step_and_are_refused() -> None:
    table = dbsp.table("t", x=int)
    slow = table.join(table.rename(x="y"), where=col.x * col.y == -1)
    engine = dbsp.Engine(slow=slow)
    engine["t"].insert((x,) for x in range(1500))
    refused = ticks = 0
    runner = threading.Thread(target=engine.step)
    runner.start()
    while runner.is_alive():
        ticks += 1
        try:
            engine.size("slow")
        except dbsp.BrokenStateError:
            refused += 1
    runner.join()
    assert refused > 10 and ticks >= refused
    assert engine.size("slow") == 0


def test_functions_live_as_long_as_what_uses_them() -> None:
    def make() -> dbsp.Engine:
        factor = 3
        return dbsp.Engine(view=dbsp.table("t", x=int).map(lambda row: (row.x * factor,), y=int))

    engine = make()
    gc.collect()
    engine["t"].insert([(2,)])
    assert engine.step()["view"] == {(6,): 1}


def test_functions_in_recursions_live_as_long_as_their_result() -> None:
    def make() -> Stream:
        limit = 5

        def next_one(row: Any) -> Any:
            return [(row.x + 1,)] if row.x < limit else []

        return dbsp.fixpoint(lambda x, t: (t + x.flat_map(next_one, x=int)).distinct(), dbsp.table("t", x=int))

    stream = make()
    gc.collect()
    assert dbsp.evaluate(stream, t=[(3,)]).rows() == [(3,), (4,), (5,)]


def test_cycles_through_functions_are_collected() -> None:
    class Holder:
        stream: Any = None
        engine: Any = None

    def make() -> "weakref.ref[Holder]":
        holder = Holder()
        holder.stream = dbsp.table("t", x=int).map(lambda row: (row.x, holder)[:1], x=int)
        holder.engine = dbsp.Engine(view=holder.stream)
        return weakref.ref(holder)

    found = make()
    gc.collect()
    assert found() is None


def test_nothing_is_left_behind() -> None:
    import sys

    value = "a text of some length that is in no table of small values"
    table = dbsp.table("t", s=str)
    engine = dbsp.Engine(view=table.map(lambda row: (row.s,), s=str), checked=True)

    def use() -> None:
        for _ in range(50):
            engine["t"].insert([(value,)])
            engine.step()["view"]
            engine["t"].delete([(value,)])
            engine.step()
            engine.state("view").to_arrow()
            try:
                engine["t"].insert([(1,)])
            except dbsp.SchemaError:
                pass

    use()
    gc.collect()
    before = sys.getrefcount(value), len(gc.get_objects())
    use()
    gc.collect()
    after = sys.getrefcount(value), len(gc.get_objects())
    assert after[0] == before[0]
    assert after[1] - before[1] < 100
