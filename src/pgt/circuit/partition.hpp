/// `partition`: the rows of a window's partition in their order, and the frame of each.
#pragma once

#include <pgt/circuit/window_call.hpp>
#include <pgt/expr/value.hpp>

#include <compare>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace pgt::detail {

/// The rows of each partition, by index, in the order of the window; rows that it leaves in any order by their columns.
[[nodiscard]] std::vector<std::vector<std::size_t>> partitions_of(const window_definition& over,
                                                                  const std::vector<row>& rows);

class partition {
  public:
    partition(const window_definition& over, const std::vector<row>& rows,
              const std::vector<std::size_t>& members);

    [[nodiscard]] std::size_t size() const { return members_.size(); }
    [[nodiscard]] const row& at(std::size_t i) const { return rows_[members_[i]]; }
    /// The number of the group of peers that a row is in, and the first row of that group.
    [[nodiscard]] std::size_t peer_group(std::size_t i) const { return groups_[i]; }
    [[nodiscard]] std::size_t first_peer(std::size_t i) const;
    /// The rows that the frame of row `i` holds, ascending.
    [[nodiscard]] std::vector<std::size_t> frame(std::size_t i) const;

  private:
    [[nodiscard]] bool is_excluded(std::size_t i, std::size_t j) const;
    [[nodiscard]] bool is_after_start(std::size_t i, std::size_t j) const;
    [[nodiscard]] bool is_before_end(std::size_t i, std::size_t j) const;
    [[nodiscard]] std::strong_ordering against(const frame_bound<expression>& bound, std::size_t i,
                                               std::size_t j) const;
    [[nodiscard]] std::strong_ordering in_range(std::int64_t offset, std::size_t i, std::size_t j) const;

    const window_definition& over_;
    const std::vector<row>& rows_;
    const std::vector<std::size_t>& members_;
    window_frame<expression> frame_;
    std::vector<std::size_t> groups_;
};

} // namespace pgt::detail
