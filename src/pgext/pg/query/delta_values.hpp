/// Values of the rows of a delta, computed without the set-up of the executor.
#pragma once

#include "pg/query/change_statement.hpp"

struct PlannedStmt;

namespace pgt::pg {

/// Runs a statement that only computes a value of each row of one delta, or of those that satisfy a condition, and gives these to `take`; false, and nothing is done,
/// for any other statement. Only inside `call`.
[[nodiscard]] bool give_delta_values(const PlannedStmt* statement, std::span<const offered_delta> deltas,
                                     void (*take)(datum value, bool is_null, void* argument), void* argument);

} // namespace pgt::pg
