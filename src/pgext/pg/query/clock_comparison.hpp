/// Which conditions compare the clock with a value of a row. Only for .cpp files below src/pgext/pg, and only inside `call`.
#pragma once

#include "pg/boundary/server.hpp"

extern "C" {
#include <nodes/nodes.h>
}

namespace pgt::pg {

/// Whether a node is now(), transaction_timestamp(), CURRENT_TIMESTAMP, CURRENT_DATE or LOCALTIMESTAMP, without a precision.
[[nodiscard]] bool is_clock_function(const Node* node);

/// Whether a node compares a value of the clock alone with a value that reads columns and no clock: by an immutable operator that orders points in
/// time, with a value of the clock that is never NULL.
[[nodiscard]] bool is_clock_comparison(const Node* node);

} // namespace pgt::pg
