"""What the package raises. Each class is also the one of Python's own that comes nearest."""


class DbspError(Exception):
    """Base of everything that the package raises by itself."""


class CircuitError(DbspError, ValueError):
    """A circuit was built or used wrongly: an unknown column, table or view, types that do not go together."""


class SchemaError(DbspError, TypeError):
    """A row or a value is not what its column says."""


class ArrowError(DbspError, ValueError):
    """An Arrow table cannot be read: a format that is not supported, a missing column, a null where none may be."""


class WeightOverflowError(DbspError, OverflowError):
    """A number left the range of 64-bit integers, or an int that of a float."""


class DomainError(DbspError, ArithmeticError):
    """An expression has no value: a division by zero."""


class NegativeWeightError(DbspError, ValueError):
    """An operator that needs a table met a row that was deleted more often than inserted."""


class KeyConflictError(DbspError, LookupError):
    """A table with a key was to get a key twice, or to lose one that it does not have."""


class BudgetError(DbspError, RuntimeError):
    """A recursion did not settle within its limit of iterations."""


class BrokenStateError(DbspError, RuntimeError):
    """An engine was used while one of its steps runs, or the changes of a step after a later one."""


class DifferenceError(DbspError, AssertionError):
    """A view is not what the reference evaluator computes from the tables: a bug of the library."""
