/// Stream tables of which only the catalog knows: their tables went while nobody was told.
#pragma once

#include "catalog/stream_table.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pgt::ext {

[[nodiscard]] std::vector<stream_table> all_gone();

/// The one that was called `written`; nothing if there is a relation of that name, or the current user may not act for the
/// extension's owner.
[[nodiscard]] std::optional<stream_table> find_gone(const std::string& written);

/// Clears away what belongs to it.
void forget_gone(const stream_table& table);

} // namespace pgt::ext
