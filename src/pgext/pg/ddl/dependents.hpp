/// `views_over`: what comes to mean something else when an object does.
#pragma once

#include "pg/access/object.hpp"

#include <set>
#include <vector>

namespace pgt::pg {

/// The views whose results may be others once `changed` is, however many objects stand between: functions behind operators,
/// aggregates and other functions, types of columns and of elements, operator families, views over views. A column of a
/// relation stands for itself and for whole rows of the relation.
///
/// What the server has no dependencies for is found by name: functions whose bodies are text that names a changed function.
[[nodiscard]] std::set<oid> views_over(const std::vector<object>& changed);

/// What the query of a view uses, and the views that it reads: relations, functions, types, operators and the like.
[[nodiscard]] std::set<object> used_by_view(oid view);

} // namespace pgt::pg
