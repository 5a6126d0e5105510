#include "lifecycle/reinitialise_marked.hpp"

#include "catalog/marked.hpp"
#include "catalog/store.hpp"
#include "catalog/stream_table_lock.hpp"
#include "definition/prepared.hpp"
#include "definition/scope.hpp"
#include "lifecycle/reinitialise.hpp"
#include "pg/access/snapshot.hpp"
#include "pg/boundary/error_context.hpp"
#include "pg/boundary/query_error.hpp"
#include "pg/ddl/storage_facts.hpp"
#include "refresh/guard.hpp"

#include <pgt/error.hpp>

#include <cstdint>
#include <optional>

namespace pgt::ext {
namespace {

/// Also when one of them fails.
struct forgetting_marked {
    forgetting_marked() = default;
    forgetting_marked(const forgetting_marked&) = delete;
    forgetting_marked& operator=(const forgetting_marked&) = delete;
    ~forgetting_marked() { forget_marked(); }
};

bool is_due(const std::optional<stream_table>& table) {
    return table && table->needs_reinit && is_in_transaction(table->mode) && table->is_populated &&
           pg::has_guard(table->relation);
}

void reinitialise_if_due(std::int64_t id) {
    if (const auto before = find_stream_table_by_id(id); is_due(before)) {
        (void)lock_for_refresh(before->relation, if_locked::wait);
    }
    const auto table = find_stream_table_by_id(id);
    if (!is_due(table)) { return; }
    const refresh_guard guard(*table);
    try {
        reinitialise(*table, table->reinit_reason, initiator::manual);
    } catch (const user_error& failed) {
        const pg::error_context context(context_of(*table));
        pg::throw_in_context(failed);
    }
}

bool is_unfit(const stream_table& table) {
    const owner_scope scope(table);
    try {
        return !prepare(table)->fits(table);
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

void reinitialise_marked() {
    const std::vector<std::int64_t> marked = marked_here();
    if (marked.empty()) { return; }
    const forgetting_marked at_end;
    pg::count_command();
    for (const std::int64_t id : marked) { reinitialise_if_due(id); }
}

} // namespace pgt::ext
