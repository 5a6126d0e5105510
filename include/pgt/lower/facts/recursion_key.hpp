/// The key of a recursion, as a tree has one: each row of a table is reached once.
#pragma once

#include <pgt/lower/facts/recursive_query.hpp>
#include <pgt/lower/facts/unique_key.hpp>

#include <optional>

namespace pgt::lower {

/// Columns of `R = start UNION ALL step(R)` that no two of its rows share, if they can be found.
///
/// They are the key of a source that the start and the step read once each, passed through in the same columns. By induction over the
/// rounds they are a key of R if they are one of `start`, if they are one of `step(R)` provided that they are one of R, and if no row of
/// the source is in both: where some column of it is NULL in all rows of the start, and compared by `=` or tested for NULL in the step.
[[nodiscard]] std::optional<column_set> recursion_key(const bind::query& query, typing& types,
                                                      const recursive_query& of);

} // namespace pgt::lower
