/// Expressions as written: what the parser makes of text, before any name has been looked up.
#pragma once

#include <pgt/expr/expression.hpp>
#include <pgt/expr/window_frame.hpp>
#include <pgt/sql/text.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace pgt::syntax {

struct expression;
struct select_statement;

/// `a`, `t.a`, `s.t.a`; with `star` the last name is `*`.
struct column_reference {
    std::vector<std::string> names;
    bool star = false;
};

struct constant {
    sql::text printed;
    std::optional<value> known; ///< its value, where the reference evaluator has its type
    std::string type = {};      ///< as format_type prints it, where the text says it
};

/// What is computed from its arguments and nothing else: an operator, CASE, a cast, ...  Printed as
/// `pieces[0] args[0] pieces[1] ... pieces[n]`.
struct form {
    operation op = operation::server;
    std::vector<sql::text> pieces;
    std::vector<expression> args;
    std::string type = {}; ///< of a cast: as format_type prints it
};

/// An expression of an ORDER BY, and how it orders: ` DESC NULLS LAST`, or nothing.
struct sort_key;

/// What follows OVER, or a window of the WINDOW clause.
struct window {
    int at = -1;
    std::string name; ///< in the WINDOW clause: its own; `OVER name`: of the window that is meant; else empty
    std::string base; ///< `(base ...)`: the window that it continues
    std::vector<expression> partition_by;
    std::vector<sort_key> order_by;
    std::vector<window_frame<expression>> frame; ///< none or one
};

/// `f(...)`.  Whether it is an aggregate, only a catalog can tell; with OVER it is a window function.
struct function_call {
    std::string schema; ///< empty: one of pg_catalog
    std::string name;
    std::vector<expression> args;
    std::vector<std::string> arg_names; ///< as long as `args`; empty: by position
    std::vector<sort_key> order_by;
    std::vector<expression> filter; ///< none or one
    std::vector<window> over;       ///< none or one
    bool star = false;              ///< `f(*)`
    bool distinct = false;
    bool variadic = false;
    bool within_group = false;
};

/// An aggregate with a grammar of its own, as JSON_ARRAYAGG.
struct special_aggregate {
    form call;
    std::vector<expression> filter; ///< none or one
    std::vector<window> over;       ///< none or one
};

enum class sublink_kind : std::uint8_t { exists, all, any, scalar, array };

/// A query inside an expression.
struct sublink {
    sublink_kind kind = sublink_kind::scalar;
    std::vector<expression> operand; ///< of `operand op ANY (...)`: none, one, or the fields of a row
    sql::text op;                    ///< `=` where it is written IN
    operation computes = operation::server;
    bool is_in = false; ///< `operand IN (...)`
    std::shared_ptr<const select_statement> query;
};

/// `GROUPING(a, b, ...)`: which of these expressions of GROUP BY the grouping set of a row lacks.
struct grouping_call {
    std::vector<expression> args;
};

struct expression {
    /// Where it stands in the text, in bytes from 0; -1 where that is not known.
    int at = -1;
    std::variant<constant, column_reference, form, function_call, special_aggregate, sublink, grouping_call>
        is;
};

struct sort_key {
    expression by;
    sql::text order;
};

} // namespace pgt::syntax
