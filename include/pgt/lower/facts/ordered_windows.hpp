/// `ordered_windows`: window functions at the top of a query, all in one order that an index has, of which a change concerns only a part of a partition.
#pragma once

#include <pgt/bind/query.hpp>
#include <pgt/lower/facts/top_level.hpp>
#include <pgt/lower/facts/typing.hpp>
#include <pgt/lower/facts/window_reach.hpp>
#include <pgt/lower/facts/window_run.hpp>

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <vector>

namespace pgt::lower {

struct ordered_windows {
    /// All windows ordered by `order`, so that no two rows are peers: where the query leaves rows in any order, their key decides. Functions that look at
    /// peers keep their own order.
    windowed_query top;
    window_reach reach; ///< of all functions together that have one
    /// Of the functions in their order: how they run on, if they have no reach.
    std::vector<std::optional<window_run>> runs;
    /// Columns of `top.in`: no two rows of a partition agree in all of them.
    std::vector<std::size_t> order;
    std::size_t aligned =
        0; ///< rows equal in so many columns of the order, the first ones, are peers of some function
    bool descending = false;      ///< in all columns of the order
    std::vector<std::size_t> key; ///< columns of `top.in` that no two rows share, none of them ever NULL
    std::size_t indexed = 0;      ///< so many columns of the order, the first ones, can be indexed

    /// Whether all functions look at rows near by only.
    [[nodiscard]] bool is_bounded() const;
    /// Whether rows may be peers of some function.
    [[nodiscard]] bool has_peers() const { return aligned < order.size(); }
};

/// The windows so, or why they are maintained partition by partition.
[[nodiscard]] std::expected<ordered_windows, std::string>
ordered_windows_of(const bind::query& query, typing& types, const windowed_query& top);

} // namespace pgt::lower
