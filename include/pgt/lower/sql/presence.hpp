/// `presence`: the change of distinct rows, by one look at their rows.
///
///     SELECT row, (n > 0) - (n - d > 0) FROM (SELECT row, sum(n), sum(d) ... GROUP BY row) WHERE (n > 0) <> (n - d > 0)
///
/// where n counts the rows now and d is what the change adds to them. Rows that were there and still are do not appear, as `distinct` of both states would let them, to cancel out later.
#pragma once

#include <pgt/lower/sql/block.hpp>
#include <pgt/lower/sql/relational.hpp>

#include <optional>

namespace pgt::lower {

/// `distinct(rows) - distinct(rows - change)`.
struct presence {
    circuit rows;
    circuit change;
};
/// None for any other circuit.
[[nodiscard]] std::optional<presence> presence_in(const circuit& c);

/// The rows of such a circuit; none where equal rows may look different, so that another of them may be shown than before.
[[nodiscard]] std::optional<block> change_of_presence(relational& r, const circuit& c);

/// By what `distinct` brings rows of `in` together.
[[nodiscard]] same_row same_of_distinct(const circuit& in);

} // namespace pgt::lower
