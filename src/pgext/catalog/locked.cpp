#include "catalog/locked.hpp"

#include "pg/access/lock.hpp"
#include "pg/access/relation.hpp"

namespace pgt::ext {
namespace {

/// Waits for somebody who is just dropping the table. Keeps no lock: what a refresh reads is locked before the table.
void wait_for_drop(pg::oid table) { pg::wait_for_relation(table, pg::lock_mode::row_exclusive); }

} // namespace

stream_table lock_own_stream_table(const std::string& written) {
    const pg::oid table = require_own_stream_table(written).relation;
    pg::lock(pg::lock_subject::stream_table, table, pg::lock_mode::exclusive);
    wait_for_drop(table);
    return require_own_stream_table(written); // as it is now
}

std::optional<stream_table> try_lock_stream_table(const std::string& written) {
    const auto table = pg::find_relation(written);
    // Before the catalog is asked, which is only once then; and not for those who may not refresh the table.
    if (table && pg::may_maintain(*table) && !try_lock_for_refresh(*table)) { return std::nullopt; }
    return require_maintained_stream_table(written);
}

bool try_lock_for_refresh(pg::oid table) {
    if (!pg::try_lock(pg::lock_subject::stream_table, table, pg::lock_mode::exclusive)) { return false; }
    wait_for_drop(table);
    return true;
}

} // namespace pgt::ext
