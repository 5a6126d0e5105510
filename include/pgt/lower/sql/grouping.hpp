/// GROUP BY.
#pragma once

#include <pgt/circuit/aggregate_call.hpp>
#include <pgt/circuit/functions.hpp>
#include <pgt/lower/facts/typing.hpp>
#include <pgt/lower/sql/block.hpp>
#include <pgt/lower/sql/relational.hpp>

#include <vector>

namespace pgt::lower {

/// An aggregate over columns.
[[nodiscard]] sql::text call_text(const aggregate_call& call, const std::vector<sql::text>& columns);
/// An aggregate of the rows of a block.
[[nodiscard]] sql::text aggregate_text(const aggregate_call& call, const block& rows);

/// The groups of a block whose rows count once: `key` columns first, then `more`, which may use aggregates.
[[nodiscard]] block grouped(relational& r, const block& in, const key& by, const row_type& types,
                            const std::vector<sql::text>& more);

/// The block with its key as plain columns: a constant in GROUP BY would be taken for the number of a column.
[[nodiscard]] block with_plain_key(relational& r, const block& in, const key& k);

/// The block with what several of the calls read computed once for each row.
[[nodiscard]] block with_shared_arguments(relational& r, const block& in,
                                          const std::vector<aggregate_call>& calls);

} // namespace pgt::lower
