/// `row_limit`: which rows of a group ORDER BY with LIMIT and OFFSET, or DISTINCT ON, keep.
#pragma once

#include <pgt/circuit/order_key.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace pgt {

struct row_limit {
    std::vector<order_key> order;
    std::optional<std::uint64_t> count = {}; ///< none: all rows after the offset
    std::uint64_t offset = 0;
    bool with_ties = false; ///< also the rows that `order` does not tell from the last one
    /// What decides between rows that `order` leaves open: columns that no two rows share.  None: the image of the row.
    std::optional<std::vector<std::size_t>> decided_by = {};

    /// How many rows there are up to the last one that is kept, without ties; none: all.
    [[nodiscard]] std::optional<std::uint64_t> end() const;

    friend bool operator==(const row_limit&, const row_limit&) = default;
};

} // namespace pgt
