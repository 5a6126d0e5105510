/// Arguments of a call by their names, whatever their types.
#pragma once

#include "pg/value/function.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pgt::pg {

struct named_argument {
    std::string name;                ///< as the function declares it
    std::optional<std::string> text; ///< the value as its type prints it; nothing: NULL
};

/// What a function was called with.
struct named_arguments {
    std::string function; ///< without its schema, as in `create_stream_table()`
    std::vector<named_argument> all;
};

/// The function must be declared with a name for each argument.
[[nodiscard]] named_arguments arguments_of(const function_call& call);

} // namespace pgt::pg
