/// `freed`: the rows of a subquery for all outer rows, and what connects them with an outer row.
#pragma once

#include "unnest/column_facts.hpp"

#include <pgt/circuit/aggregate_call.hpp>

#include <cstddef>
#include <map>

namespace pgt::unnest {

/// For an outer row o, the subquery has the rows `columns(o, r)` for each r of `rows` with `r[domain[i]] IS NOT DISTINCT FROM o[i]` for
/// all i in `domain` and all `conditions(o, r)` true.
///
/// Expressions are over the columns of o followed by those of r.  Conditions do not read columns of o that are in `domain` or `known`.
struct freed {
    circuit rows;
    std::size_t width;
    expressions conditions = {};
    expressions columns = {};
    std::map<std::size_t, std::size_t> domain = {};
    /// Columns of r that are columns of o wherever `domain` connects the two.
    std::map<std::size_t, std::size_t> known = {};
    /// Where no r satisfies the conditions, there is one row nevertheless: `columns(o, r)` for an r of NULLs.
    bool optional = false;
};

/// An equality between an outer row and a row of the subquery that each outer row satisfies for one group of rows at most.
struct link {
    expression outer; ///< over the columns of o
    expression rows;  ///< over the columns of r
    bool nulls_match = false;

    friend bool operator==(const link&, const link&) = default;
};

[[nodiscard]] inline expression is_true(expression condition) {
    return expression::call(operation::is_true, {sql::build("("), sql::build(" IS TRUE)")},
                            {std::move(condition)});
}
[[nodiscard]] inline expression is_not_null(expression e) {
    return expression::call(operation::is_not_null, {sql::build("("), sql::build(" IS NOT NULL)")},
                            {std::move(e)});
}
[[nodiscard]] inline expression negation_of(expression condition) {
    return expression::call(operation::logical_not, {sql::build("(NOT "), sql::build(")")},
                            {std::move(condition)});
}
/// The value that a column has in all rows of a group.
[[nodiscard]] inline aggregate_call any_value(std::size_t column) {
    return {aggregate_kind::other,
            expression::call(operation::server, {sql::build("any_value("), sql::build(")")},
                             {expression::column(column)}),
            std::nullopt};
}
/// `e` where the condition is true, else NULL.
[[nodiscard]] inline expression where(expression condition, expression e) {
    return expression::call(
        operation::case_when,
        {sql::build("(CASE WHEN "), sql::build(" THEN "), sql::build(" ELSE "), sql::build(" END)")},
        {std::move(condition), std::move(e), expression::null()});
}

} // namespace pgt::unnest
