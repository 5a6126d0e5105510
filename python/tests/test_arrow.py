"""Arrow tables in and out, through the interface that all libraries of Arrow have."""

import datetime
import math
from typing import Any

import pyarrow as pa
import pytest

import pgt_dbsp as dbsp

COLUMNS: dict[str, Any] = {
    "b": bool | None,
    "i": int | None,
    "f": float | None,
    "s": str | None,
    "y": bytes | None,
    "d": datetime.date | None,
    "t": datetime.datetime | None,
}
TYPES = pa.schema(
    [("b", pa.bool_()), ("i", pa.int64()), ("f", pa.float64()), ("s", pa.string()), ("y", pa.binary()), ("d", pa.date32()), ("t", pa.timestamp("us"))]
)
ROWS: list[tuple[Any, ...]] = [
    (i % 2 == 0, i, i / 8, "x" * i, b"\0" * (i % 5), datetime.date(1970, 1, 1) + datetime.timedelta(i - 50), datetime.datetime(2024, 1, 1, 0, 0, 0, i))
    if i % 7
    else (None,) * 7
    for i in range(100)
]


def table_of(rows: list[tuple[Any, ...]], types: pa.Schema = TYPES) -> Any:
    return pa.Table.from_pylist([dict(zip(types.names, row, strict=True)) for row in rows], schema=types)


def engine() -> dbsp.Engine:
    return dbsp.Engine(copy=dbsp.table("t", **COLUMNS))


def counted(rows: list[tuple[Any, ...]]) -> dict[tuple[Any, ...], int]:
    return {row: rows.count(row) for row in rows}


def test_tables_batches_and_chunks() -> None:
    for arrow in (table_of(ROWS), pa.concat_tables([table_of(ROWS[:10]), table_of(ROWS[10:])]), table_of(ROWS).combine_chunks().to_batches()[0]):
        running = engine()
        running["t"].insert(arrow)
        assert running.step()["copy"] == counted(ROWS)
        running["t"].delete(arrow)
        running.step()
        assert running.size("copy") == 0


def test_slices() -> None:
    running = engine()
    running["t"].insert(table_of(ROWS).slice(13, 50))
    assert running.step()["copy"] == counted(ROWS[13:63])


def test_struct_arrays_with_an_offset() -> None:
    running = dbsp.Engine(copy=dbsp.table("t", x=int))
    running["t"].insert(pa.array([{"x": i} for i in range(10)]).slice(4, 3))
    assert running.step()["copy"] == {(4,): 1, (5,): 1, (6,): 1}


@pytest.mark.parametrize(
    ("kind", "arrow", "values"),
    [
        (int, pa.int8(), [-128, 127]),
        (int, pa.uint8(), [0, 255]),
        (int, pa.int16(), [-(2**15)]),
        (int, pa.uint16(), [2**16 - 1]),
        (int, pa.int32(), [-(2**31)]),
        (int, pa.uint32(), [2**32 - 1]),
        (int, pa.uint64(), [2**63 - 1]),
        (float, pa.float32(), [0.5, math.inf]),
        (str, pa.large_string(), ["", "näh"]),
        (str, pa.string_view(), ["short", "a text that is longer than twelve bytes", ""]),
        (str, pa.dictionary(pa.int8(), pa.string()), ["a", "b", "a"]),
        (bytes, pa.large_binary(), [b"", b"\0x"]),
        (bytes, pa.binary_view(), [b"\0" * 20]),
        (datetime.date, pa.date64(), [datetime.date(1960, 2, 29)]),
        (datetime.datetime, pa.timestamp("s"), [datetime.datetime(1960, 1, 1, 1)]),
        (datetime.datetime, pa.timestamp("ms"), [datetime.datetime(2024, 1, 1, 1, 1, 1, 1000)]),
        (datetime.datetime, pa.timestamp("ns"), [datetime.datetime(2024, 1, 1, 1, 1, 1, 1)]),
    ],
)
def test_other_types_of_arrow(kind: Any, arrow: Any, values: list[Any]) -> None:
    running = dbsp.Engine(copy=dbsp.table("t", x=kind | None))
    running["t"].insert(pa.table({"x": pa.array([*values, None], arrow)}))
    assert running.step()["copy"] == counted([(value,) for value in [*values, None]])


@pytest.mark.parametrize(
    ("kind", "column", "message", "error"),
    [
        (int, pa.array([1.5]), "column 'x' is of type int, but row 0 of the Arrow column holds a floating-point number", dbsp.SchemaError),
        (float, pa.array([1]), "holds an integer", dbsp.SchemaError),
        (int, pa.array([1, None]), "column 'x': row 1: a null in a column that is not nullable", dbsp.ArrowError),
        (int, pa.array([2**63], pa.uint64()), "row 0: does not fit a 64-bit integer", dbsp.ArrowError),
        (int, pa.array([1], pa.decimal128(5)), "its format 'd:5,0' is not supported", dbsp.ArrowError),
        (datetime.datetime, pa.array([0], pa.timestamp("us", "UTC")), "cast it to a timestamp without a time zone", dbsp.ArrowError),
        (datetime.datetime, pa.array([1], pa.timestamp("ns")), "finer than a microsecond", dbsp.ArrowError),
    ],
)
def test_what_does_not_fit_is_refused_as_a_whole(kind: Any, column: Any, message: str, error: type[Exception]) -> None:
    running = dbsp.Engine(copy=dbsp.table("t", x=kind))
    with pytest.raises(error) as raised:
        running["t"].insert(pa.table({"x": column}))
    assert message in str(raised.value)
    assert running.step()["copy"] == {}


def test_columns_are_found_by_name_and_none_is_passed_over() -> None:
    running = dbsp.Engine(copy=dbsp.table("t", x=int, y=str))
    running["t"].insert(pa.table({"y": ["a"], "x": [1]}))
    assert running.step()["copy"] == {(1, "a"): 1}
    with pytest.raises(dbsp.ArrowError, match="there is no column 'y' among 'x'"):
        running["t"].insert(pa.table({"x": [1]}))
    with pytest.raises(dbsp.SchemaError, match="columns that the relation does not have"):
        running["t"].insert(pa.table({"x": [1], "y": ["a"], "z": [1]}))


def test_views_as_arrow_tables() -> None:
    running = engine()
    running["t"].insert(ROWS)
    running.step()
    arrow = pa.table(running.state("copy").to_arrow(weights=None))
    assert arrow.schema.equals(TYPES)
    assert counted([tuple(row.values()) for row in arrow.to_pylist()]) == counted(ROWS)


def test_changes_go_from_engine_to_engine_with_their_weights() -> None:
    first, second = engine(), engine()
    first["t"].push([(ROWS[1], 3), (ROWS[2], -2), (ROWS[0], 1)])
    change = first.step()["copy"]
    arrow = pa.table(change.to_arrow())
    assert arrow.column_names == [*COLUMNS, "weight"]
    second["t"].push(arrow)
    assert second.step()["copy"] == change
    second["t"].push(change.to_arrow("w"), weights="w")
    assert second.step()["copy"] == change
    with pytest.raises(dbsp.ArrowError, match="there is no column 'weight'"):
        second["t"].push(table_of(ROWS))


def test_columns_that_have_no_none_say_so() -> None:
    running = dbsp.Engine(copy=dbsp.table("t", x=int, y=str | None))
    exported = pa.table(running.step()["copy"].to_arrow())
    assert [(field.name, field.nullable) for field in exported.schema] == [("x", False), ("y", True), ("weight", False)]
    assert exported.num_rows == 0


def test_an_export_can_be_read_again() -> None:
    running = engine()
    running["t"].insert(ROWS)
    exported = running.step()["copy"].to_arrow()
    assert pa.table(exported).equals(pa.table(exported))
    assert len(exported) == len(set(ROWS))
    assert pa.schema(exported).names == [*COLUMNS, "weight"]


def test_tables_with_keys_take_arrow() -> None:
    running = dbsp.Engine(copy=dbsp.table("t", key="x", x=int, y=str))
    running["t"].insert(pa.table({"x": [1, 2], "y": ["a", "b"]}))
    running["t"].upsert(pa.table({"x": [1], "y": ["c"]}))
    assert running.step()["copy"] == {(1, "c"): 1, (2, "b"): 1}


def test_what_is_no_arrow() -> None:
    class Wrong:
        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            return "no capsule"

    with pytest.raises(ValueError):
        engine()["t"].insert(Wrong())
