/// A SELECT as written.
#pragma once

#include <pgt/syntax/expression.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace pgt::syntax {

struct select_statement;
struct from_item;

/// `AS name(columns...)`.
struct alias {
    std::string name; ///< empty: there is none
    std::vector<std::string> columns;
};

struct relation_reference {
    std::string schema; ///< empty: a WITH query, or a relation of pg_catalog
    std::string name;
    bool only = false; ///< without the rows of its children
};

struct subquery {
    std::shared_ptr<const select_statement> query;
    bool lateral = false;
};

/// `name type`, of the columns of a record.
struct column_definition {
    std::string name;
    sql::text type;        ///< with its collation
    std::string type_name; ///< as format_type prints it
};

struct row_function {
    expression call;
    std::vector<column_definition> columns; ///< of a function that returns a record
};

/// `f(...)`, or `ROWS FROM (f(...), g(...))`.
struct function_in_from {
    std::vector<row_function> functions;
    bool ordinality = false; ///< WITH ORDINALITY
};

/// JSON_TABLE or XMLTABLE.
struct table_function {
    std::string name; ///< where it has no alias
    form call;
    std::vector<column_definition> columns;
};

enum class join_kind : std::uint8_t { inner, left, right, full };

struct join {
    join_kind kind = join_kind::inner;
    bool natural = false;
    std::vector<std::string> using_columns;
    std::string using_alias; ///< of USING (...) AS alias
    std::optional<expression> condition;
    std::shared_ptr<const from_item> left;
    std::shared_ptr<const from_item> right;
};

struct from_item {
    int at = -1;
    syntax::alias alias;
    std::variant<relation_reference, subquery, function_in_from, table_function, join> is;
};

/// `value AS name`.  PostgreSQL's rules for unnamed columns have been applied; only a star that stands for columns has no name.
struct target {
    expression value;
    std::string name;
};

struct with_query {
    int at = -1;
    std::string name;
    std::vector<std::string> columns;
    std::shared_ptr<const select_statement> query;
};

enum class set_operator : std::uint8_t { none, union_, intersect, except };

/// LIMIT and OFFSET, where they do something.
struct limit {
    std::optional<expression> count;
    std::optional<expression> offset;
    bool with_ties = false;
};

/// One of: a set operation on `left` and `right`; a list of `values`; a plain SELECT.
struct select_statement {
    int at = -1;
    std::vector<with_query> with;
    bool recursive = false;

    set_operator op = set_operator::none;
    bool all = false;
    std::shared_ptr<const select_statement> left;
    std::shared_ptr<const select_statement> right;

    std::vector<std::vector<expression>> values;

    bool distinct = false;
    std::vector<expression> distinct_on;
    std::vector<target> targets;
    std::vector<from_item> from;
    std::optional<expression> where;
    std::vector<expression> group_by;
    /// GROUPING SETS, ROLLUP and CUBE written out: each set by its indexes in `group_by`.  Empty: one set of all of them.
    std::vector<std::vector<std::size_t>> grouping_sets;
    bool distinct_sets = false; ///< GROUP BY DISTINCT
    std::optional<expression> having;
    std::vector<window> windows; ///< the WINDOW clause

    std::vector<sort_key> order_by;
    std::optional<syntax::limit> limit;
};

} // namespace pgt::syntax
