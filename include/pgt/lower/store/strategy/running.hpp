/// From the first changed row on: window functions at the top of a query whose results continue from row to row, as ranks and running sums do.
///
/// The rows before the first changed row of a partition are not read, except the last one: its results are what the results of the rows behind it
/// continue. These rows are read, without the deleted and with the inserted ones, up to the last changed row if those after it cannot have changed
/// (docs/adr/0096-running-windows.md).
#pragma once

#include <pgt/lower/change/lowered_query.hpp>
#include <pgt/lower/facts/ordered_windows.hpp>
#include <pgt/lower/piece/source_set.hpp>
#include <pgt/lower/sql/block.hpp>
#include <pgt/lower/sql/relational.hpp>
#include <pgt/lower/store/strategy/ordered.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace pgt::lower {

class running_strategy final : public ordered_strategy {
  public:
    running_strategy(lowered_query& q, const sql::qname& target, ordered_windows windows);

    [[nodiscard]] sql::text delta(const source_set& changed, bool /*net*/) override;
    [[nodiscard]] std::string upkeep() const override;
    [[nodiscard]] std::string arrangement() const override { return "running"; }

  private:
    void add_parts_of_means();
    void store_results();

    // The parts of the statement, in their order:
    void name_moved(relational& r) const;
    void name_touched(relational& r) const;
    void name_near(relational& r) const;
    void name_placed(relational& r) const;
    void name_rows(relational& r) const;
    [[nodiscard]] block computed(relational& r) const;

    /// Whether the rows after the last changed one keep their results if the changes cancel out in all that functions read.
    [[nodiscard]] bool has_end() const;
    [[nodiscard]] std::size_t rows_near() const;
    [[nodiscard]] sql::text nearest_before() const;
    [[nodiscard]] sql::text rows_behind() const;
    [[nodiscard]] sql::text is_open() const;
    [[nodiscard]] sql::text last_value_read() const;
    /// The number of rows before the place of which `b` is the last one, for a function whose peers share so many columns.
    [[nodiscard]] sql::text preceding(std::size_t result, std::size_t columns) const;
    [[nodiscard]] sql::text in_partition_of_touched(sql::pattern<> alias) const;
    /// Whether the results of a row may have changed, whether it is stored already, and where.
    struct row_facts {
        sql::text reached;
        sql::text stored;
        sql::text place;
    };
    /// `alias.c1, ...`, these, and the results to be continued.
    [[nodiscard]] sql::text row_list(sql::pattern<> alias, const row_facts& row) const;
    [[nodiscard]] std::vector<sql::text> stored_columns(bool with_results) const;
    [[nodiscard]] expression continued(std::size_t call, const std::vector<expression>& results) const;
    [[nodiscard]] expression mean_of(std::size_t call, const std::vector<expression>& results) const;

    struct parts_of_mean {
        std::size_t sum;
        std::size_t count;
    };
    std::vector<std::optional<parts_of_mean>> means_; ///< of each call
    std::vector<std::optional<std::size_t>>
        results_; ///< where the result of each call is stored, if others continue it
};

} // namespace pgt::lower
