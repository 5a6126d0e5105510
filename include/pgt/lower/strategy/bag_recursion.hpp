/// A recursion with UNION ALL: semi-naive, with signed weights.
///
/// `R = start + step(R)` with a step that is linear in R.  Then
///
///     dR = d start + d step(R before) + step(dR)
///
/// where `d step` is the change of the step by the tables that it reads, over the rows as they were, which are the stream table.
/// One WITH RECURSIVE computes it, insertions, deletions and updates alike; it ends where the query's own recursion over the tables
/// ends.
/// Source: Budiu et al., DBSP (arXiv 2203.16684), section 6, for a step that is linear in its iterate.
#pragma once

#include <pgt/lower/apply/rows.hpp>
#include <pgt/lower/strategy/recursion.hpp>

namespace pgt::lower {

class bag_recursion final : public recursion_strategy {
  public:
    bag_recursion(lowered_query& q, const sql::qname& target, recursive_query top)
        : recursion_strategy(q, target, std::move(top)) {
        q.types.give(iterate_change, rows_);
        find_by_all_columns();
    }

    [[nodiscard]] sql::text delta(const source_set& changed, bool /*net*/) override {
        relational r(q_.query, q_.types);
        r.give(iterate_before, stored_rows(), rows_);
        r.give(iterate_change, sql::build("x"), rows_, true);
        auto const seed = q_.changes(changing(), changed);
        r.share({seed});
        auto const seeds = select(cast(r.lower(seed)), true);
        auto const steps = select(cast(r.lower(top_.step(iterate_change))), true);
        auto const t = r.alias();
        auto const all =
            reading(sql::build("(WITH RECURSIVE x ({}, w) AS ({} UNION ALL {}) SELECT * FROM x) AS {}",
                               sql::join(detail::plain_columns(rows_.size()), ", "), seeds, steps, t),
                    t, detail::all_of(rows_.size()), true);
        return apply::bag(r, project(r, all, top_.columns), store_);
    }

  private:
    /// The leaf for the change so far.
    static constexpr const char* iterate_change = "iterate change";
};

} // namespace pgt::lower
