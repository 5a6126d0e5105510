/// Types of simple expressions, for want of a server that could tell them.
#pragma once

#include <pgt/syntax/select.hpp>

#include <string>
#include <vector>

namespace pgt::bind::detail {

/// The types of the output of `SELECT expressions FROM (SELECT typed constants) AS t`.
[[nodiscard]] std::vector<std::string> output_types(const syntax::select_statement& s);

} // namespace pgt::bind::detail
