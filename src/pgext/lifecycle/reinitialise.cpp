#include "lifecycle/reinitialise.hpp"

#include "catalog/store.hpp"
#include "definition/definition.hpp"
#include "definition/provable.hpp"
#include "definition/recipe.hpp"
#include "definition/scope.hpp"
#include "lifecycle/indexes.hpp"
#include "lifecycle/sources.hpp"
#include "lifecycle/states.hpp"
#include "lifecycle/storage.hpp"
#include "lifecycle/warnings.hpp"
#include "pg/access/snapshot.hpp"
#include "pg/boundary/crash_point.hpp"
#include "pg/query/rights.hpp"
#include "refresh/refresh.hpp"

#include <utility>

namespace pgt::ext {
namespace {

/// The hidden columns and the states that a recipe asks for.
void make_room_for(const stream_table& table, const recipe& how) {
    replace_hidden_columns(table.relation, how.plan.table());
    replace_states(table, how.plan);
}

/// The table as it is set up again; what it holds is still to be replaced.
stream_table set_up_again(const stream_table& table) {
    const definition kept = read_definition(table.definition);
    const pg::analysed_query query = pg::analysed_view(table.definition);
    pg::query_rights(query).check();
    pg::check_own_policies(table.relation);
    recipe how =
        choose_recipe(kept, query, table.requested, target_of(table), pg::owner_of_relation(table.relation));
    make_room_for(table, how);
    if (how.mode == refresh_mode::differential) {
        how = provable(std::move(how), table, kept);
        if (how.mode == refresh_mode::full) { make_room_for(table, how); }
    }
    protect_indexes(table, how.plan.table());
    stream_table changed = table;
    changed.mode = how.mode;
    changed.fingerprint = how.fingerprint;
    pg::crash_point("reinit.columns");
    attach_sources(changed, query, how);
    update_mode(changed, how.downgrade_reason, has_keyless_source(how));
    warn_about(query, how);
    pg::count_command();
    return find_stream_table(table.relation).value();
}

} // namespace

void reinitialise(const stream_table& table, const std::string& reason, initiator by) {
    const owner_scope scope(table);
    const stream_table changed = set_up_again(table);
    if (table.is_populated) { refill(changed, reason, by); }
}

} // namespace pgt::ext
