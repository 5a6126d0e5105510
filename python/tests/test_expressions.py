"""Expressions mean what Python's do, with None as unknown."""

import math
import operator
from collections.abc import Callable
from typing import Any

import pytest

import pgt_dbsp as dbsp
from pgt_dbsp import coalesce, col, lit, when

T = dbsp.table("t", i=int, j=int, f=float, s=str, b=bool, n=int | None, m=bool | None)
ROW = (7, -2, 0.5, "text", True, None, None)


def value(expression: Any, row: tuple[Any, ...] = ROW) -> Any:
    bound = expression.bind(T.schema)
    result = bound.core.evaluate(T.schema.core, row)
    assert result is None and bound.nullable or type(result) is bound.type
    return result


NUMBERS = [-7, -2, -1, 1, 2, 7]
BINARY: list[Callable[[Any, Any], Any]] = [
    operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod,
    operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge,
]  # fmt: skip


@pytest.mark.parametrize("function", BINARY)
def test_integers_as_in_python(function: Callable[[Any, Any], Any]) -> None:
    for a in NUMBERS:
        for b in NUMBERS:
            row = (a, b, 0.5, "", True, None, None)
            wanted = function(a, b)
            assert value(function(col.i, col.j), row) == wanted
            assert value(function(col.i, b), row) == wanted
            assert value(function(a, col.j), row) == wanted


@pytest.mark.parametrize("function", [one for one in BINARY if one not in (operator.floordiv, operator.mod)])
def test_floats_as_in_python(function: Callable[[Any, Any], Any]) -> None:
    for a in (-1.5, 0.25, 3.0):
        row = (3, 2, a, "", True, None, None)
        assert value(function(col.f, 0.5), row) == function(a, 0.5)
        assert value(function(col.f, col.i), row) == function(a, 3)
        assert value(function(col.i, col.f), row) == function(3, a)


def test_texts() -> None:
    assert value(col.s + "!") == "text!"
    assert value("a" + col.s) == "atext"
    assert value(col.s < "u") is True


TRUTHS = [True, False, None]


def kleene_and(a: bool | None, b: bool | None) -> bool | None:
    return False if a is False or b is False else None if a is None or b is None else True


def kleene_or(a: bool | None, b: bool | None) -> bool | None:
    return True if a is True or b is True else None if a is None or b is None else False


def test_logic_with_three_values() -> None:
    for a in TRUTHS:
        for b in TRUTHS:
            x, y = lit(a, bool), lit(b, bool)
            assert value(x & y) is kleene_and(a, b)
            assert value(x | y) is kleene_or(a, b)
        assert value(~lit(a, bool)) is (None if a is None else not a)


def test_none_is_unknown() -> None:
    for expression in (col.n + 1, col.n * 2.0, -col.n, col.n == 1, col.n != col.n, 1 < col.n, ~col.m, col.n // 0):
        assert value(expression) is None
    assert value(col.n.is_none()) is True
    assert value(col.i.is_none()) is False
    assert value((col.i == 7) | col.m) is True
    assert value((col.i == 0) & col.m) is False


def test_cases_and_coalesce() -> None:
    assert value(coalesce(col.n, col.i)) == 7
    assert value(coalesce(col.n, 0.5)) == 0.5
    assert coalesce(col.n, 1).bind(T.schema).nullable is False
    sign = when(col.j < 0, "negative").when(col.j == 0, "zero").otherwise("positive")
    assert value(sign) == "negative"
    assert value(sign, (1, 0, 0.0, "", True, None, None)) == "zero"
    assert value(when(col.m, 1).otherwise(2.5)) == 2.5
    assert value(when(col.b, 1).otherwise(2.5)) == 1.0
    assert value(when(col.b, lit(None, int)).otherwise(2)) is None


def test_isin() -> None:
    assert value(col.i.isin([1, 7])) is True
    assert value(col.i.isin([])) is False
    assert value(col.n.isin([1])) is None


def test_division_by_zero_and_overflow() -> None:
    for expression in (col.i / 0, col.i // 0, col.i % 0, col.f / 0.0):
        with pytest.raises(dbsp.DomainError, match="division by zero"):
            value(expression)
    largest = 2**63 - 1
    for expression in (col.i + largest, col.i * largest, -(lit(-largest) - 1), (lit(-largest) - 1) // -1):
        with pytest.raises(dbsp.WeightOverflowError):
            value(expression)
    assert value((lit(-largest) - 1) % -1) == 0


def test_not_a_number_is_equal_to_itself() -> None:
    assert value(lit(math.nan) == lit(math.nan)) is True
    assert value(lit(math.nan) > math.inf) is True


@pytest.mark.parametrize(
    "make",
    [
        lambda: col.i + col.s, lambda: col.s - col.s, lambda: col.s * 2, lambda: col.b + 1, lambda: -col.s, lambda: ~col.i,
        lambda: col.i & col.b, lambda: col.i == col.s, lambda: col.b == 1, lambda: col.f // 2, lambda: col.f % 2.0, lambda: col.s / 2,
        lambda: coalesce(col.i, col.s), lambda: when(col.i, 1).otherwise(2), lambda: when(col.b, 1).otherwise("2"), lambda: col.absent + 1,
    ],
)  # fmt: skip
def test_types_are_checked_when_the_circuit_is_built(make: Callable[[], Any]) -> None:
    with pytest.raises(dbsp.CircuitError):
        T.select(x=make())


def test_conditions() -> None:
    with pytest.raises(dbsp.CircuitError, match="is no condition"):
        T.filter(col.i)
    with pytest.raises(dbsp.CircuitError, match="use & | ~"):
        T.filter(col.i > 1 and col.j > 1)
    with pytest.raises(dbsp.CircuitError, match="is_none"):
        col.i == None  # noqa: B015, E711
    with pytest.raises(dbsp.CircuitError, match=r"lit\(None, int\)"):
        coalesce(col.n, None)
    with pytest.raises(dbsp.CircuitError, match="no value of a column"):
        lit([1])
    with pytest.raises(dbsp.CircuitError, match="there is no column 'absent'; there is i, j"):
        T.filter(col.absent > 1)
