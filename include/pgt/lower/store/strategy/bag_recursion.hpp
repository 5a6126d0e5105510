/// A recursion with UNION ALL: semi-naive, with signed weights.
///
/// `R = start + step(R)` with a step that is linear in R.  Then
///
///     dR = d start + d step(R before) + step(dR)
///
/// where `d step` is the change of the step by the tables that it reads, over the rows as they were, which are the stream table.
/// One WITH RECURSIVE computes it, insertions, deletions and updates alike. Deleted rows follow the tables as they are, and may lead into a cycle of new rows there that no row
/// of the query reaches: insertions and deletions without end, which cancel. So the number of rows is limited, and all rows are computed beyond the limit.
/// Source: Budiu et al., DBSP (arXiv 2203.16684), section 6, for a step that is linear in its iterate.
#pragma once

#include <pgt/lower/change/lowered_query.hpp>
#include <pgt/lower/facts/recursive_query.hpp>
#include <pgt/lower/piece/source_set.hpp>
#include <pgt/lower/store/apply/rows.hpp>
#include <pgt/lower/store/strategy/recursion.hpp>

#include <optional>

namespace pgt::lower {

class bag_recursion final : public recursion_strategy {
  public:
    bag_recursion(lowered_query& q, const sql::qname& target, recursive_query top);

    [[nodiscard]] sql::text delta(const source_set& changed, bool /*net*/) override;
    /// Where rows have a key, the change of each key is a deleted row, an inserted row, or both, unless rows above and below each other in the recursion change at once.
    [[nodiscard]] std::optional<sql::text> adding(const source_set& changed) override;
    [[nodiscard]] bool adds() const override { return store_.keyed; }

  private:
    /// The rows of the change with their weights, as they are found.
    [[nodiscard]] block change_by(relational& r, const source_set& changed);
    /// True; an error where the change has too many rows.
    [[nodiscard]] sql::text row_check() const;

    /// The leaf for the change so far.
    static constexpr const char* iterate_change = "iterate change";
};

} // namespace pgt::lower
