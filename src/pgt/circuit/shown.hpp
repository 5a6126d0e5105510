/// How functions are shown where no query is around them.
#pragma once

#include <pgt/expr/expression.hpp>

#include <span>
#include <vector>

namespace pgt::detail {

/// c1, c2, ...: names for all columns that these expressions read.
[[nodiscard]] std::vector<sql::text> plain_names(std::span<const expression> list);

} // namespace pgt::detail
