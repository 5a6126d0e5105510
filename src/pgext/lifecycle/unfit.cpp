#include "lifecycle/unfit.hpp"

#include "catalog/store.hpp"
#include "definition/prepared.hpp"
#include "definition/scope.hpp"
#include "pg/access/identity.hpp"
#include "pg/ddl/storage_facts.hpp"

#include <pgt/error.hpp>

namespace pgt::ext {
namespace {

bool is_unfit(const stream_table& table) {
    const owner_scope scope(table);
    try {
        const auto prepared = prepare(table);
        return prepared->is_captured() && !prepared->fits(table);
    } catch (const user_error& /*impossible*/) { return true; } // the re-initialisation says why
}

} // namespace

void mark_unfit(pg::oid altered) {
    for (const upkeep_reader& reader : upkeep_readers_of(altered)) {
        const auto table = find_stream_table(reader.relation);
        const bool has_query = table && pg::name_of_relation(table->definition);
        if (has_query && !table->needs_reinit && pg::has_guard(table->relation) && is_unfit(*table)) {
            mark_for_reinit(table->id, "keys or columns of its sources have changed");
        }
    }
}

} // namespace pgt::ext
