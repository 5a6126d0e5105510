/// The tables that this session is changing, and whether the changes are captured already.
///
/// The changes of a statement are visible inside it, for example to a trigger; they are captured later, by triggers that fire after the statement. A refresh in between would apply them twice.
#pragma once

#include "pg/boundary/declarations.hpp"

#include <span>

namespace pgt::pg {

/// What a statement does to a table; they add up.
enum write_events : std::uint8_t { no_event = 0, inserts = 1, updates = 2, deletes = 4, truncates = 8 };

/// Begins to watch statements. Call it once, when the module is loaded.
void watch_writes();

/// The capture trigger of a table has fired for all that a statement did of this kind. Only inside `call`.
void note_capture(oid table, write_events fired);

/// The first of these tables, each with its partitions, that a statement of this session is changing and whose capture is
/// still to come; `no_oid` if there is none.
[[nodiscard]] oid uncaptured_write(std::span<const oid> tables);

} // namespace pgt::pg
