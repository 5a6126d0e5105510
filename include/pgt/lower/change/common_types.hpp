/// `common_types`: the branches of a set operation have columns of the type that they have in common.
///
/// PostgreSQL compares the rows of `SELECT int8 ... EXCEPT SELECT float8 ...` as those of one type, and two values that their own type tells apart may be one value of
/// it: 2^53 and 2^53 + 1 as floating point, texts with trailing blanks as `char(n)`, times that a change to summer time leaves out as `timestamptz`. Circuits of
/// changes look for the rows of a value inside each branch, and compute from those of the branches that have changed: from a `date` where the others have times.
#pragma once

#include <pgt/circuit/by_circuit.hpp>
#include <pgt/lower/facts/typing.hpp>
#include <pgt/lower/piece/piece.hpp>

namespace pgt::lower {

class common_types {
  public:
    explicit common_types(typing& types) : types_(types) {}

    /// The same rows. Bodies of recursions stay as they are: the step of a recursion has the types of its start.
    circuit operator()(const circuit& c);

  private:
    circuit rebuilt(const circuit& c);
    circuit converted(const circuit& branch, const row_type& wanted);

    typing& types_;
    by_circuit<circuit> done_;
};

} // namespace pgt::lower
