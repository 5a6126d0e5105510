/// `reads_only_changes`: changes that are computed from those of the sources alone.
#pragma once

#include <pgt/bind/query.hpp>

namespace pgt::lower {

/// Whether a change reads no source as it is or was before: then transactions that change different rows of the sources compute it
/// independently of each other.
[[nodiscard]] bool reads_only_changes(const bind::query& query, const circuit& change);

} // namespace pgt::lower
