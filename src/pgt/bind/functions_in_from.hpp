/// Functions in FROM, joined with the rows that they are called with.
#pragma once

#include "bind/part.hpp"

#include <cstddef>
#include <vector>

namespace pgt::bind::detail {

/// Functions over other columns.
[[nodiscard]] function_rows substituted(function_rows made, const std::vector<expression>& columns);

/// The part with the rows of all functions that are called with its columns alone, under the conditions that can be checked then;
/// both are taken out of their lists.
[[nodiscard]] part with_functions(part p, std::vector<dependent_function>& functions,
                                  std::vector<expression>& conditions, std::size_t width);

/// Whether a side of a join is one item of functions that reads the other side.
[[nodiscard]] bool is_function_alone(const join_group& group);

/// `p LEFT JOIN LATERAL f(...) ON conditions`.
[[nodiscard]] part left_joined(part p, dependent_function f, const std::vector<expression>& conditions,
                               std::size_t width);

/// Errors: 0A000 for functions that read columns outside of the join in which they stand.
void refuse_left_over(const std::vector<dependent_function>& functions);

} // namespace pgt::bind::detail
