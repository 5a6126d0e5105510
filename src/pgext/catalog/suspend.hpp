/// Suspending a stream table because of an error.
#pragma once

#include <cstdint>
#include <string>

namespace pgt::ext {

/// Writes that upkeep of a stream table in mode IMMEDIATE has failed: it is suspended from the end of this transaction on, if that commits.
void suspend_for_failed_upkeep(std::int64_t id, const std::string& message, const std::string& sqlstate);

} // namespace pgt::ext
