/// `bind_query`: SQL to a circuit.
#pragma once

#include <pgt/bind/catalog.hpp>
#include <pgt/bind/query.hpp>
#include <pgt/parse/parse.hpp>

namespace pgt::bind {

/// The query as a circuit over the tables that it reads, directly or through views.
///
/// Errors: `user_error` with a position in `sql`: 0A000 for what cannot be maintained incrementally, with the reason and advice; for
/// text that is wrong the SQLSTATEs of PostgreSQL.
[[nodiscard]] query bind_query(const std::string& sql, const catalog& tables,
                               const parse::limits& limit = {});

} // namespace pgt::bind
