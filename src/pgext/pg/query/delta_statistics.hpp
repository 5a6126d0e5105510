/// `delta_statistics`: statistics of the columns of deltas for the planner; they are in no catalog.
#pragma once

#include "pg/query/change_statement.hpp"

#include <map>
#include <optional>
#include <span>
#include <utility>

namespace pgt::pg {

/// The distribution of the values of a column.
struct column_spread {
    double distinct = 0;       ///< as pg_statistic has it: a number, or, below 0, a share of the rows
    double share_of_nulls = 0; ///< from 0 to 1
};

/// During its lifetime, plans use the number of distinct values in the columns of these deltas. They are counted when the planner asks.
class delta_statistics {
  public:
    explicit delta_statistics(std::span<const offered_delta> deltas);
    delta_statistics(const delta_statistics&) = delete;
    delta_statistics& operator=(const delta_statistics&) = delete;
    ~delta_statistics();

    /// The delta of this name, of the statement that is being planned; null: there is none.
    [[nodiscard]] static const delta_store* delta_named(const char* name);

    /// Nothing for other relations, and for deltas whose estimate is not their number of rows.
    [[nodiscard]] std::optional<column_spread> spread(const char* delta, column_number column);

  private:
    [[nodiscard]] const offered_delta* find(const char* name) const;

    std::span<const offered_delta> deltas_;
    delta_statistics* before_; ///< of the statement inside which this one runs
    std::map<std::pair<const delta_store*, column_number>, column_spread> known_;
};

} // namespace pgt::pg
