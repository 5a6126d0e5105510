/// `views_over`: the views whose meaning depends on an object.
#pragma once

#include "pg/access/object.hpp"

#include <set>
#include <vector>

namespace pgt::pg {

/// The views whose results may change with `changed`, directly or through other objects: functions behind operators,
/// aggregates and other functions, types of columns and of elements, operator families, views over views. A column of a relation stands for the column and for whole rows of the relation.
///
/// Dependencies that the server does not record are found by name: functions whose text names a changed function.
[[nodiscard]] std::set<oid> views_over(const std::vector<object>& changed);

/// What the query of a view uses, and the views that it reads: relations, functions, types, operators and the like.
[[nodiscard]] std::set<object> used_by_view(oid view);

} // namespace pgt::pg
