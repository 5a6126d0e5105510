/// What is known of PostgreSQL's own aggregates by their names: one table with all of them.
#pragma once

#include <pgt/circuit/aggregate_call.hpp>
#include <pgt/syntax/expression.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace pgt::bind::detail {

/// What an aggregate gives for no rows.
enum class empty_result : std::uint8_t { null, zero, unknown };

struct known_aggregate {
    std::string_view name;
    /// How it follows changes; `other`: it is computed from the rows of the group.
    aggregate_kind kind = aggregate_kind::other;
    /// How many arguments it has where `kind` says that.
    std::size_t arguments = 1;
    /// Whether its result is the same in whatever order it meets the rows; of floating-point numbers but for their last digits.
    bool any_order = true;
    empty_result of_nothing = empty_result::null;
};

[[nodiscard]] std::span<const known_aggregate> known_aggregates();

/// The aggregate of this name in pg_catalog; null for one that is not in the table.
[[nodiscard]] const known_aggregate* find_aggregate(std::string_view name);

/// How a call follows changes.
[[nodiscard]] aggregate_kind kind_of_aggregate(const syntax::function_call& f);
/// The kind of a call with DISTINCT, and nothing else, without it; `other` for other calls.
[[nodiscard]] aggregate_kind kind_over_distinct(const syntax::function_call& f);

} // namespace pgt::bind::detail
