/// `flat_sets`: UNION and EXCEPT of many parts as one operator over their sum.
///
///     union_distinct(union_distinct(a, b), c)    = union_distinct(a + b, c)
///     union_distinct(distinct(a), b)             = union_distinct(a, b)
///     except_distinct(except_distinct(a, b), c)  = except_distinct(a, b + c)
///     except_all(except_all(a, b), c)            = except_all(a, b + c)
///
/// for inputs without negative weights, as those of a query are.  Each of these operators compares what its input was and is: one over
/// the other n times would have a statement that is longer by a factor for each.
///
/// The columns must have the same types and collations on every level: rows that one level takes for equal, the next must not tell apart.
#pragma once

#include <pgt/circuit/by_circuit.hpp>

#include <optional>

namespace pgt::lower {

class piece;
class typing;

class flat_sets {
  public:
    explicit flat_sets(typing& types) : types_(types) {}

    /// Bodies of recursions stay as they are.
    circuit operator()(const circuit& c);

  private:
    circuit rebuilt(const circuit& c);
    circuit united(const piece& whole);
    circuit with_duplicates(const circuit& part, const circuit& whole);
    template <class Op> std::optional<circuit> excepted(const piece& whole);
    bool compare_alike(const circuit& a, const circuit& b);

    typing& types_;
    by_circuit<circuit> done_;
};

} // namespace pgt::lower
