/// Constants of type boolean.
#pragma once

#include <pgt/expr/expression.hpp>

namespace pgt {

/// TRUE or FALSE.
[[nodiscard]] inline expression boolean_constant(bool is_true) {
    return expression::constant(is_true ? sql::build("TRUE") : sql::build("FALSE"), value(is_true));
}

} // namespace pgt
