/// Databases of the server.
#pragma once

#include "pg/boundary/declarations.hpp"

#include <vector>

namespace pgt::pg {

/// Those that allow connections and are not templates.
[[nodiscard]] std::vector<oid> working_databases();

/// That of this session.
[[nodiscard]] oid this_database() noexcept;

} // namespace pgt::pg
