/// The server's lists of oids.
#pragma once

#include "pg/boundary/declarations.hpp"

#include <vector>

struct List;

namespace pgt::pg {

/// What a list holds; nothing if there is none.
[[nodiscard]] std::vector<oid> oids_in(const List* list);

} // namespace pgt::pg
