/// Cycles of stream tables in the catalog.
#pragma once

#include "catalog/stream_table.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace pgt::ext {

/// The stream tables of a cycle, in the order of their ids.
[[nodiscard]] std::vector<stream_table> members_of_cycle(std::int32_t cycle);

/// Writes which cycle a stream table is in.
void write_cycle(std::int64_t table, std::optional<std::int32_t> cycle);

/// Notes that a cycle has reached its fixpoint in so many rounds.
void note_converged(std::int32_t cycle, std::int32_t rounds);

} // namespace pgt::ext
