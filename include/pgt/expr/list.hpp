/// Lists of expressions: columns in a row, substitution, and conditions that are ANDed.
#pragma once

#include <pgt/expr/expression.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace pgt {

/// The columns `first`, `first + 1`, ..., `count` of them.
[[nodiscard]] std::vector<expression> columns_from(std::size_t first, std::size_t count);

/// Each expression with `columns[i]` in the place of column i.
[[nodiscard]] std::vector<expression> substituted(std::span<const expression> list,
                                                  std::span<const expression> columns);

/// The conditions, one operand of AND each.
[[nodiscard]] std::vector<expression> operands_of_and(std::span<const expression> conditions);

/// AND of all, as a balanced tree: a long list does not make a deep one.  Precondition: there are some.
[[nodiscard]] expression all_of(std::span<const expression> conditions);

} // namespace pgt
