/// What is known of aggregates by their names.
#pragma once

#include <pgt/circuit/aggregate_call.hpp>
#include <pgt/syntax/expression.hpp>

namespace pgt::bind::detail {

[[nodiscard]] aggregate_kind kind_of_aggregate(const syntax::function_call& f);

} // namespace pgt::bind::detail
