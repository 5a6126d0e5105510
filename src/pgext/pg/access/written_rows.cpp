#include "pg/access/written_rows.hpp"

#include "pg/boundary/guard.hpp"

extern "C" {
#include <access/xact.h>
}

namespace pgt::pg {

std::uint32_t mark_of_writer() {
    return call([] { return GetCurrentTransactionId(); });
}

} // namespace pgt::pg
