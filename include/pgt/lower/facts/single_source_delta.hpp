/// `is_single_source_delta`: changes that are those of one source, row by row.
#pragma once

#include <pgt/circuit/functions.hpp>

namespace pgt::lower {

/// Whether a change selects, projects and joins the change of exactly one source with tables that do not change.  If the delta of
/// that source is net (every inserted row exists after the change, every deleted row existed before), so is the result.
[[nodiscard]] bool is_single_source_delta(const circuit& change);

} // namespace pgt::lower
