/// Group by group: from states that are stored where all aggregates have one, else the touched groups recomputed.
#pragma once

#include <pgt/lower/change/lowered_query.hpp>
#include <pgt/lower/facts/naming.hpp>
#include <pgt/lower/facts/top_level.hpp>
#include <pgt/lower/piece/source_set.hpp>
#include <pgt/lower/sql/block.hpp>
#include <pgt/lower/sql/relational.hpp>
#include <pgt/lower/store/aggregate/aggregate_states.hpp>
#include <pgt/lower/store/apply/group_states.hpp>
#include <pgt/lower/store/strategy/strategy.hpp>

#include <cstddef>
#include <optional>
#include <vector>

namespace pgt::lower {

class group_strategy final : public strategy {
  public:
    /// Sources from `states_from` on have the indexes that `extremum_indexes` asks for.
    group_strategy(lowered_query& q, const sql::qname& target, grouped_query top, std::size_t states_from);

    [[nodiscard]] sql::text delta(const source_set& changed, bool /*net*/) override;
    [[nodiscard]] std::optional<sql::text> adding(const source_set& changed) override;
    [[nodiscard]] bool adds() const override { return states_ && states_->may_rescan(); }
    [[nodiscard]] std::optional<sql::text> touched_rows(const source_set& changed) override;
    [[nodiscard]] circuit changing() const override { return top_.in; }
    [[nodiscard]] bool updates_in_place() const override { return true; }
    [[nodiscard]] bool holds_state() const override { return states_.has_value(); }

  private:
    void store_key();
    void store_states();

    void find_looked_up(std::size_t states_from);

    sql::text replace_touched(const circuit& change);

    /// The change as a subquery, so that GROUP BY meets columns, not constants.
    static block rows_of(relational& r, const circuit& change);
    sql::text add(const circuit& change);
    sql::text add_or_replace(const circuit& change);
    sql::text add_and_look_up(const circuit& change);

    /// The key columns of groups.
    row_type key_types();
    /// Extremes that are looked up where they are deleted.
    [[nodiscard]] apply::group_lookups lookups(relational& r);

    grouped_query top_;
    std::optional<aggregate_states> states_;
    apply::state_columns where_;
    std::vector<std::size_t> looked_up_; ///< the calls whose values an index of a state finds
};

} // namespace pgt::lower
