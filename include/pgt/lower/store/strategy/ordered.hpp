/// What strategies have in common for which the table itself is the store of the rows in the order of their windows: their columns are stored, hidden
/// where the query does not show them, with an index on the partition and the order.
#pragma once

#include <pgt/lower/change/lowered_query.hpp>
#include <pgt/lower/facts/ordered_windows.hpp>
#include <pgt/lower/sql/block.hpp>
#include <pgt/lower/sql/relational.hpp>
#include <pgt/lower/store/apply/neighbours.hpp>
#include <pgt/lower/store/strategy/strategy.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pgt::lower {

class ordered_strategy : public strategy {
  public:
    [[nodiscard]] circuit changing() const override { return windows_.top.in; }
    [[nodiscard]] std::vector<std::vector<std::string>> looked_up() const override;

  protected:
    /// Those that derive from it call `store` when they have added their own columns.
    ordered_strategy(lowered_query& q, const sql::qname& target, ordered_windows windows);

    /// d (c1, ..., w): the change of the rows below, each row once.
    void name_change(relational& r, const circuit& change) const;
    /// How the statement finds stored rows: by their key, or where they are, which takes no look-up.
    enum class found : std::uint8_t { by_key, by_place };
    /// The statement: `rows` as they are to be stored, behind that whether they are stored already, and where, if they are found by their place; and the
    /// keys of those that are deleted.
    [[nodiscard]] sql::text merged(const relational& r, const block& rows, found how) const;
    /// Where the row with the key of `alias` is stored, if it is.
    [[nodiscard]] sql::text stored_place(sql::pattern<> alias) const;

    /// Where a column of the rows below is among those that are read.
    [[nodiscard]] std::size_t place_of(std::size_t column) const;
    /// What the columns of the rows below are where only those are read, and the results of window functions the columns from `first` on.
    [[nodiscard]] std::vector<expression> places(std::size_t first) const;
    [[nodiscard]] bool finds_by_hash() const;
    /// By what rows of a partition are found, of rows `alias` with the columns that are read; nothing without PARTITION BY.
    [[nodiscard]] std::optional<sql::text> partition_id(sql::pattern<> alias) const;
    /// The stored rows `s` of the partition of `touched`.
    [[nodiscard]] std::vector<sql::text> in_touched_partition() const;
    /// The first columns of the order, of stored rows and of `touched`.
    [[nodiscard]] std::vector<apply::ordered_value> order_beside_touched(std::size_t columns) const;
    /// The order of rows `alias` with the columns that are read.
    [[nodiscard]] sql::text order_of(sql::pattern<> alias, apply::direction way) const;
    /// The order of stored rows `s`.
    [[nodiscard]] sql::text stored_order(apply::direction way) const;
    /// A condition that there is a deleted row with the key of `alias`.
    [[nodiscard]] sql::text deleted_with_key_of(sql::pattern<> alias) const;
    [[nodiscard]] apply::direction forwards() const;
    [[nodiscard]] apply::direction backwards() const;

    [[nodiscard]] static sql::text of(sql::pattern<> alias, std::size_t i);
    [[nodiscard]] static std::vector<sql::text> all_of_alias(sql::pattern<> alias, std::size_t width);
    [[nodiscard]] static column_type flag();
    [[nodiscard]] static column_type place();

    ordered_windows windows_;
    std::vector<std::size_t> read_;                    ///< columns of the rows below that are read
    row_type types_;                                   ///< of these
    std::vector<std::size_t> at_;                      ///< where these are stored
    std::vector<std::size_t> partition_, order_, key_; ///< among these
    std::optional<std::size_t>
        looked_up_; ///< the stored column by which partitions are looked up; none without PARTITION BY

  private:
    void read_columns();
    void store_rows();
    void store_partition();
    [[nodiscard]] sql::text rows_to_apply(const block& rows, found how) const;
    [[nodiscard]] sql::text deleted_rows(found how) const;
    [[nodiscard]] std::vector<sql::text> key_of_alias(sql::pattern<> alias) const;
};

} // namespace pgt::lower
