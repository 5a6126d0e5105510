/// `window_call`: one window function over the rows of a partition.
#pragma once

#include <pgt/circuit/aggregate_call.hpp>
#include <pgt/circuit/order_key.hpp>
#include <pgt/expr/expression.hpp>
#include <pgt/expr/window_frame.hpp>
#include <pgt/sql/text.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <vector>

namespace pgt {

/// What a window function computes, as far as it can be computed in memory.
enum class window_kind : std::uint8_t {
    row_number,
    rank,
    dense_rank,
    lag,
    lead,
    first_value,
    last_value,
    aggregate, ///< of the rows of the frame; which one, says the call
    server,    ///< only PostgreSQL can
};

/// A window with all that it continues; all expressions are over the columns of the input.
struct window_definition {
    std::vector<expression> partition_by;
    std::vector<order_key> order_by;
    std::optional<window_frame<expression>> frame; ///< none: PostgreSQL's default

    friend bool operator==(const window_definition&, const window_definition&) = default;
};

/// A window function over the columns of its input: `of.call` prints it without FILTER and OVER.
struct window_call {
    window_kind kind = window_kind::server;
    aggregate_call of;
    window_definition over = {};

    friend bool operator==(const window_call&, const window_call&) = default;

    /// `f(x) FILTER (WHERE ...) OVER (...)`.
    [[nodiscard]] sql::text print(std::span<const sql::text> columns) const;
    /// The columns that it reads.
    [[nodiscard]] std::set<std::size_t> columns() const;
    /// Itself with `columns[i]` in the place of column i.
    [[nodiscard]] window_call substitute(std::span<const expression> columns) const;
};

} // namespace pgt
