/// ORDER BY, and bags as lists of rows, for the reference evaluator.
#pragma once

#include <pgt/circuit/functions.hpp>
#include <pgt/circuit/order_key.hpp>

#include <compare>
#include <span>
#include <vector>

namespace pgt::detail {

[[nodiscard]] bool is_descending(const order_key& key);

/// How the keys order two rows.  Errors: `not_evaluable` for an order by an operator.
[[nodiscard]] std::strong_ordering ordered(std::span<const order_key> keys, const row& a, const row& b);

/// Each row as often as its weight says.
[[nodiscard]] std::vector<row> repeated(const dbsp::zset<row, dbsp::default_weight>& rows);

} // namespace pgt::detail
