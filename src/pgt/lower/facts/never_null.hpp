/// Expressions that give no NULL, whatever their columns hold.
#pragma once

#include <pgt/lower/facts/typing.hpp>

namespace pgt::lower {

/// Whether an expression over rows of these types is never NULL: a column without NULLs, a constant, or a sum, difference or product of whole
/// numbers and numerics that are never NULL.  `false` where that is not known.
[[nodiscard]] bool is_never_null(const expression& e, const row_type& in);

} // namespace pgt::lower
