/// Whether a query ends with LIMIT.
#pragma once

#include "pg/query/analysis.hpp"

namespace pgt::pg {

/// Whether LIMIT or FETCH FIRST applies to the query as a whole.
[[nodiscard]] bool is_limited(const analysed_query& query);

} // namespace pgt::pg
