/// `truth`: what a condition of SQL is: true, false or unknown.
#pragma once

#include <pgt/expr/value.hpp>

#include <optional>

namespace pgt::detail {

/// TRUE, FALSE, or unknown (empty).
using truth = std::optional<bool>;

[[nodiscard]] truth truth_of(const value& v);

} // namespace pgt::detail
