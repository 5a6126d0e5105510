/// `plan`: all SQL that keeps one stream table equal to its query.
#pragma once

#include <pgt/bind/query.hpp>
#include <pgt/sql/text.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace pgt::lower {

/// The name of the column that identifies a row: a hash of its key, or of all of it where it has none.
inline constexpr const char* row_id_column = "__pgt_row_id";
/// In deltas of sources: how many times the row appears (1) or goes (-1).
inline constexpr const char* weight_column = "__pgt_weight";

/// Which sources of a query changed, by their index.
using source_set = std::vector<bool>;

/// A column of a stream table beside `__pgt_row_id` and those of the query.
struct hidden_column {
    std::string name;    ///< begins with `__pgt_`
    std::string type;    ///< as `format_type` prints it
    std::string purpose; ///< a sentence for people
};

/// How expensive upkeep is: what explain says of an operator or of a whole query.
enum class cost_class : std::uint8_t { delta, group, full };

/// What the statements below have in common: a stream table `target`, stored as `__pgt_row_id bigint`, the columns of the query,
/// the hidden columns.  Every statement but `initial` returns one row of three bigints: rows inserted, updated, deleted.
///
/// Deltas are read from named tuplestores `__pgt_delta_<i>`, i the index of the source, with the columns `a<number>` for each used
/// column of the source (its attribute number) and `__pgt_weight smallint`, in any order.
struct plan {
    std::vector<hidden_column> hidden;
    /// Columns to index, each list one index, none of them unique; the first one serves the upkeep.
    std::vector<std::vector<std::string>> indexes;
    /// `SELECT` of all stored columns in their order: the contents.
    sql::text initial;
    /// Makes the table equal to the query by changing only the rows that differ; readers are not blocked.
    sql::text full;
    /// The statement that applies the changes of the sources in `changed`, at least one; empty for a query that can only be
    /// recomputed.
    std::function<sql::text(const source_set& changed)> delta;
};

/// The plan of a bound query.  Errors: `user_error` for what can't be maintained.
[[nodiscard]] plan make_plan(const bind::query& query, const bind::catalog& types, const sql::qname& target);

/// The plan of a query that can only be recomputed: `query` is its canonical text, `columns` its columns.
[[nodiscard]] plan make_full_plan(const sql::text& query, const std::vector<bind::column_info>& columns,
                                  const sql::qname& target);

} // namespace pgt::lower
