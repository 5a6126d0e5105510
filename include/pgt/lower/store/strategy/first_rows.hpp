/// The first rows: LIMIT, DISTINCT ON or a condition on `row_number()` at the top of a query.
///
/// The stored rows of a group, without the deleted and with the inserted ones up to the last stored one, are the first rows of the group again, if there are
/// enough of them. Only groups which have lost too many are computed from the rows below (docs/adr/0097-first-rows.md).
#pragma once

#include <pgt/lower/change/lowered_query.hpp>
#include <pgt/lower/facts/first_rows.hpp>
#include <pgt/lower/piece/source_set.hpp>
#include <pgt/lower/sql/block.hpp>
#include <pgt/lower/sql/relational.hpp>
#include <pgt/lower/store/strategy/partitions.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace pgt::lower {

class first_rows_strategy final : public partition_strategy {
  public:
    first_rows_strategy(lowered_query& q, const sql::qname& target, first_rows first);

    [[nodiscard]] sql::text delta(const source_set& changed, bool /*net*/) override;
    [[nodiscard]] std::string upkeep() const override;
    [[nodiscard]] std::string arrangement() const override { return "first rows"; }

  private:
    void store_rows();

    // The parts of the statement, in their order:
    void name_change(relational& r, const block& change) const;
    void name_ranked(relational& r) const;
    void name_rows(relational& r, const circuit& change) const;
    [[nodiscard]] circuit kept() const;

    /// `PARTITION BY ...`, of rows with the columns that are read.
    [[nodiscard]] sql::text partition_of(sql::pattern<> alias) const;
    [[nodiscard]] sql::text stored_and_inserted() const;
    [[nodiscard]] sql::text is_deleted() const;
    [[nodiscard]] std::size_t place_of(std::size_t column) const;

    first_rows first_;
    row_type types_;              ///< of the columns that are read
    std::vector<std::size_t> at_; ///< where these are stored
};

} // namespace pgt::lower
