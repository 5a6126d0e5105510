/// Partition by partition: window functions, LIMIT or DISTINCT ON at the top of a query.
///
/// The rows of the touched partitions are computed as they are now.  What is to be deleted are the stored rows of these partitions, found
/// by the columns of PARTITION BY, not what the query gave before: where an ORDER BY leaves rows in any order, computing that again
/// could give rows that were never stored.  The difference of both is applied by the key of the rows, or to a bag.
#pragma once

#include <pgt/lower/change/lowered_query.hpp>
#include <pgt/lower/facts/top_level.hpp>
#include <pgt/lower/piece/source_set.hpp>
#include <pgt/lower/sql/block.hpp>
#include <pgt/lower/sql/relational.hpp>
#include <pgt/lower/store/strategy/strategy.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace pgt::lower {

class partition_strategy : public strategy {
  public:
    /// `why` windows are not maintained frame by frame (`ordered_windows_of`), for people.
    partition_strategy(lowered_query& q, const sql::qname& target, windowed_query top, std::string why = {});

    [[nodiscard]] sql::text delta(const source_set& changed, bool /*net*/) override;
    [[nodiscard]] circuit changing() const override { return top_.in; }
    [[nodiscard]] std::vector<std::vector<std::string>> looked_up() const override;
    [[nodiscard]] std::string upkeep() const override;

  protected:
    /// For those that store other columns, too, and call `store` then.
    struct stores_more {};
    partition_strategy(lowered_query& q, const sql::qname& target, windowed_query top, stores_more /*tag*/);

    /// `touched`: the partitions that a change touches, each once.
    void name_touched(relational& r, const block& change) const;
    /// The stored rows of touched partitions, to be deleted.
    [[nodiscard]] block stored_rows() const;
    void store_key();

    windowed_query top_;

  private:
    void store_partition();

    std::string why_;
    std::vector<std::size_t> partition_; ///< the stored columns of PARTITION BY
    std::optional<std::size_t>
        looked_up_; ///< the stored column by which partitions are looked up; none without PARTITION BY
};

} // namespace pgt::lower
