/// The stream tables that this transaction has marked for re-initialisation.
#pragma once

#include "catalog/stream_table.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace pgt::ext {

/// In ascending order of their ids: a table comes after those that it reads.
[[nodiscard]] std::vector<std::int64_t> marked_here();
[[nodiscard]] bool is_marked_here(std::int64_t id);
/// They are left to later refreshes, or done.
void forget_marked();

[[nodiscard]] std::optional<stream_table> find_stream_table_by_id(std::int64_t id);

} // namespace pgt::ext
