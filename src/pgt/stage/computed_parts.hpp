/// `computed_parts`: what an operator computes from its rows, by the input that it reads.
#pragma once

#include <pgt/lower/facts/naming.hpp>
#include <pgt/lower/facts/typing.hpp>
#include <pgt/lower/piece/piece.hpp>

#include <vector>

namespace pgt::stage {

/// Whether the value of an expression may be an error for some rows, and none for others.
[[nodiscard]] bool may_fail(const expression& e);

/// For each input the expressions over its rows that may fail.  Errors: `user_error` 0A000 for those that read more than one input.
[[nodiscard]] std::vector<std::vector<expression>>
computed_parts(const lower::piece& of, lower::typing& types, lower::column_names& names);

/// All expressions of an operator, over whatever rows.
[[nodiscard]] std::vector<expression> all_expressions(const lower::piece& of);

/// The refusal of a query whose rows cannot be left out one by one.
[[nodiscard]] user_error no_quarantine(const std::string& detail);

} // namespace pgt::stage
