/// The clock as an input of a refresh.
#pragma once

#include "catalog/moments.hpp"
#include "definition/prepared.hpp"
#include "pg/access/snapshot.hpp"
#include "pg/value/refresh_moment.hpp"

#include <optional>

namespace pgt::ext {

/// The moment that a refresh computes the result for: that of now(), but none before that of the contents, as clocks may be set back and
/// transactions may have begun before the last refresh.
[[nodiscard]] pg::refresh_moments next_moments(const std::optional<table_moments>& last);
/// The same where all rows are computed: contents that are ahead of the clock, which has been set back, are replaced by those of now().
[[nodiscard]] pg::refresh_moments moments_for_all_rows(const std::optional<table_moments>& last);

/// The next moment at which a row of the query may come or go, after a refresh that has applied all changes.
[[nodiscard]] pg::moment next_due(prepared_table& prepared, const pg::snapshot& under);

} // namespace pgt::ext
