/// The write that a statement trigger may refuse.
#pragma once

#include "pg/boundary/declarations.hpp"
#include "pg/value/function.hpp"

#include <string>
#include <string_view>

namespace pgt::pg {

struct attempted_write {
    oid relation = no_oid;
    std::string_view statement; ///< "INSERT", "UPDATE", "DELETE" or "TRUNCATE"
};

/// Throws `user_error` if the function was not called as a trigger.
[[nodiscard]] attempted_write attempted(const function_call& call);

} // namespace pgt::pg
