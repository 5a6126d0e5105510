/// The event triggers: the consequences of users' DDL for stream tables.
#include "catalog/store.hpp"
#include "ddl/drops.hpp"
#include "ddl/follow.hpp"
#include "ddl/indexes.hpp"
#include "ddl/protection.hpp"
#include "definition/prepared.hpp"
#include "immediate/apply_changes.hpp"
#include "lifecycle/reinitialise_marked.hpp"
#include "lifecycle/retype.hpp"
#include "lifecycle/unfit.hpp"
#include "lifecycle/upkeep.hpp"
#include "pg/access/dependency.hpp"
#include "pg/capture/statement_changes.hpp"
#include "pg/ddl/ddl_commands.hpp"
#include "pg/ddl/event.hpp"
#include "pg/ddl/retyped_columns.hpp"
#include "pg/ddl/storage_facts.hpp"

#include <algorithm>
#include <vector>

namespace {

using namespace pgt;
using namespace pgt::ext;

constexpr pg::nullable_datum nothing{.value = 0, .is_null = false};

/// The triggers fire at every command of the database: for most commands this check is the only cost.
bool is_of_no_interest() { return pg::runs_own_script() || !has_stream_tables(); }

/// An index may identify the rows of its table.
pg::oid table_of(pg::oid relation) {
    const pg::oid table = pg::table_of_index(relation);
    return table == pg::no_oid ? relation : table;
}

pg::nullable_datum on_command(const pg::function_call& call) {
    if (is_of_no_interest()) { return nothing; }
    if (pg::command_of(call) == "ALTER SCHEMA") { synchronise_names(); }
    for (const pg::touched_object& one : pg::touched_objects()) { follow(one); }
    if (upkeep::is_under_way()) { return nothing; } // a part of a re-initialisation
    for (const pg::touched_object& one : pg::touched_objects()) {
        if (one.what.of == pg::catalog::relations) { mark_unfit(table_of(one.what.id)); }
    }
    reinitialise_marked();
    return nothing;
}

pg::nullable_datum on_drop(const pg::function_call& /*call*/) {
    if (is_of_no_interest()) { return nothing; }
    follow_drops(pg::dropped_objects());
    forget_prepared();
    follow_dropped_indexes();
    return nothing;
}

/// The rows that are kept have the columns of their tables, and name large values of theirs: a command may change or rewrite these.
pg::nullable_datum on_alter_table(const pg::function_call& call) {
    if (is_of_no_interest()) { return nothing; }
    std::ranges::for_each(pg::retyped_columns(call), refuse_retyped);
    refuse_concurrent_detach(pg::detached_concurrently(call));
    if (upkeep::is_under_way() || pg::changed_sources().empty()) { return nothing; }
    apply_as_at_commit();
    return nothing;
}

pg::nullable_datum on_drop_index(const pg::function_call& call) {
    if (is_of_no_interest()) { return nothing; }
    const std::vector<pg::oid> indexes = pg::indexes_to_drop(call);
    for (const pg::oid index : indexes) { check_index_is_free(index); }
    note_indexes_to_drop(indexes);
    return nothing;
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_on_alter_table, on_alter_table);
PGT_SQL_FUNCTION(pgtrickle_on_command, on_command);
PGT_SQL_FUNCTION(pgtrickle_on_drop, on_drop);
PGT_SQL_FUNCTION(pgtrickle_on_drop_index, on_drop_index);
