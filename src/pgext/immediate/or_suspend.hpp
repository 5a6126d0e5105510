/// What becomes of an error in the upkeep of a stream table in mode IMMEDIATE.
#pragma once

#include "catalog/stream_table.hpp"

#include <functional>

namespace pgt::ext {

/// Runs `upkeep`. Its error is that of the writing statement; or, where the table says so, what it has done is rolled back, the table is
/// suspended with a warning, and the statement goes on. Errors that tell the writer to begin again, or to end, are always the statement's.
void or_suspend(const stream_table& table, const std::function<void()>& upkeep);

} // namespace pgt::ext
