/// Frame by frame: window functions at the top of a query that look at a bounded number of rows around each row.
///
/// The table itself holds the rows in the order of their windows: their columns are stored, hidden where the query does not show them, with an
/// index on the partition and the order.  Around each changed position the nearest stored rows are read, as many as the functions reach; without the
/// deleted and with the inserted ones they are all that the results near a change depend on (docs/adr/0068-frames.md).
#pragma once

#include <pgt/lower/change/lowered_query.hpp>
#include <pgt/lower/facts/ordered_windows.hpp>
#include <pgt/lower/piece/source_set.hpp>
#include <pgt/lower/sql/block.hpp>
#include <pgt/lower/sql/relational.hpp>
#include <pgt/lower/store/apply/neighbours.hpp>
#include <pgt/lower/store/strategy/ordered.hpp>

#include <string>

namespace pgt::lower {

class frame_strategy final : public ordered_strategy {
  public:
    frame_strategy(lowered_query& q, const sql::qname& target, ordered_windows windows);

    [[nodiscard]] sql::text delta(const source_set& changed, bool /*net*/) override;
    [[nodiscard]] std::string upkeep() const override;

  private:
    // The parts of the statement, in their order:
    void name_touched(relational& r) const;
    void name_near(relational& r) const;
    void name_rows(relational& r) const;
    [[nodiscard]] block computed(relational& r) const;

    [[nodiscard]] sql::text nearest(apply::direction way) const;
    [[nodiscard]] sql::text beside_touched(bool after) const;
};

} // namespace pgt::lower
