/// The triggers by which pg_trickle learns of changes, in the server's catalogs.
#pragma once

#include "pg/access/relation.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace pgt::pg {

/// Triggers that belong together.
enum class trigger_set : std::uint8_t {
    capture,     ///< write what statements change into the change buffer of a source
    row_capture, ///< the same for each row that changes, whatever table the statement names
    mark,        ///< tell the scheduler that a source has changed
    upkeep, ///< have stream tables in mode IMMEDIATE follow within the statement, collect for those ON COMMIT
};

/// One of the triggers that a table should have.
struct trigger_state {
    /// What it is called, or would be.
    std::string name;
    /// It fires on TRUNCATE, not on changes of rows.
    bool on_truncate = false;
    bool present = false;
    /// It fires when it should.
    bool enabled = false;
};

/// Whether a table is one of users', of this server, that all sessions see: its triggers see what statements that name it change.
[[nodiscard]] bool may_have_triggers(oid table);

/// Those that `table`, the source or a table of its family, should have for a source. Takes no lock on it.
[[nodiscard]] std::vector<trigger_state> trigger_states(trigger_set set, oid table, oid source);

/// Whether all of them are present and enabled. Takes no lock on the table.
[[nodiscard]] bool are_enabled(trigger_set set, oid table, oid source);
/// Whether any of them is present. Takes no lock on the table.
[[nodiscard]] bool is_any_present(trigger_set set, oid table, oid source);

/// The sources that have triggers of a set on `table`. Takes no lock on it.
[[nodiscard]] std::vector<oid> sources_with_triggers(trigger_set set, oid table);

// The caller of these holds the lock on the table that ALTER TABLE takes for them, SHARE ROW EXCLUSIVE.

/// Makes those that are missing and enables those that are disabled. The server drops them with the table, and with the
/// extension; they are internal, so that dumps do not contain them and ALTER TABLE ... DISABLE TRIGGER USER leaves them alone.
void create_triggers(trigger_set set, oid table, oid source);
/// Has those that are present fire when they should; says whether some did not.
bool enable_triggers(trigger_set set, oid table, oid source);
void drop_triggers(trigger_set set, oid table, oid source);

} // namespace pgt::pg
