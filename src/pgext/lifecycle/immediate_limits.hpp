/// What a query must not exceed to become a stream table in mode IMMEDIATE.
#pragma once

#include "pg/query/analysis.hpp"

namespace pgt::ext {

/// Throws `user_error` 0A000 if its LIMIT exceeds pg_trickle.ivm_topk_max_limit: each statement that changes a source would read as many
/// rows.
void check_immediate_limits(const pg::analysed_query& query);

} // namespace pgt::ext
