#include "lifecycle/reinitialise_marked.hpp"

#include "catalog/marked.hpp"
#include "catalog/store.hpp"
#include "catalog/stream_table_lock.hpp"
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
#include <set>

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

std::optional<std::int64_t> first_marked_not_in(const std::set<std::int64_t>& done) {
    for (const std::int64_t id : marked_here()) {
        if (!done.contains(id)) { return id; }
    }
    return std::nullopt;
}

} // namespace

void reinitialise_marked() {
    const forgetting_marked at_end;
    std::set<std::int64_t> done;
    while (const auto id =
               first_marked_not_in(done)) { // one that is re-initialised may mark those that read it
        done.insert(*id);
        pg::count_command();
        reinitialise_if_due(*id);
    }
}

} // namespace pgt::ext
