/// `is_joined_groups`: groups that are cheaper to store than to compute twice.
#pragma once

#include <pgt/lower/facts/typing.hpp>

namespace pgt::stage {

/// Whether a node are groups of joined rows all of whose results are kept by adding changes up.  Stored, a change of the rows changes its
/// groups; computed, the rows of each touched group are joined once for the groups now, and once more for the groups before.
[[nodiscard]] bool is_joined_groups(const circuit& node, lower::typing& types);

} // namespace pgt::stage
