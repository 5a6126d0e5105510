/// `inner_joins`: joins in the place of operators that compare groups, where the two are the same.
///
/// A join is linear in each of its inputs, so its change starts from the change of one of them.  An outer join, a semijoin and DISTINCT look
/// at how many rows there are, now and before.
///
///     filter(left_join(a, b), p)  = filter(join(a, b), p)   where p is not true for a row without a partner
///     semijoin(a, b)              = join(a, b)              where rows of `a` have one partner at most
///     distinct(a)                 = a                       where `a` has a key
///
/// Correlated subqueries in conditions, `x = (SELECT min(y) ...)`, are of the first form once they are unnested, and `IN (SELECT key ...)` is of the second.
#pragma once

#include <pgt/circuit/by_circuit.hpp>
#include <pgt/lower/facts/unique_key.hpp>
#include <pgt/lower/piece/piece.hpp>

#include <optional>

namespace pgt::lower {

class inner_joins {
  public:
    inner_joins(const bind::query& query, typing& types) : types_(types), keys_(query, types) {}

    /// The circuit with joins where they serve.  Bodies of recursions stay as they are.
    circuit operator()(const circuit& c);

  private:
    circuit rebuilt(const circuit& c);
    std::optional<circuit> replaced(const piece& here);
    [[nodiscard]] bool has_one_partner(const join_match& on, const circuit& a, const circuit& b);
    circuit joined_first(const piece& semijoin);

    typing& types_;
    key_finder keys_;
    by_circuit<circuit> done_;
};

} // namespace pgt::lower
