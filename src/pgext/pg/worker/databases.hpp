/// Databases of the server.
#pragma once

#include "pg/boundary/declarations.hpp"

#include <vector>

namespace pgt::pg {

/// Those that allow connections and are not templates.
[[nodiscard]] std::vector<oid> working_databases();

/// That of this session.
[[nodiscard]] oid this_database() noexcept;

/// Whether the database of this session has the extension.
[[nodiscard]] bool has_extension();

} // namespace pgt::pg
