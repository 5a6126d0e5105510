/// Definitions of indexes as users write them.
#pragma once

#include "pg/boundary/declarations.hpp"

#include <pgt/sql/text.hpp>

#include <string>

namespace pgt::pg {

/// What follows the table in CREATE INDEX, such as `(customer) where total > 0`, as SQL: it can be appended to one such command, and is part of
/// no other. Throws `error` 42601 for any other text.
[[nodiscard]] sql::text checked_index(const std::string& definition);

} // namespace pgt::pg
