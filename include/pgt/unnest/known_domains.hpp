/// `known_domains`: the distinct values that the subqueries of a query are computed for.
///
/// The *domain* of a subquery are the distinct values of what it reads of the outer rows.  An outer join keeps the rows of one side, once or
/// more often, so that the distinct values of expressions over that side are those of the side alone:
///
///     distinct(map(left_join(a, b), f)) = distinct(map(a, f))
///
/// where f reads columns of a, which are the same in pairs and in padded rows.  So the domain of the next of several subqueries, each of
/// which is joined with the rows around it by an outer join, does not have those before it inside, and is one for all that read the same.
///
/// Where a domain of the same columns is known of rows among which the outer rows are, those left of a semijoin or antijoin, it serves: `x <> ALL (...)` asks the same subquery three
/// times, about the rows that the question before has left.
#pragma once

#include <pgt/circuit/functions.hpp>

#include <cstddef>
#include <vector>

namespace pgt::unnest {

class known_domains {
  public:
    /// The distinct values of expressions over rows: `keys` tell them apart, `values` are the same wherever these are.
    [[nodiscard]] circuit of(const circuit& rows, const std::vector<expression>& keys,
                             const std::vector<expression>& values);

  private:
    struct domain {
        circuit rows;
        std::vector<expression> columns;
        std::size_t keys;
        circuit distinct;
    };
    std::vector<domain> made_;
};

} // namespace pgt::unnest
