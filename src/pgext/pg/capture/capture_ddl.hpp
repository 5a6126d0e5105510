/// The triggers that capture changes, in the server's catalogs.
#pragma once

#include "pg/access/relation.hpp"

#include <string>
#include <vector>

namespace pgt::pg {

/// One of the triggers that a table should have.
struct capture_trigger_state {
    /// What it is called, or would be.
    std::string name;
    /// It is about TRUNCATE, not about rows.
    bool on_truncate = false;
    bool present = false;
    /// It fires when it should.
    bool enabled = false;
};

/// Those that `table`, the source or one of its partitions, should have to capture changes for `source`.
[[nodiscard]] std::vector<capture_trigger_state> capture_triggers(const relation& table, oid source);

/// Makes those that are missing and enables those that are disabled. The server drops them with the table,
/// and with the extension; they are internal, so that dumps do not contain them and ALTER TABLE ... DISABLE
/// TRIGGER USER leaves them alone.
void create_capture_triggers(const relation& table, oid source);

/// The sources that triggers on `table` capture for.
[[nodiscard]] std::vector<oid> captured_for(const relation& table);

/// Has those that are there fire when they should; says whether some did not. The caller has to hold the lock that ALTER TABLE
/// takes for it.
bool enable_capture_triggers(const relation& table, oid source);

/// Drops those that are there.
void drop_capture_triggers(const relation& table, oid source);

} // namespace pgt::pg
