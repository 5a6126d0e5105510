/// Helpers for syntax trees of expressions.
#pragma once

#include "bind/printer.hpp"
#include "bind/scope.hpp"

#include <pgt/syntax/expression.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace pgt::bind::detail {

/// The expressions that an expression is computed from; not those inside the query of a sublink.
std::vector<const syntax::expression*> children(const syntax::expression& e);

/// The number of an output column that a bare integer in GROUP BY, ORDER BY or DISTINCT ON stands for; one with a type is a value.
[[nodiscard]] std::optional<std::int64_t> position_of(const syntax::expression& e);
/// Whether the expression is itself the call of a window function, and whether one stands in it.
[[nodiscard]] bool is_window_function(const syntax::expression& e);
[[nodiscard]] bool has_window_function(const syntax::expression& e);

/// Whether a sublink stands in it.
[[nodiscard]] bool has_subquery(const syntax::expression& e);

/// In a ROW constructor a star stands for columns, not for a value.
void require_values(const syntax::form& form);

/// The call whose row a form takes fields of, as in `((f(x)).field)`; null for any other form.
[[nodiscard]] const syntax::function_call* call_of_fields(const syntax::form& form);

/// The table that the first names of a reference name: `t`, or `schema.t`.
const named_table& table_of(const syntax::column_reference& c, const names& known, std::size_t count, int at);

/// Whether two expressions of one query are written alike, wherever they stand.
[[nodiscard]] bool same(const syntax::expression& a, const syntax::expression& b);

[[nodiscard]] bool is_series(const syntax::function_call& f);

[[nodiscard]] sql::text function_name(const syntax::function_call& f);

/// `a, name => b, VARIADIC c`.
void print_arguments(printer& out, const syntax::function_call& f, const std::vector<expression>& args);

} // namespace pgt::bind::detail
