/// Frame by frame: window functions at the top of a query that look at a bounded number of rows around each row.
///
/// The table itself holds the rows in the order of their windows: their columns are stored, hidden where the query does not show them, with an
/// index on the partition and the order.  Around each changed position the nearest stored rows are read, as many as the functions reach; without the
/// deleted and with the inserted ones they are all that the results near a change depend on (docs/adr/0068-frames.md).
#pragma once

#include <pgt/lower/change/lowered_query.hpp>
#include <pgt/lower/facts/bounded_windows.hpp>
#include <pgt/lower/piece/source_set.hpp>
#include <pgt/lower/sql/block.hpp>
#include <pgt/lower/sql/relational.hpp>
#include <pgt/lower/store/apply/neighbours.hpp>
#include <pgt/lower/store/strategy/strategy.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace pgt::lower {

class frame_strategy final : public strategy {
  public:
    frame_strategy(lowered_query& q, const sql::qname& target, bounded_windows windows);

    [[nodiscard]] sql::text delta(const source_set& changed, bool /*net*/) override;
    [[nodiscard]] circuit changing() const override { return windows_.top.in; }
    [[nodiscard]] std::vector<std::vector<std::string>> looked_up() const override;
    [[nodiscard]] std::string upkeep() const override;

  private:
    void read_columns();
    void store_rows();
    void store_partition();
    /// Where a column of the rows below is among those that are read.
    [[nodiscard]] std::size_t place_of(std::size_t column) const;

    // The parts of the statement, in their order:
    void name_change(relational& r, const circuit& change) const;
    void name_touched(relational& r) const;
    void name_near(relational& r) const;
    void name_rows(relational& r) const;
    [[nodiscard]] block computed(relational& r) const;
    [[nodiscard]] sql::text rows_to_apply(const block& rows) const;

    [[nodiscard]] bool finds_by_hash() const;
    [[nodiscard]] sql::text nearest(apply::direction way) const;
    [[nodiscard]] sql::text beside_touched(bool after) const;
    [[nodiscard]] std::vector<sql::text> in_touched_partition() const;
    [[nodiscard]] std::vector<apply::ordered_value> order_beside_touched() const;
    [[nodiscard]] sql::text order_of(sql::pattern<> alias, apply::direction way) const;
    [[nodiscard]] sql::text same_key_as(sql::pattern<> alias) const;
    [[nodiscard]] sql::text deleted_with_key_of(sql::pattern<> alias) const;
    [[nodiscard]] sql::text deleted_rows() const;

    bounded_windows windows_;
    std::vector<std::size_t> read_;                    ///< columns of the rows below that are read
    row_type types_;                                   ///< of these
    std::vector<std::size_t> at_;                      ///< where these are stored
    std::vector<std::size_t> partition_, order_, key_; ///< among these
    std::optional<std::size_t>
        looked_up_; ///< the stored column by which partitions are looked up; none without PARTITION BY
};

} // namespace pgt::lower
