#include "pg/query/limited.hpp"

#include "pg/boundary/server.hpp"

extern "C" {
#include <nodes/parsenodes.h>
}

namespace pgt::pg {

bool is_limited(const analysed_query& query) { return query.tree->limitCount != nullptr; }

} // namespace pgt::pg
