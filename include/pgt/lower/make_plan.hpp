/// `make_plan`: lowers a query.
#pragma once

#include <pgt/bind/query.hpp>
#include <pgt/lower/plan.hpp>

#include <vector>

namespace pgt::lower {

/// The plan of a bound query.  Errors: `user_error` for what can't be maintained.
[[nodiscard]] plan make_plan(bind::query query, const bind::catalog& types, const sql::qname& target);

/// The plan of a query that can only be recomputed: `query` is its canonical text, `columns` its columns.
[[nodiscard]] plan make_full_plan(const sql::text& query, const std::vector<bind::column_info>& columns,
                                  const sql::qname& target);

} // namespace pgt::lower
