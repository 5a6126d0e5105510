/// Whether rows are only added to a stream table.
#pragma once

#include "catalog/stream_table.hpp"

#include <cstdint>

namespace pgt::ext {

[[nodiscard]] bool is_append_only(std::int64_t id);
/// Sessions will plan again.
void write_append_only(std::int64_t id, bool appends);

/// Rows of its sources went: from now on it is maintained as others are, which a warning and an alert say.
void revert_append_only(const stream_table& table);

} // namespace pgt::ext
