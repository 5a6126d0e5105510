/// Relations of which users say when the scheduler may refresh what reads them.
#pragma once

#include "pg/boundary/declarations.hpp"

#include <string>

namespace pgt::ext {

/// The relation that a caller calls `written`, protected from being dropped until the end of the transaction. Throws `user_error`: 42P01 if there is
/// none, 42809 if stream tables cannot read it, 42501 unless the current user may maintain it.
[[nodiscard]] pg::oid require_maintained_source(const std::string& written);

/// Throws `user_error` 42501 unless the current user may maintain the relation.
void check_may_maintain_source(pg::oid source);

} // namespace pgt::ext
