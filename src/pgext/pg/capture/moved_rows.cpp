#include "pg/capture/moved_rows.hpp"

#include "pg/boundary/server.hpp"

#include <cstdlib>

extern "C" {
#include <commands/trigger.h>
#include <executor/execdesc.h>
#include <nodes/execnodes.h>
#include <storage/proc.h>
#include <utils/guc.h>
#include <utils/rel.h>
}

// Errors may jump over all of this: nothing here has a destructor.

namespace pgt::pg {
namespace {

/// The last transaction in which statements were not prepared.
LocalTransactionId not_prepared = InvalidLocalTransactionId;

/// What triggers are given has got more parts within a major version.
bool is_layout_known() {
    static const bool is_known = atoi(GetConfigOption("server_version_num", false, false)) >= PG_VERSION_NUM;
    return is_known;
}

void tell_of_rows_moved_by(const ModifyTableState* statement) {
    TransitionCaptureState* const told = statement->mt_transition_capture;
    const int actions = statement->mt_merge_subcommands;
    if (statement->operation != CMD_MERGE || told == nullptr || (actions & MERGE_UPDATE) == 0) return;
    if (!is_layout_known()) {
        not_prepared = MyProc->vxid.lxid;
        return;
    }
    if ((actions & MERGE_DELETE) == 0) {
        told->tcs_delete_old_table = told->tcs_update_old_table;
        told->tcs_delete_private = told->tcs_update_private;
    }
    if ((actions & MERGE_INSERT) == 0) {
        told->tcs_insert_new_table = told->tcs_update_new_table;
        told->tcs_insert_private = told->tcs_update_private;
    }
}

/// Whether rows may be missing that triggers of a statement should have been given. Says yes of any UPDATE of a partitioned table in the
/// transaction that has loaded the module, and after a MERGE in a server that is older than the one that the module was built for.
bool may_lack_moved_rows(const TriggerData& fired) {
    return LocalTransactionIdIsValid(not_prepared) && MyProc->vxid.lxid == not_prepared &&
           TRIGGER_FIRED_BY_UPDATE(fired.tg_event) && !TRIGGER_FIRED_FOR_ROW(fired.tg_event) &&
           fired.tg_relation->rd_rel->relkind == RELKIND_PARTITIONED_TABLE;
}

void tell_if_it_changes_rows(const PlanState* state) {
    if (state != nullptr && IsA(state, ModifyTableState))
        tell_of_rows_moved_by(reinterpret_cast<const ModifyTableState*>(state));
}

} // namespace

void watch_moved_rows() {
    if (MyProc != nullptr) not_prepared = MyProc->vxid.lxid;
}

void tell_of_moved_rows(const QueryDesc* query) {
    tell_if_it_changes_rows(query->planstate);
    const List* const others = query->estate->es_auxmodifytables;
    for (int i = 0; i < list_length(others); ++i)
        tell_if_it_changes_rows(static_cast<const PlanState*>(list_nth(others, i)));
}

bool is_incomplete(const TriggerData& fired) {
    return TRIGGER_FIRED_BY_TRUNCATE(fired.tg_event) || may_lack_moved_rows(fired);
}

} // namespace pgt::pg
