/// Other columns for a block.
#pragma once

#include <pgt/lower/sql/block.hpp>
#include <pgt/lower/sql/relational.hpp>

#include <vector>

namespace pgt::lower {

/// The block with other columns.
[[nodiscard]] block project(relational& r, block in, const std::vector<expression>& list);

/// Expressions over the columns of a block.
[[nodiscard]] std::vector<sql::text> texts_of(const block& b, const std::vector<expression>& list);

} // namespace pgt::lower
