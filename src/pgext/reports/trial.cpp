#include "reports/trial.hpp"

#include "catalog/store.hpp"
#include "definition/scope.hpp"
#include "lifecycle/immediate_limits.hpp"
#include "lifecycle/states.hpp"
#include "lifecycle/storage.hpp"
#include "pg/access/identity.hpp"
#include "pg/access/snapshot.hpp"
#include "pg/access/standby.hpp"
#include "pg/boundary/subtransaction.hpp"
#include "pg/query/rights.hpp"

#include <format>
#include <utility>

namespace pgt::ext {
namespace {

/// Called under the search_path of the caller.
stream_table table_for_trial(refresh_mode mode) {
    stream_table table;
    table.id = new_stream_table_id();
    table.name = pg::name_for_creation(std::format("__pgt_trial_{}", table.id));
    table.requested = mode;
    return table;
}

} // namespace

void try_query(const std::string& text, refresh_mode mode, const std::function<void(const trial&)>& look) {
    pg::refuse_on_standby("examine queries of stream tables");
    pg::refuse_if_restricted("this function");
    const std::vector<std::string> settings = settings_of_author();
    const pg::subtransaction undone;
    stream_table table = table_for_trial(mode);
    const pg::analysed_query query = checked_query(text);
    const owner_scope scope(pg::current_user(), settings);
    pg::query_rights(query).check();
    table.definition = create_definition(table.name.name, table.id, query);
    const definition kept = read_definition(table.definition);
    recipe chosen = choose_recipe(kept, query, mode, target_of(table), pg::current_user());
    check_immediate_limits(query, chosen.mode);
    table.relation = create_storage(table.name, kept.columns, chosen.plan.table(), {});
    replace_states(table, chosen.plan);
    const recipe how = accepted(std::move(chosen), table, kept);
    pg::count_command();
    look({.query = query, .kept = kept, .how = how});
}

} // namespace pgt::ext
