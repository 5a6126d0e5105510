/// What a recursive query consists of: the part that starts it and the part that goes on.
#pragma once

#include <pgt/circuit/functions.hpp>
#include <pgt/sql/text.hpp>

namespace pgt::lower {

/// `WITH RECURSIVE x AS (start UNION [ALL] step(x))`.
struct recursion {
    circuit start;
    circuit step;
    bool is_set; ///< UNION: rows that are there already are not gone into again
};

/// Takes the body of a fixpoint apart.  Errors: `user_error` for bodies of another shape.
[[nodiscard]] recursion recursion_of(const circuit& body);

/// A condition of each recursive term: true, and evaluated once a step, so that the server can limit the number of steps.
[[nodiscard]] sql::text step_check();

} // namespace pgt::lower
