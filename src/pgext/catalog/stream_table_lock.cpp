#include "catalog/stream_table_lock.hpp"

#include "pg/access/lock.hpp"
#include "pg/access/lock_set.hpp"
#include "pg/access/relation.hpp"

#include <algorithm>
#include <vector>

namespace pgt::ext {
namespace {

bool take_lock(pg::oid table, if_locked otherwise) {
    if (otherwise == if_locked::skip) {
        return pg::try_lock(pg::lock_subject::stream_table, table, pg::lock_mode::exclusive);
    }
    pg::lock(pg::lock_subject::stream_table, table, pg::lock_mode::exclusive);
    return true;
}

} // namespace

bool lock_for_refresh(pg::oid table, if_locked otherwise) {
    if (!take_lock(table, otherwise)) { return false; }
    // A concurrent DROP TABLE may be under way. The relation is not kept locked: what a refresh reads is locked before it.
    pg::wait_for_relation(table, pg::lock_mode::row_exclusive);
    return true;
}

namespace {

pg::lock_mode mode_of(const upkeep_lock& one) {
    return one.rows ? pg::lock_mode::row_exclusive : pg::lock_mode::exclusive;
}

/// By an earlier statement of this transaction, as a rule.
bool is_held(const upkeep_lock& one) {
    return pg::holds_lock(pg::lock_subject::stream_table, one.table, mode_of(one)) ||
           (one.rows && is_locked_for_refresh(one.table));
}

} // namespace

void lock_for_upkeep(std::span<const upkeep_lock> tables) {
    if (std::ranges::all_of(tables, is_held)) { return; }
    std::vector<pg::wanted_lock> wanted;
    wanted.reserve(tables.size());
    for (const upkeep_lock& one : tables) { wanted.push_back({.number = one.table, .mode = mode_of(one)}); }
    pg::lock_all(pg::lock_subject::stream_table, wanted);
    for (const upkeep_lock& one : tables) { pg::wait_for_relation(one.table, pg::lock_mode::row_exclusive); }
}

void lock_for_refresh(std::span<const pg::oid> tables) {
    std::vector<upkeep_lock> all;
    all.reserve(tables.size());
    for (const pg::oid one : tables) { all.push_back({.table = one, .rows = false}); }
    lock_for_upkeep(all);
}

bool is_locked_for_refresh(pg::oid table) {
    return pg::holds_lock(pg::lock_subject::stream_table, table, pg::lock_mode::exclusive);
}

std::optional<stream_table> lock_maintained_stream_table(const std::string& written, if_locked otherwise) {
    const auto table = pg::find_relation(written);
    // Before the catalog is read, which is done only once then; and only for those who may refresh the table.
    if (table && pg::may_maintain(*table) && !lock_for_refresh(*table, otherwise)) { return std::nullopt; }
    return require_maintained_stream_table(written);
}

stream_table lock_own_stream_table(const std::string& written) {
    (void)lock_for_refresh(require_own_stream_table(written).relation, if_locked::wait);
    return require_own_stream_table(written); // as it is now
}

} // namespace pgt::ext
