"""Expressions over the columns of a row, which run without Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple, NoReturn

from . import _core
from ._core import Operation as Op
from ._errors import CircuitError
from ._schema import KINDS, Column, Schema, shown

class Bound(NamedTuple):
    """An expression over the columns of one schema."""

    core: _core.Expression
    type: type
    nullable: bool

    def shown(self) -> str:
        return shown(self.type, self.nullable)


class Expr:
    """What is computed from a row: columns, constants, arithmetic, comparisons and conditions.

    Combined by `+ - * / // %`, `== != < <= > >=`, and by `& | ~` where Python has `and or not`. None is unknown, as in SQL: what is
    computed from it is None, and a condition that is None does not hold.
    """

    __slots__ = ("bind", "text")

    def __init__(self, bind: Callable[[Schema], Bound], text: str) -> None:
        self.bind = bind
        """Finds the columns in a schema, and checks the types."""
        self.text = text

    def __repr__(self) -> str:
        return self.text

    def __bool__(self) -> NoReturn:
        raise CircuitError(f"{self.text} is true or false of a row: use & | ~ in the place of and, or, not")

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> Expr:  # type: ignore[override]
        return _comparison(Op.EQ, self, "==", other)

    def __ne__(self, other: object) -> Expr:  # type: ignore[override]
        return _comparison(Op.NE, self, "!=", other)

    def __lt__(self, other: object) -> Expr:
        return _comparison(Op.LT, self, "<", other)

    def __le__(self, other: object) -> Expr:
        return _comparison(Op.LE, self, "<=", other)

    def __gt__(self, other: object) -> Expr:
        return _comparison(Op.GT, self, ">", other)

    def __ge__(self, other: object) -> Expr:
        return _comparison(Op.GE, self, ">=", other)

    def __add__(self, other: object) -> Expr:
        return _sum(self, other)

    def __radd__(self, other: object) -> Expr:
        return _sum(other, self)

    def __sub__(self, other: object) -> Expr:
        return _arithmetic(Op.SUB, self, "-", other)

    def __rsub__(self, other: object) -> Expr:
        return _arithmetic(Op.SUB, other, "-", self)

    def __mul__(self, other: object) -> Expr:
        return _arithmetic(Op.MUL, self, "*", other)

    def __rmul__(self, other: object) -> Expr:
        return _arithmetic(Op.MUL, other, "*", self)

    def __truediv__(self, other: object) -> Expr:
        return _quotient(self, other)

    def __rtruediv__(self, other: object) -> Expr:
        return _quotient(other, self)

    def __floordiv__(self, other: object) -> Expr:
        return _of_integers(Op.FLOORDIV, self, "//", other)

    def __rfloordiv__(self, other: object) -> Expr:
        return _of_integers(Op.FLOORDIV, other, "//", self)

    def __mod__(self, other: object) -> Expr:
        return _of_integers(Op.MOD, self, "%", other)

    def __rmod__(self, other: object) -> Expr:
        return _of_integers(Op.MOD, other, "%", self)

    def __neg__(self) -> Expr:
        def bind(schema: Schema) -> Bound:
            arg = self.bind(schema)
            _require(arg.type in (int, float), f"-{self.text}", arg)
            return Bound(_core.Expression.call(Op.NEG, [arg.core]), arg.type, arg.nullable)

        return Expr(bind, f"-{self.text}")

    def __and__(self, other: object) -> Expr:
        return _logic(Op.AND, self, "&", other)

    def __rand__(self, other: object) -> Expr:
        return _logic(Op.AND, other, "&", self)

    def __or__(self, other: object) -> Expr:
        return _logic(Op.OR, self, "|", other)

    def __ror__(self, other: object) -> Expr:
        return _logic(Op.OR, other, "|", self)

    def __invert__(self) -> Expr:
        def bind(schema: Schema) -> Bound:
            arg = self.bind(schema)
            _require(arg.type is bool, f"~{self.text}", arg)
            return Bound(_core.Expression.call(Op.NOT, [arg.core]), bool, arg.nullable)

        return Expr(bind, f"~{self.text}")

    def is_none(self) -> Expr:
        """Whether the value is None; never unknown."""
        return Expr(lambda schema: Bound(_core.Expression.call(Op.IS_NONE, [self.bind(schema).core]), bool, False), f"{self.text} is None")

    def isin(self, values: Iterable[object]) -> Expr:
        """Whether the value is one of these."""
        condition = lit(False)
        for place, value in enumerate(values):
            condition = self == value if place == 0 else condition | (self == value)
        return condition

    def desc(self) -> Descending:
        """In descending order, for `top`."""
        return Descending(self)


class Descending(NamedTuple):
    """An expression to order by, the greatest value first."""

    by: Expr


def _require(fits: bool, text: str, *args: Bound) -> None:
    if not fits:
        raise CircuitError(f"{text}: not for {' and '.join(arg.shown() for arg in args)}")


def _promoted(left: Bound, right: Bound) -> tuple[Bound, Bound]:
    """An int beside a float becomes one."""
    if (left.type, right.type) == (int, float):
        return Bound(_core.Expression.call(Op.TO_REAL, [left.core]), float, left.nullable), right
    if (left.type, right.type) == (float, int):
        return left, Bound(_core.Expression.call(Op.TO_REAL, [right.core]), float, right.nullable)
    return left, right


def _infix(op: Op, left: object, symbol: str, right: object, result: Callable[[Bound, Bound], type | None], *, real: bool = False) -> Expr:
    """`result` says of what type it is for two arguments, or None where they do not fit."""
    a, b = as_expr(left), as_expr(right)
    text = f"({a.text} {symbol} {b.text})"

    def bind(schema: Schema) -> Bound:
        x, y = _promoted(a.bind(schema), b.bind(schema))
        if real:
            x, y = _as_real(x), _as_real(y)
        kind = result(x, y)
        _require(kind is not None, text, x, y)
        assert kind is not None
        return Bound(_core.Expression.call(op, [x.core, y.core]), kind, x.nullable or y.nullable)

    return Expr(bind, text)


def _as_real(arg: Bound) -> Bound:
    return Bound(_core.Expression.call(Op.TO_REAL, [arg.core]), float, arg.nullable) if arg.type is int else arg


def _comparison(op: Op, left: object, symbol: str, right: object) -> Expr:
    if left is None or right is None:
        raise CircuitError("nothing is equal to None, nor less or greater: ask is_none()")
    return _infix(op, left, symbol, right, lambda x, y: bool if x.type is y.type else None)


def _number(x: Bound, y: Bound) -> type | None:
    return x.type if x.type is y.type and x.type in (int, float) else None


def _arithmetic(op: Op, left: object, symbol: str, right: object) -> Expr:
    return _infix(op, left, symbol, right, _number)


def _quotient(left: object, right: object) -> Expr:
    return _infix(Op.DIV, left, "/", right, _number, real=True)


def _of_integers(op: Op, left: object, symbol: str, right: object) -> Expr:
    return _infix(op, left, symbol, right, lambda x, y: int if x.type is int and y.type is int else None)


def _logic(op: Op, left: object, symbol: str, right: object) -> Expr:
    return _infix(op, left, symbol, right, lambda x, y: bool if x.type is bool and y.type is bool else None)


def _sum(left: object, right: object) -> Expr:
    """Numbers are added, texts are put together: which, the types say."""
    a, b = as_expr(left), as_expr(right)
    numbers = _arithmetic(Op.ADD, a, "+", b)
    texts = _infix(Op.CONCAT, a, "+", b, lambda x, y: str if x.type is str and y.type is str else None)
    return Expr(lambda schema: (texts if a.bind(schema).type is str else numbers).bind(schema), numbers.text)


def lit(value: object, kind: type | None = None) -> Expr:
    """A constant. `kind` is the type of None, which has none by itself."""
    found = kind if kind is not None else type(value)
    if found not in KINDS:
        raise CircuitError(f"{value!r} is no value of a column" + ("; say of which type it is: lit(None, int)" if value is None else ""))
    schema = Schema([Column("constant", found, value is None)])
    bound = Bound(_core.Expression.constant(schema.core, value), found, value is None)
    return Expr(lambda _: bound, repr(value))


def as_expr(value: object) -> Expr:
    """A value as an expression."""
    return value if isinstance(value, Expr) else lit(value)


def column(name: str) -> Expr:
    """The column with this name."""

    def bind(schema: Schema) -> Bound:
        found = schema.column(name)
        return Bound(_core.Expression.column(schema.place(name)), found.type, found.nullable)

    return Expr(bind, name)


class Columns:
    """`col.amount`, `col["amount"]` or `col("amount")`: the column with this name."""

    def __getattr__(self, name: str) -> Expr:
        if name.startswith("__"):
            raise AttributeError(name)
        return column(name)

    def __getitem__(self, name: str) -> Expr:
        return column(name)

    def __call__(self, name: str) -> Expr:
        return column(name)


col = Columns()


def _united(text: str, results: list[Bound]) -> tuple[list[Bound], type]:
    """Results of one type, with ints as floats where one of them is."""
    if {result.type for result in results} == {int, float}:
        results = [_as_real(result) for result in results]
    _require(len({result.type for result in results}) == 1, text, *results)
    return results, results[0].type


def coalesce(*values: object) -> Expr:
    """The first value that is not None."""
    if not values:
        raise CircuitError("coalesce: of nothing")
    args = [as_expr(value) for value in values]
    text = f"coalesce({', '.join(arg.text for arg in args)})"

    def bind(schema: Schema) -> Bound:
        results, kind = _united(text, [arg.bind(schema) for arg in args])
        return Bound(_core.Expression.call(Op.COALESCE, [result.core for result in results]), kind, all(result.nullable for result in results))

    return Expr(bind, text)


class When:
    """`when(condition, value).when(...).otherwise(value)`: the value of the first condition that holds."""

    def __init__(self, branches: tuple[tuple[Expr, Expr], ...]) -> None:
        self._branches = branches

    def when(self, condition: Expr, value: object) -> When:
        return When((*self._branches, (condition, as_expr(value))))

    def otherwise(self, value: object) -> Expr:
        last = as_expr(value)
        branches = self._branches
        text = "case " + " ".join(f"when {condition.text} then {result.text}" for condition, result in branches) + f" else {last.text} end"

        def bind(schema: Schema) -> Bound:
            conditions = [condition.bind(schema) for condition, _ in branches]
            _require(all(condition.type is bool for condition in conditions), text, *conditions)
            results, kind = _united(text, [*(result.bind(schema) for _, result in branches), last.bind(schema)])
            pieces = [piece.core for pair in zip(conditions, results, strict=False) for piece in pair]
            return Bound(_core.Expression.call(Op.CASE, [*pieces, results[-1].core]), kind, any(result.nullable for result in results))

        return Expr(bind, text)


def when(condition: Expr, value: object) -> When:
    """Begins a distinction of cases."""
    return When(((condition, as_expr(value)),))


def condition_on(schema: Schema, condition: Expr) -> Bound:
    """A condition, which is true or false."""
    bound = condition.bind(schema)
    if bound.type is not bool:
        raise CircuitError(f"{condition.text} is no condition, but {bound.shown()}")
    return bound


