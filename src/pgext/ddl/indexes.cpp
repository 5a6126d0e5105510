#include "ddl/indexes.hpp"

#include "lifecycle/reinitialise_marked.hpp"
#include "lifecycle/unfit.hpp"
#include "lifecycle/upkeep.hpp"
#include "pg/ddl/storage_facts.hpp"

#include <set>
#include <utility>

namespace pgt::ext {
namespace {

/// Of one command; if that failed, they are looked at without need after the next one. Not by transaction: DROP INDEX CONCURRENTLY consists of several.
std::set<pg::oid>& noted() {
    static auto& tables = *new std::set<pg::oid>;
    return tables;
}

} // namespace

void note_indexes_to_drop(const std::vector<pg::oid>& indexes) {
    noted().clear();
    for (const pg::oid index : indexes) { noted().insert(pg::table_of_index(index)); }
}

void follow_dropped_indexes() {
    const std::set<pg::oid> tables = std::exchange(noted(), {});
    if (tables.empty() || upkeep::is_under_way()) { return; }
    for (const pg::oid table : tables) { mark_unfit(table); }
    reinitialise_marked();
}

} // namespace pgt::ext
