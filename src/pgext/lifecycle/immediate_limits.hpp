/// What a query must not exceed to become a stream table that transactions maintain.
#pragma once

#include "catalog/stream_table.hpp"
#include "pg/query/analysis.hpp"

namespace pgt::ext {

/// In mode IMMEDIATE or ON COMMIT: throws `user_error` 0A000 if its LIMIT exceeds pg_trickle.ivm_topk_max_limit. Each statement or transaction that changes a
/// source would read as many rows.
void check_immediate_limits(const pg::analysed_query& query, refresh_mode mode);

} // namespace pgt::ext
