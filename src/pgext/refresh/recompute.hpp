/// `recompute`: computes the contents of a stream table from its sources.
#pragma once

#include "definition/prepared.hpp"
#include "pg/access/snapshot.hpp"
#include "pg/query/delta_store.hpp"
#include "refresh/apply_result.hpp"

#include <functional>
#include <vector>

namespace pgt::ext {

// Called in an `owner_scope` with all sources locked. They write the states and the stream
// table, stage by stage, and nothing else.

/// Fills an empty table, and collects statistics of it.
[[nodiscard]] apply_result fill_contents(const prepared_table& prepared, const pg::snapshot& under);

/// Replaces the rows that differ from the query's result. Throws as `apply`.
[[nodiscard]] apply_result merge_contents(prepared_table& prepared, const pg::snapshot& under);

/// Deletes all rows, whatever they are, and fills the table.
[[nodiscard]] apply_result replace_contents(const prepared_table& prepared, const pg::snapshot& under);

/// The same for a table whose rows are those of another query; its states are empty. Rows that both queries give are not written.
[[nodiscard]] apply_result rewrite_contents(prepared_table& prepared, const pg::snapshot& under);

/// Deletes all rows of the states and of the stream table.
void delete_contents(const prepared_table& prepared, const pg::snapshot& under);

/// Other columns of a stream table.
struct new_columns {
    std::vector<pg::delta_column>
        stored;                  ///< all that the table will store, in the order in which they are computed
    std::function<void()> alter; ///< gives them to the table
};

/// The same for a table that gets other columns. The contents are computed before it is altered, which keeps readers out.
[[nodiscard]] apply_result replace_contents(const prepared_table& prepared, const pg::snapshot& under,
                                            const new_columns& columns);

// Rows that are computed from stored ones.

/// Fills an empty state with the rows of a query, and collects statistics of it.
void fill_state(const prepared_stage& state, const sql::text& contents, const pg::snapshot& under);
/// Deletes the rows of a stream table for which `condition`, over its columns, is not true.
[[nodiscard]] apply_result keep_rows(const prepared_stage& table, const sql::text& condition,
                                     const pg::snapshot& under);
/// Replaces all rows of a stream table by those of a query, which are computed before it is altered.
[[nodiscard]] apply_result replace_rows(const prepared_stage& table, const sql::text& contents,
                                        const pg::snapshot& under, const new_columns& columns);

} // namespace pgt::ext
