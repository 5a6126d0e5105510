"""Rows of Python and of circuits: what fits a column, what does not, and that values come back as they were."""

import datetime
import math
from typing import Any, NamedTuple, Optional, Union

import pytest

import pgt_dbsp as dbsp
from pgt_dbsp import ZSet

Everything = {
    "b": bool | None,
    "i": int | None,
    "f": float | None,
    "s": str | None,
    "y": bytes | None,
    "d": datetime.date | None,
    "t": datetime.datetime | None,
}
VALUES: list[tuple[Any, ...]] = [
    (True, 2**63 - 1, 0.1, "", b"", datetime.date.min, datetime.datetime.min),
    (False, -(2**63), math.inf, "näh\0x", b"\0\xff", datetime.date.max, datetime.datetime.max),
    (None, None, None, None, None, None, None),
    (True, 0, -0.0, "\U0001f600", b"x", datetime.date(1969, 12, 31), datetime.datetime(1969, 12, 31, 23, 59, 59, 999_999)),
    (True, 1, 1e-320, "a", b"x", datetime.date(2024, 2, 29), datetime.datetime(2024, 2, 29, 12, 30, 1, 5)),
]


def copies(rows: list[tuple[Any, ...]], **columns: Any) -> ZSet:
    table = dbsp.table("t", **columns)
    engine = dbsp.Engine(copy=table)
    engine["t"].insert(rows)
    return engine.step()["copy"]


def test_values_come_back_as_they_were() -> None:
    back = copies(VALUES, **Everything)
    assert back == {row: 1 for row in VALUES}
    assert {tuple(map(type, row)) for row in back} == {tuple(map(type, row)) for row in VALUES}


def test_not_a_number_is_one_value() -> None:
    back = copies([(math.nan,), (-math.nan,), (float("inf") - float("inf"),)], f=float)
    assert back[(math.nan,)] == 3
    assert len(back) == 1


def test_zeros_are_equal() -> None:
    assert copies([(0.0,), (-0.0,)], f=float) == {(0.0,): 2}


class Pair(NamedTuple):
    x: int
    y: str


@pytest.mark.parametrize("row", [(1, "a"), [1, "a"], {"i": 1, "s": "a"}, {"s": "a", "i": 1}, Pair(1, "a")])
def test_forms_of_rows(row: Any) -> None:
    assert copies([row], i=int, s=str) == {(1, "a"): 1}


def test_an_int_is_a_float_where_one_is_wanted() -> None:
    assert copies([(3,)], f=float) == {(3.0,): 1}


class Index:
    def __index__(self) -> int:
        return 7


def test_what_counts_as_an_int() -> None:
    assert copies([(Index(),)], i=int) == {(7,): 1}


@pytest.mark.parametrize(
    ("annotation", "value", "message"),
    [
        (int, "1", "column 'x' is of type int, but got '1' of type str"),
        (int, True, "column 'x' is of type int, but got True of type bool"),
        (int, 1.0, "column 'x' is of type int, but got 1.0 of type float"),
        (int, None, "column 'x' is of type int, but got None of type NoneType"),
        (int | None, "1", "column 'x' is of type int | None, but got '1' of type str"),
        (bool, 1, "column 'x' is of type bool, but got 1 of type int"),
        (float, "1", "column 'x' is of type float, but got '1' of type str"),
        (float, True, "column 'x' is of type float, but got True of type bool"),
        (str, b"1", "column 'x' is of type str, but got b'1' of type bytes"),
        (bytes, "1", "column 'x' is of type bytes, but got '1' of type str"),
        (datetime.date, datetime.datetime(2024, 1, 1), "column 'x' is of type datetime.date, but got "),
        (datetime.datetime, datetime.date(2024, 1, 1), "column 'x' is of type datetime.datetime, but got "),
        (datetime.datetime, datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc), "has a time zone"),
    ],
)
def test_what_does_not_fit(annotation: Any, value: Any, message: str) -> None:
    with pytest.raises(dbsp.SchemaError) as raised:
        copies([(value,)], x=annotation)
    assert message in str(raised.value)
    assert isinstance(raised.value, TypeError)


@pytest.mark.parametrize(("annotation", "value"), [(int, 2**63), (int, -(2**63) - 1), (float, 10**400)])
def test_numbers_too_large(annotation: Any, value: Any) -> None:
    with pytest.raises(dbsp.WeightOverflowError, match="column 'x'"):
        copies([(value,)], x=annotation)


@pytest.mark.parametrize(
    "row", [(1,), (1, "a", 2), {"i": 1}, {"i": 1, "s": "a", "more": 2}, {"i": 1, "z": "a"}, 5, None, "ab", {1, 2}]
)
def test_rows_of_another_form(row: Any) -> None:
    with pytest.raises(dbsp.SchemaError):
        copies([row], i=int, s=str)


def test_a_lone_surrogate_is_no_text() -> None:
    with pytest.raises(UnicodeEncodeError):
        copies([("\ud800",)], s=str)


def test_a_call_is_taken_as_a_whole_or_not_at_all() -> None:
    engine = dbsp.Engine(copy=dbsp.table("t", x=int))
    with pytest.raises(dbsp.SchemaError):
        engine["t"].insert([(1,), ("2",)])
    with pytest.raises(ZeroDivisionError):
        engine["t"].insert((x // (2 - x),) for x in range(5))
    assert engine.step()["copy"] == {}


def test_annotations() -> None:
    made = dbsp.table("t", a=Optional[int], b=Union[str, None], c=None | float)
    assert [str(column) for column in made.schema.columns] == ["a: int | None", "b: str | None", "c: float | None"]
    for wrong in (list, int | str, None, "int", complex, list[int], int | str | None):
        with pytest.raises(dbsp.CircuitError, match="no type of columns"):
            dbsp.table("t", x=wrong)


def test_zset_is_a_group() -> None:
    schema = dbsp.table("t", x=int).schema
    a = ZSet(schema, [((1,), 2), ((2,), -1), ((3,), 1), ((3,), -1)])
    b = ZSet(schema, [((1,), -2), ((4,), 1)])
    assert a == {(1,): 2, (2,): -1}
    assert a + b == {(2,): -1, (4,): 1}
    assert a + b - b == a
    assert not a - a
    assert -(-a) == a
    assert a[(99,)] == 0
    assert repr(a) == "{(1,): +2, (2,): -1}"
    with pytest.raises(dbsp.CircuitError, match="negative"):
        a.rows()
    assert ZSet(schema, [((2,), 1), ((1,), 2)]).rows() == [(1,), (1,), (2,)]
    with pytest.raises(dbsp.SchemaError):
        ZSet(schema, [(("1",), 1)])
    with pytest.raises(dbsp.CircuitError, match="other columns"):
        a + ZSet(dbsp.table("u", x=str).schema)


def test_order_of_rows_with_none_and_nan() -> None:
    schema = dbsp.table("t", x=float | None).schema
    rows = ZSet(schema, [((None,), 1), ((math.nan,), 1), ((math.inf,), 1), ((-1.0,), 1)]).ordered()
    assert rows[0] == (-1.0,) and rows[1] == (math.inf,) and math.isnan(rows[2][0]) and rows[3] == (None,)
