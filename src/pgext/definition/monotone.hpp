/// Whether the query of a stream table is monotone.
#pragma once

#include "catalog/stream_table.hpp"

#include <optional>
#include <string>

namespace pgt::ext {

/// Why rows that are inserted into what a stream table reads, or the passing of time, could take rows away from it, as the end of a sentence that begins
/// with "it has"; nothing: they cannot. Called in an `owner_scope`. Throws as `bind::bind_query`.
[[nodiscard]] std::optional<std::string> why_not_monotone(const stream_table& table);

} // namespace pgt::ext
