/// `bounded_windows`: window functions at the top of a query that look at rows near by only, in an order that an index has.
#pragma once

#include <pgt/bind/query.hpp>
#include <pgt/lower/facts/top_level.hpp>
#include <pgt/lower/facts/typing.hpp>
#include <pgt/lower/facts/window_reach.hpp>

#include <cstddef>
#include <expected>
#include <string>
#include <vector>

namespace pgt::lower {

struct bounded_windows {
    /// All windows ordered by `order`, so that no two rows are peers: where the query leaves rows in any order, their key decides.
    windowed_query top;
    window_reach reach; ///< of all functions together
    /// Columns of `top.in`: no two rows of a partition agree in all of them.
    std::vector<std::size_t> order;
    bool descending = false;      ///< in all columns of the order
    std::vector<std::size_t> key; ///< columns of `top.in` that no two rows share, none of them ever NULL
    std::size_t indexed = 0;      ///< so many columns of the order, the first ones, can be indexed
};

/// The windows so, or why they are maintained partition by partition.
[[nodiscard]] std::expected<bounded_windows, std::string>
bounded_windows_of(const bind::query& query, typing& types, const windowed_query& top);

} // namespace pgt::lower
