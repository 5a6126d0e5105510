/// `require_stored_windows`: changes are not computed from window functions that are computed twice.
#pragma once

#include <pgt/circuit/functions.hpp>

namespace pgt::lower {

/// Where an ORDER BY leaves rows in any order, the rows before a change, computed again, may be others than those that were there.
/// So the results of window functions below what changes have to be stored.
/// Errors: 0A000 if a circuit whose changes are computed has window functions.
void require_stored_windows(const circuit& changing);

} // namespace pgt::lower
