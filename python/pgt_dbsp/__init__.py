"""Incremental circuits over typed rows.

A circuit is built of tables by the operators of SQL, or by functions of Python, and recursion. An engine keeps its views up to date while
rows come and go; the evaluator computes them anew, which is what the engine is checked with.

    import pgt_dbsp as dbsp
    from pgt_dbsp import col

    orders = dbsp.table("orders", id=int, region=str, amount=float)
    totals = orders.filter(col.amount > 0).group_by("region").aggregate(total=dbsp.sum("amount"), n=dbsp.count())
    engine = dbsp.Engine(totals=totals)
    engine["orders"].insert([(1, "north", 10.0), (2, "south", 5.0)])
    engine.step()["totals"]
"""

from ._core import ArrowTable
from ._core import version as __version__
from ._engine import Changes, Engine, Failure, Input, evaluate
from ._errors import (
    ArrowError,
    BrokenStateError,
    BudgetError,
    CircuitError,
    DbspError,
    DifferenceError,
    DomainError,
    KeyConflictError,
    NegativeWeightError,
    SchemaError,
    WeightOverflowError,
)
from ._expr import Expr, coalesce, col, lit, when
from ._groups import Aggregate, Groups, avg, count, fold, max, min, sum
from ._recursion import fixpoint, recursive
from ._schema import Column, Row, Schema
from ._stream import Stream, table
from ._zset import ZSet

__all__ = [
    "Aggregate",
    "ArrowError",
    "ArrowTable",
    "BrokenStateError",
    "BudgetError",
    "Changes",
    "CircuitError",
    "Column",
    "DbspError",
    "DifferenceError",
    "DomainError",
    "Engine",
    "Expr",
    "Failure",
    "Groups",
    "Input",
    "KeyConflictError",
    "NegativeWeightError",
    "Row",
    "Schema",
    "SchemaError",
    "Stream",
    "WeightOverflowError",
    "ZSet",
    "__version__",
    "avg",
    "coalesce",
    "col",
    "count",
    "evaluate",
    "fixpoint",
    "fold",
    "lit",
    "max",
    "min",
    "recursive",
    "sum",
    "table",
    "when",
]
