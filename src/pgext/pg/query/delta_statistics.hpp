/// `delta_statistics`: what the planner is told about the columns of deltas, of which no catalog knows anything.
#pragma once

#include "pg/query/change_statement.hpp"

#include <map>
#include <optional>
#include <span>
#include <utility>

namespace pgt::pg {

/// How the values of a column are spread.
struct column_spread {
    double distinct = 0;       ///< as pg_statistic has it: a number, or, below 0, a share of the rows
    double share_of_nulls = 0; ///< from 0 to 1
};

/// As long as it lives, plans that are made know how many different values the columns of these deltas have. They are
/// counted when the planner asks.
class delta_statistics {
  public:
    explicit delta_statistics(std::span<const offered_delta> deltas);
    delta_statistics(const delta_statistics&) = delete;
    delta_statistics& operator=(const delta_statistics&) = delete;
    ~delta_statistics();

    /// Nothing for other relations, and where the planner is not to reckon with all rows.
    [[nodiscard]] std::optional<column_spread> spread(const char* delta, column_number column);

  private:
    std::span<const offered_delta> deltas_;
    delta_statistics* before_; ///< a statement in which this one runs
    std::map<std::pair<const delta_store*, column_number>, column_spread> known_;
};

} // namespace pgt::pg
