/// Values of the rows of a delta, computed without the set-up of the executor.
#pragma once

#include "pg/query/change_statement.hpp"

struct PlannedStmt;

namespace pgt::pg {

/// What is kept of a statement that only computes a value of each row of one delta, or of those that satisfy a condition. In memory of the server's, all of it: without
/// destructors. All that follows only inside `call`.
struct delta_values;

/// Null for any other statement.
[[nodiscard]] delta_values* new_delta_values(const PlannedStmt* statement);
/// The same for what another session has made of the same statement; null if a function of the extension has changed.
[[nodiscard]] delta_values* new_delta_values_of_text(const char* scan);
/// For that; null if functions may keep something of their own. In the current memory.
[[nodiscard]] const char* text_of_values(const delta_values* values);
void free_delta_values(delta_values* values);

/// Gives the values to `take`.
void give_delta_values(delta_values* values, std::span<const offered_delta> deltas,
                       void (*take)(datum value, bool is_null, void* argument), void* argument);

} // namespace pgt::pg
