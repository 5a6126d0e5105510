/// `ARRAY(SELECT ...)`.
#pragma once

#include <pgt/syntax/select.hpp>

namespace pgt::bind::detail {

/// `ARRAY(SELECT x ... ORDER BY y)` as `SELECT coalesce(array_agg(x ORDER BY y), '{}') FROM (SELECT x, y ...)`.
[[nodiscard]] syntax::select_statement array_as_aggregate(const syntax::select_statement& s);

} // namespace pgt::bind::detail
