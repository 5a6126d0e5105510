/// `block`: a SELECT that is still open, so that filters, projections and joins become part of it instead of another subquery.
#pragma once

#include <pgt/sql/text.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace pgt::lower {

/// An output column: an expression over what stands in FROM.
struct output {
    sql::text sql;       ///< empty: nobody reads this column, and it isn't there
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
    [[nodiscard]] std::vector<sql::text> texts() const {
        std::vector<sql::text> result;
        for (const auto& column : columns) { result.push_back(column.text()); }
        return result;
    }
};

/// The name of column `i` in subqueries.
[[nodiscard]] inline sql::text column_name(std::size_t i) { return sql::build("c{}", i + 1); }

/// The sum of whole numbers that are no wider than a bigint, as one; `sum` would make a numeric of it, which is slow.
[[nodiscard]] inline sql::text total_of(const sql::text& number) {
    return sql::build("pgtrickle.total({})", number);
}

namespace detail {
/// c1, c2, ...
inline std::vector<sql::text> plain_columns(std::size_t width) {
    std::vector<sql::text> names;
    for (std::size_t i = 0; i < width; ++i) { names.push_back(column_name(i)); }
    return names;
}

inline sql::text clause(sql::pattern<> keyword, const std::vector<sql::text>& parts,
                        sql::pattern<> separator) {
    if (parts.empty()) { return {}; }
    return sql::build("{}{}", sql::build(keyword), sql::join(parts, separator));
}
} // namespace detail

/// `SELECT list FROM ... WHERE ...` of a block, with other things in the select list.
[[nodiscard]] inline sql::text select_list(const block& b, const std::vector<sql::text>& list) {
    return sql::build("SELECT{}{}{}", detail::clause(" ", list, ", "), detail::clause(" FROM ", b.from, ", "),
                      detail::clause(" WHERE ", b.where, " AND "));
}

/// The block as text, its columns called c1, c2, ..., and its weight w where it has one or one is asked for.
[[nodiscard]] inline sql::text select(const block& b, bool with_weight) {
    std::vector<sql::text> list;
    for (std::size_t i = 0; i < b.columns.size(); ++i) {
        if (b.columns[i].exists()) {
            list.push_back(sql::build("{} AS {}", b.columns[i].sql, column_name(i)));
        }
    }
    if (with_weight) {
        list.push_back(sql::build("{} AS w", b.weighted() ? b.weight : sql::build("1::bigint")));
    }
    return select_list(b, list);
}
[[nodiscard]] inline sql::text select(const block& b) { return select(b, b.weighted()); }

/// Which columns of a block are there.
[[nodiscard]] inline std::vector<bool> shape(const block& b) {
    std::vector<bool> result;
    for (const auto& column : b.columns) { result.push_back(column.exists()); }
    return result;
}

/// Hands out names for the tables in FROM.
class aliases {
  public:
    sql::text next() { return sql::build("t{}", ++last_); }

  private:
    int last_ = 0;
};

/// A block that reads a relation called `alias` with the columns c1, c2, ... and w.
[[nodiscard]] inline block reading(sql::text from, const sql::text& alias, const std::vector<bool>& columns,
                                   bool weighted) {
    block result;
    result.from.push_back(std::move(from));
    for (std::size_t i = 0; i < columns.size(); ++i) {
        result.columns.push_back(columns[i] ? output{sql::build("{}.{}", alias, column_name(i)), true}
                                            : output{});
    }
    if (weighted) { result.weight = sql::build("{}.w", alias); }
    return result;
}

} // namespace pgt::lower
