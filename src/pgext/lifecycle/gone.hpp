/// Stream tables of which only the rows in the catalog are left: their tables were dropped while event triggers were disabled.
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

/// Deletes what belongs to it.
void forget_gone(const stream_table& table);

} // namespace pgt::ext
