/// `delta_statistics`: statistics of the columns of deltas for the planner; they are in no catalog.
#pragma once

#include "pg/query/change_statement.hpp"

#include <cstddef>
#include <map>
#include <span>
#include <utility>
#include <vector>

namespace pgt::pg {

/// The distribution of the values of a column.
struct column_spread {
    double distinct = 0;           ///< as pg_statistic has it: a number, or, below 0, a share of the rows
    double share_of_nulls = 0;     ///< from 0 to 1
    std::vector<std::byte> bounds; ///< an array of the server's: the bounds of equally many values; or empty
    oid less = no_oid;             ///< the operator that they are ordered by
    oid collation = no_oid;
};

/// During its lifetime, plans use the distribution of values in the columns of these deltas: how many differ, and the bounds of equally many of them. Values are
/// counted when the planner asks. Without bounds the server takes it that half of the values are below any number, so that none are between two.
class delta_statistics {
  public:
    explicit delta_statistics(std::span<const offered_delta> deltas);
    delta_statistics(const delta_statistics&) = delete;
    delta_statistics& operator=(const delta_statistics&) = delete;
    ~delta_statistics();

    /// The delta of this name, of the statement that is being planned; null: there is none.
    [[nodiscard]] static const delta_store* delta_named(const char* name);

    /// Null for other relations, and for deltas whose estimate is not their number of rows.
    [[nodiscard]] const column_spread* spread(const char* delta, column_number column);

  private:
    [[nodiscard]] const offered_delta* find(const char* name) const;

    std::span<const offered_delta> deltas_;
    delta_statistics* before_; ///< of the statement inside which this one runs
    std::map<std::pair<const delta_store*, column_number>, column_spread> known_;
};

} // namespace pgt::pg
