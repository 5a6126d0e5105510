/// What a comparison of a stream table with its query leaves behind.
#pragma once

#include "catalog/history.hpp"
#include "catalog/stream_table.hpp"
#include "refresh/compare.hpp"

#include <cstddef>

namespace pgt::ext {

/// How many rows a comparison by the scheduler shows.
inline constexpr std::size_t differences_to_keep = 20;

/// Keeps the rows that it has found.
void keep_differences(const stream_table& table, const comparison& found);

/// Records a comparison of all of the table, and the rows unless they were repaired.
void record_comparison(const stream_table& table, const comparison& found, bool was_repaired, initiator by);

/// A warning, if rows differ.
void warn_of_difference(const stream_table& table, const comparison& found);

} // namespace pgt::ext
