/// Databases of the server.
#pragma once

#include "pg/boundary/declarations.hpp"

#include <vector>

namespace pgt::pg {

/// Those that one can connect to and that are not only there to be copied.
[[nodiscard]] std::vector<oid> working_databases();

/// Whether the extension is in the database of this session.
[[nodiscard]] bool has_extension();

} // namespace pgt::pg
