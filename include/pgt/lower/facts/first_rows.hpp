/// `first_rows`: a query that keeps the first rows of all, or of each group, in an order.
#pragma once

#include <pgt/bind/query.hpp>
#include <pgt/circuit/order_key.hpp>
#include <pgt/lower/facts/top_level.hpp>
#include <pgt/lower/facts/typing.hpp>

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <vector>

namespace pgt::lower {

/// Law: the rows of a group are a function of any of its first rows, at least `count` of them and complete up to the last one, in this order.
struct first_rows {
    windowed_query top;           ///< with an order that leaves nothing open, where that matters
    std::vector<order_key> order; ///< over the columns of `top.in`; without ties, no two rows are equal in it
    std::uint64_t count = 0;
    bool with_ties = false;        ///< also the rows that `order` does not tell from the last one
    std::vector<std::size_t> key;  ///< columns of `top.in` that no two rows share
    std::vector<std::size_t> read; ///< columns of `top.in` that the result depends on
};

/// LIMIT without OFFSET, DISTINCT ON, and conditions as `row_number() <= 3` or `rank() <= 3`; or why it is none of these, for people.
[[nodiscard]] std::expected<first_rows, std::string> first_rows_of(const bind::query& query, typing& types,
                                                                   const windowed_query& top);

} // namespace pgt::lower
