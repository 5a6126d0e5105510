/// Refreshes whose statements do not fit into memory.
#pragma once

#include "catalog/stream_table.hpp"

#include <cstdint>

namespace pgt::ext {

/// Notes how many blocks of temporary files a differential refresh has written: whether that is a spill, and how many in a row have spilled. A
/// spill is an alert.
void note_blocks(const stream_table& table, std::int64_t blocks);

/// Notes that the table was recomputed: there are no spills in a row any more.
void forget_spills(const stream_table& table);

/// Whether so many refreshes in a row have spilled that the next one is to be full.
[[nodiscard]] bool has_spilled_too_often(const stream_table& table);

} // namespace pgt::ext
