/// `scope`: the names that the FROM clause of one SELECT makes known.
#pragma once

#include <pgt/circuit/functions.hpp>
#include <pgt/circuit/order_key.hpp>
#include <pgt/expr/expression.hpp>
#include <pgt/syntax/expression.hpp>

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace pgt::bind::detail {

/// The columns of all relations in FROM are numbered from left to right, whatever becomes of the joins between them: these
/// numbers are what expressions refer to until the joins are built.
struct named_column {

    std::string name;
    expression value;
    std::string type;
};

struct named_table {

    std::string schema; ///< empty where an alias hides the name of the table
    std::string name;
    std::vector<named_column> columns;
    /// The table or view whose whole rows these are; none for subqueries, functions and the like.
    std::optional<std::pair<std::string, std::string>> row_type;
    /// Whether its whole rows are records with the names of the columns.
    bool is_record = false;
    /// Whether an outer join may have put NULLs in the place of its rows.
    bool nullable = false;
    /// The number of a column that is NULL where that is so; where no whole row is read there is none.
    std::optional<std::size_t> presence = {};
};

/// What a part of the FROM clause makes known.
struct names {

    std::vector<named_column> columns; ///< without qualification, in the order of `*`
    std::vector<named_table> tables;
};

/// Where a number stands for a column of a table.
struct origin {

    std::size_t source;
    std::size_t column;
};

struct scope {

    names known;
    std::vector<std::optional<origin>> origins; ///< for each number
    std::vector<std::string> types;             ///< for each number; empty: not known
    bool ordered = false;                       ///< some relation has its rows in an order
    std::vector<order_key> order = {};          ///< that order, over the numbers, where it was asked for

    [[nodiscard]] std::size_t width() const { return origins.size(); }
};

void append(names& to, names from);

struct frame;

/// An aggregate or GROUPING() that stands in a subquery and is of the query around it, and the number of its value there.
struct outer_call {

    syntax::expression call;
    std::size_t number;
};

/// What a subquery can name of the query around it.  A column of that query has the same number in both, so names of any number of
/// queries around a subquery need no translation.
struct outer_scope {
    const outer_scope* outer = nullptr; ///< the query around that query
    scope visible;
    circuit row;                 ///< the outer leaf: the row that the subquery is asked about
    frame* body;                 ///< the recursion that it stands in
    std::set<std::size_t>& read; ///< the numbers that the subquery reads
    const std::vector<outer_call>* calls = nullptr;
};

/// The only column of that name.  Errors: 42702 if there are several; none is no error.
[[nodiscard]] const named_column* find_column(const std::vector<named_column>& columns,
                                              const std::string& name, int at);

[[nodiscard]] const named_table* find_table(const std::vector<named_table>& tables, const std::string& schema,
                                            const std::string& name);

} // namespace pgt::bind::detail
