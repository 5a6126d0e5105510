#include "lifecycle/reinitialise.hpp"

#include "catalog/store.hpp"
#include "definition/definition.hpp"
#include "definition/prepared.hpp"
#include "definition/recipe.hpp"
#include "definition/scope.hpp"
#include "lifecycle/circular.hpp"
#include "lifecycle/immediate_limits.hpp"
#include "lifecycle/indexes.hpp"
#include "lifecycle/sources.hpp"
#include "lifecycle/storage.hpp"
#include "lifecycle/unfit.hpp"
#include "lifecycle/warnings.hpp"
#include "pg/access/snapshot.hpp"
#include "pg/boundary/crash_point.hpp"
#include "pg/query/rights.hpp"
#include "refresh/refresh.hpp"

#include <utility>

namespace pgt::ext {
namespace {

/// The table as it is set up again; its contents are still to be replaced.
stream_table set_up_again(const stream_table& table) {
    const definition kept = read_definition(table.definition);
    const pg::analysed_query query = pg::analysed_view(table.definition);
    pg::query_rights(query).check();
    recipe chosen =
        choose_recipe(kept, query, table.requested, target_of(table), pg::owner_of_relation(table.relation));
    if (!is_in_transaction(table.mode)) { check_immediate_limits(query, chosen.mode); }
    fit_storage(table, chosen);
    recipe how = accepted(std::move(chosen), table, kept);
    protect_indexes(table, how.plan.table());
    stream_table changed = table;
    changed.mode = how.mode;
    changed.fingerprint = how.fingerprint;
    changed.key_columns = how.plan.table().key;
    changed.locks_rows = locks_rows(how);
    changed.quarantine_states = quarantine_states(how);
    pg::crash_point("reinit.columns");
    attach_sources(changed, query, how);
    update_mode(changed, how.downgrade_reason, has_keyless_source(how));
    warn_about(query, how);
    pg::count_command();
    settle_in_graph(changed, query);
    changed = find_stream_table(table.relation).value();
    if (table.is_populated) { keep_prepared(changed, std::move(how), query); }
    return changed;
}

} // namespace

void reinitialise(const stream_table& table, const std::string& reason, initiator by) {
    const owner_scope scope(table);
    const stream_table changed = set_up_again(table);
    if (!table.is_populated) { return; }
    mark_unfit(table.relation); // before its rows change: its readers cannot apply that
    refill(changed, reason, by);
}

} // namespace pgt::ext
