/// `decide`: whether a refresh applies the pending changes or recomputes the table.
#pragma once

#include "catalog/stream_table.hpp"
#include "definition/prepared.hpp"
#include "refresh/choice.hpp"
#include "refresh/pending_changes.hpp"

#include <optional>

namespace pgt::ext {

/// From the settings of this session and from what earlier refreshes of the table cost. `is_forced`: differential refresh was asked
/// for, so that costs and limits do not count.
[[nodiscard]] decision decide(const stream_table& table, const prepared_table& prepared,
                              const pending_changes& pending, bool is_forced);

/// Whether applying the changes is known to take longer than recomputing the table.
[[nodiscard]] bool is_dearer_than_full(const stream_table& table, const prepared_table& prepared,
                                       const pending_changes& pending);

/// From which part of the rows of its sources on, by what refreshes have cost, the table is recomputed; nothing: however many change.
[[nodiscard]] std::optional<double> threshold_of(const stream_table& table, const prepared_table& prepared);

/// The size of all sources, in blocks.
[[nodiscard]] std::int64_t blocks_of_sources(const prepared_table& prepared);

} // namespace pgt::ext
