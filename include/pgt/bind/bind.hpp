/// `bind_query`: SQL to a circuit.
#pragma once

#include <pgt/bind/detail/expressions.hpp>
#include <pgt/bind/detail/from.hpp>
#include <pgt/bind/detail/grouping.hpp>
#include <pgt/bind/detail/joins.hpp>
#include <pgt/bind/detail/recursion.hpp>
#include <pgt/bind/detail/relations.hpp>
#include <pgt/bind/detail/select.hpp>
#include <pgt/parse/parse.hpp>

namespace pgt::bind {

/// The query as a circuit over the tables that it reads, directly or through views.
///
/// Errors: `user_error` with a position in `sql`: 0A000 for what cannot be maintained incrementally, with the reason and advice; for
/// text that is wrong the SQLSTATEs of PostgreSQL.
[[nodiscard]] inline query bind_query(const std::string& sql, const catalog& tables,
                                      const parse::limits& limit = {}) {
    detail::binder binder(tables, limit);
    auto const bound = binder.select(parse::parse(sql, limit), {});
    query result{bound.rows, {}, binder.sources(), binder.constants()};
    for (const auto& column : bound.columns) { result.columns.push_back(column.name); }
    return result;
}

} // namespace pgt::bind
