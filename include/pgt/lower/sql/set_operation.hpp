/// What the set operations have in common.  Their inputs are lowered once, whatever form the operation gets.
#pragma once

#include <pgt/lower/piece/piece.hpp>
#include <pgt/lower/sql/block.hpp>
#include <pgt/lower/sql/operands.hpp>
#include <pgt/lower/sql/relational.hpp>

#include <optional>

namespace pgt::lower {

/// SQL's own operation, if it does not matter which of equal rows stands for them, and every row counts once.
[[nodiscard]] std::optional<block> native_set_operation(relational& r, const piece& p, const operands& in,
                                                        sql::pattern<> keyword);

/// The rows of both inputs by GROUP BY, `weight(left, right)` being the weight of a row that has these weights on both sides.
[[nodiscard]] block weighted_set_operation(relational& r, const piece& p, const operands& in,
                                           sql::text (*weight)(const sql::text& left,
                                                               const sql::text& right));

/// The rows whose weights on both sides have a sum above zero, and that sum.
[[nodiscard]] block rows_of_sum(relational& r, const piece& p, const block& left, const block& right);

} // namespace pgt::lower
