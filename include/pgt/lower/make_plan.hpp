/// `make_plan`: lowers a query.
#pragma once

#include <pgt/bind/query.hpp>
#include <pgt/lower/plan.hpp>
#include <pgt/lower/store/stored_as.hpp>

#include <cstddef>
#include <limits>
#include <vector>

namespace pgt::lower {

/// What the statements for changes return: the numbers of rows that they have changed, or these rows.
enum class returned : std::uint8_t { counts, changes };

inline constexpr std::size_t no_states = std::numeric_limits<std::size_t>::max();

/// The plan of a bound query.  `stored.appends` asks for a query to whose result rows are only added where rows are only added to its
/// sources (`non_appending_part`).  Its sources from `states_from` on are states, which have the indexes that `extremum_indexes` asks for.
/// Errors: `user_error` for what can't be maintained.
[[nodiscard]] plan make_plan(bind::query query, const bind::catalog& types, const sql::qname& target,
                             returned result = returned::counts, const stored_as& stored = {},
                             std::size_t states_from = no_states);

/// The plan of a query that can only be recomputed: `query` is its canonical text, `columns` its columns.
[[nodiscard]] plan make_full_plan(const sql::text& query, const std::vector<bind::column_info>& columns,
                                  const sql::qname& target, const stored_as& stored = {});

} // namespace pgt::lower
