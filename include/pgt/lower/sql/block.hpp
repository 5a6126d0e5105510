/// `block`: a SELECT that is still open, so that filters, projections and joins become part of it instead of another subquery.
#pragma once

#include <pgt/lower/piece/column_name.hpp>
#include <pgt/sql/text.hpp>

#include <vector>

namespace pgt::lower {

/// An output column: an expression over what stands in FROM.
struct output {
    sql::text sql;       ///< empty: the column is not read, and does not exist
    bool simple = false; ///< a column of FROM as it is

    [[nodiscard]] bool exists() const { return !sql.empty(); }
    /// What to write where the column is read.
    [[nodiscard]] sql::text text() const { return exists() ? sql : sql::build("NULL"); }
};

/// `SELECT columns, weight FROM from WHERE where`.
struct block {
    std::vector<output> columns;
    std::vector<sql::text> from; ///< joined by commas
    std::vector<sql::text> where;
    sql::text weight; ///< how many times a row counts; empty: once

    [[nodiscard]] bool weighted() const { return !weight.empty(); }
    [[nodiscard]] std::vector<sql::text> texts() const;
};

/// The sum of whole numbers that are no wider than a bigint, as one; `sum` would make a numeric of it, which is slow.
[[nodiscard]] sql::text total_of(const sql::text& number);

/// `SELECT list FROM ... WHERE ...` of a block, with other things in the select list.
[[nodiscard]] sql::text select_list(const block& b, const std::vector<sql::text>& list);

/// The block as text, its columns called c1, c2, ..., and its weight w where it has one or one is asked for.
[[nodiscard]] sql::text select(const block& b, bool with_weight);
[[nodiscard]] sql::text select(const block& b);

/// Which columns of a block are there.
[[nodiscard]] std::vector<bool> shape(const block& b);

/// Hands out names for the tables in FROM.
class aliases {
  public:
    sql::text next() { return sql::build("t{}", ++last_); }

  private:
    int last_ = 0;
};

/// A block that reads a relation called `alias` with the columns c1, c2, ... and w.
[[nodiscard]] block reading(sql::text from, const sql::text& alias, const std::vector<bool>& columns,
                            bool weighted);

} // namespace pgt::lower
