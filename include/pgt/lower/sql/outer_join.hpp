/// Joins that SQL has itself, where the rows that may lack a partner alone are weighted: these joins are linear in them.
#pragma once

#include <pgt/lower/piece/piece.hpp>
#include <pgt/lower/sql/block.hpp>
#include <pgt/lower/sql/operands.hpp>
#include <pgt/lower/sql/relational.hpp>

#include <optional>

namespace pgt::lower {

/// Which sides of a join may be weighted for SQL's own join to be right.
struct may_weigh {
    bool left;
    bool right;
};

/// `a LEFT JOIN b ON ...`, if SQL's own join is right.
[[nodiscard]] std::optional<block> outer_join(relational& r, const piece& p, const operands& in,
                                              sql::pattern<> keyword, may_weigh sides);
/// `a WHERE EXISTS (b ...)`, if partners count once.
[[nodiscard]] std::optional<block> existence(relational& r, const piece& p, const operands& in,
                                             sql::pattern<> keyword);

} // namespace pgt::lower
