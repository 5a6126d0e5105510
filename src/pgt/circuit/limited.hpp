/// `limited`: the rows that a limit keeps, in memory.
#pragma once

#include <pgt/circuit/row_limit.hpp>
#include <pgt/expr/value.hpp>

#include <dbsp/zset/zset.hpp>

#include <string>
#include <vector>

namespace pgt::detail {

/// Of the rows of one group, each as often as its weight says.  Rows that the order leaves open are taken in the order of their
/// values.  Errors: `not_evaluable` for an order that only the server knows.
[[nodiscard]] std::vector<row> limited(const row_limit& limit,
                                       const dbsp::zset<row, dbsp::default_weight>& rows);

/// `limit 3 offset 1 order by c1 DESC`.
[[nodiscard]] std::string label(const row_limit& limit);

} // namespace pgt::detail
