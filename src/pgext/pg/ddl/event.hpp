/// The data of an event trigger.
#pragma once

#include "pg/value/function.hpp"

#include <string_view>

namespace pgt::pg {

/// The command that fired an event trigger, such as "ALTER TABLE". Throws `std::logic_error` if the function was not
/// called as an event trigger.
[[nodiscard]] std::string_view command_of(const function_call& call);

} // namespace pgt::pg
