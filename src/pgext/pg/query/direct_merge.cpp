#include "pg/query/direct_merge.hpp"

#include "pg/query/direct_plan.hpp"
#include "pg/query/kept_nodes.hpp"
#include "pg/query/kept_state.hpp"
#include "pg/query/own_triggers.hpp"
#include "pg/query/plan_text.hpp"
#include "pg/query/user_triggers.hpp"
#include "pg/value/call_count.hpp"

#include "pg/boundary/guard.hpp"

#include <algorithm>
#include <utility>

extern "C" {
#include <access/genam.h>
#include <access/heapam.h>
#include <access/htup_details.h>
#include <access/table.h>
#include <access/tableam.h>
#include <access/xact.h>
#include <catalog/pg_am.h>
#include <catalog/pg_index.h>
#include <catalog/pg_type.h>
#include <executor/executor.h>
#include <miscadmin.h>
#include <nodes/execnodes.h>
#include <nodes/plannodes.h>
#include <storage/lmgr.h>
#include <utils/fmgroids.h>
#include <utils/memutils.h>
#include <utils/plancache.h>
#include <utils/rel.h>
#include <utils/snapmgr.h>
}

// Errors may jump over all of this: nothing here has a destructor but `direct_merges`.

namespace pgt::pg {
namespace {

constinit bool allowed = false;
constinit late_change* late = nullptr;

/// More changes are not joined with rows that are looked up one by one: what it costs to start a statement is little beside that, and small tables are read
/// faster as a whole.
constexpr std::size_t most_looked_up = 100;

struct direct_action {
    MergeMatchKind when;
    CmdType command;
    ExprState* condition;
    ProjectionInfo* row; ///< of an INSERT or UPDATE: into `after`
};

/// A change that is found and computed; the new row is in `after`.
struct found_change {
    CmdType command; ///< CMD_UNKNOWN: none
    ItemPointerData place;
};

} // namespace

struct direct_merge {
    MemoryContext memory;
    direct_plan plan;
    Oid index; ///< of the row ids

    kept_state begun; ///< of all that follows
    kept_nodes changes;
    ExprContext* expressions;
    ExprState* row_id;
    ExprState* conditions;
    direct_action* actions;
    int action_count;
    TupleTableSlot* before;
    TupleTableSlot* after;
    found_change pending; ///< not made yet
};

late_change::late_change() noexcept : before_(std::exchange(late, this)) {}
late_change::~late_change() { late = before_; }

direct_merges::direct_merges(bool are_allowed) noexcept : before_(std::exchange(allowed, are_allowed)) {}
direct_merges::~direct_merges() { allowed = before_; }
bool direct_merges::are_allowed() noexcept { return allowed; }

namespace {

bool has_deferred_index(Relation table) {
    const List* const indexes = RelationGetIndexList(table);
    for (int i = 0; i < list_length(indexes); ++i) {
        const Relation index = index_open(list_nth_oid(indexes, i), AccessShareLock);
        const bool is_plain = index->rd_index->indimmediate && !index->rd_index->indisexclusion;
        index_close(index, AccessShareLock);
        if (!is_plain) return true;
    }
    return false;
}

bool is_index_of(const RelationData* index, int column) {
    const FormData_pg_index& of = *index->rd_index;
    return index->rd_rel->relam == BTREE_AM_OID && of.indisvalid && of.indnkeyatts == 1 &&
           of.indkey.values[0] == column && index->rd_opcintype[0] == INT8OID &&
           heap_attisnull(index->rd_indextuple, Anum_pg_index_indpred, nullptr);
}

/// An index by which rows are found by a column, with all rows in it.
Oid index_of(Relation table, int column) {
    const List* const indexes = RelationGetIndexList(table);
    for (int i = 0; i < list_length(indexes); ++i) {
        const Relation index = index_open(list_nth_oid(indexes, i), AccessShareLock);
        const bool is_found = is_index_of(index, column);
        index_close(index, AccessShareLock);
        if (is_found) return list_nth_oid(indexes, i);
    }
    return InvalidOid;
}

/// Why rows of a table cannot be changed without the executor; null if they can.
const char* refusal_by(Relation table) {
    if (table->rd_rel->relkind != RELKIND_RELATION || table->rd_rel->relispartition)
        return "the table has partitions or is one";
    if (table->rd_tableam != GetHeapamTableAmRoutine()) return "the table is stored by another access method";
    if (table->rd_rel->relrowsecurity) return "the table has row-level security";
    const TupleConstr* const constraints = RelationGetDescr(table)->constr;
    if (constraints != nullptr && (constraints->num_check > 0 || constraints->has_generated_stored ||
                                   constraints->has_generated_virtual))
        return "the table has check constraints or generated columns";
    return has_deferred_index(table) ? "the table has an index that is checked later" : nullptr;
}

const char* refusal_by_table(direct_merge& merge) {
    const Relation table = table_open(merge.plan.table, NoLock);
    merge.index = index_of(table, merge.plan.column);
    const char* refusal = refusal_by(table);
    if (refusal == nullptr && merge.index == InvalidOid) refusal = "the table has no index of row ids";
    if (refusal == nullptr) {
        for (const CmdType command : {CMD_INSERT, CMD_UPDATE, CMD_DELETE})
            CheckCmdReplicaIdentity(table, command);
    }
    table_close(table, NoLock);
    return refusal;
}

} // namespace

direct_merge* new_direct_merge(const CachedPlanSource* of, const PlannedStmt* by_executor) {
    MemoryContext const memory =
        AllocSetContextCreate(CurrentMemoryContext, "pg_trickle direct merge", ALLOCSET_SMALL_SIZES);
    MemoryContext const planning =
        AllocSetContextCreate(CurrentMemoryContext, "pg_trickle direct plan", ALLOCSET_DEFAULT_SIZES);
    MemoryContext const before = MemoryContextSwitchTo(planning);
    const direct_plan planned =
        direct_plan_of(linitial_node(Query, of->query_list), of->query_string,
                       {.relations = of->relationOids, .items = of->invalItems}, by_executor);
    MemoryContextSwitchTo(memory);
    auto* const merge = palloc0_object(direct_merge);
    merge->memory = memory;
    merge->plan = copy_of(planned);
    if (merge->plan.refusal == nullptr) merge->plan.refusal = refusal_by_table(*merge);
    MemoryContextSwitchTo(before);
    MemoryContextDelete(planning); // the planner leaves several times as much as the plan has
    MemoryContextSetParent(memory, CacheMemoryContext); // now that nothing can fail any more
    return merge;
}

const char* text_of_merge(const direct_merge* merge) {
    const direct_plan& plan = merge->plan;
    if (plan.refusal != nullptr || !plan.follows_query || !can_be_text(plan)) return nullptr;
    return text_of_plan(plan);
}

direct_merge* new_direct_merge_of_text(const char* plan) {
    MemoryContext const memory =
        AllocSetContextCreate(CurrentMemoryContext, "pg_trickle direct merge", ALLOCSET_SMALL_SIZES);
    MemoryContext const before = MemoryContextSwitchTo(memory);
    auto* const merge = palloc0_object(direct_merge);
    merge->memory = memory;
    merge->plan = plan_of_text(plan);
    LockRelationOid(merge->plan.table, RowExclusiveLock);
    if (merge->plan.refusal == nullptr) merge->plan.refusal = refusal_by_table(*merge);
    MemoryContextSwitchTo(before);
    if (is_refused(merge)) {
        free_direct_merge(merge);
        return nullptr;
    }
    MemoryContextSetParent(memory, CacheMemoryContext); // now that nothing can fail any more
    return merge;
}

void free_direct_merge(direct_merge* merge) {
    if (merge != nullptr) MemoryContextDelete(merge->memory);
}

oid table_of(const direct_merge* merge) { return merge->plan.table; }

std::size_t memory_of(const direct_merge* merge) { return MemoryContextMemAllocated(merge->memory, true); }

bool is_refused(const direct_merge* merge) { return merge->plan.refusal != nullptr; }

bool stands_alone(const direct_merge* merge) {
    const direct_plan& plan = merge->plan;
    if (plan.refusal != nullptr || !plan.follows_query || plan.lookups > 0) return false;
    LockRelationOid(plan.table, RowExclusiveLock);
    return true;
}

const char* refusal_of(const direct_merge* merge) {
    if (merge->plan.refusal != nullptr) return merge->plan.refusal;
    const Relation table = table_open(merge->plan.table, NoLock);
    const bool has_triggers = fires_other_triggers(table);
    table_close(table, NoLock);
    return has_triggers ? "changes of the table fire triggers" : nullptr;
}

namespace {

void begin_action(direct_merge& merge, direct_action& into, const MergeAction* action, TupleDesc columns) {
    into.when = action->matchKind;
    into.command = action->commandType;
    into.condition = ExecInitQual(reinterpret_cast<List*>(action->qual), nullptr);
    if (action->commandType == CMD_INSERT) {
        into.row =
            ExecBuildProjectionInfo(action->targetList, merge.expressions, merge.after, nullptr, columns);
    } else if (action->commandType == CMD_UPDATE) {
        into.row = ExecBuildUpdateProjection(action->targetList, true, action->updateColnos, columns,
                                             merge.expressions, merge.after, nullptr);
    }
}

void begin_actions(direct_merge& merge, TupleDesc columns) {
    merge.action_count = list_length(merge.plan.actions);
    merge.actions = palloc0_array(direct_action, static_cast<Size>(merge.action_count));
    for (int i = 0; i < merge.action_count; ++i)
        begin_action(merge, merge.actions[i], list_nth_node(MergeAction, merge.plan.actions, i), columns);
}

void begin(direct_merge& merge, Relation table, std::span<const offered_delta> deltas) {
    merge.begun.forget();
    merge.begun.begin(
        AllocSetContextCreate(merge.memory, "pg_trickle direct merge, begun", ALLOCSET_SMALL_SIZES));
    MemoryContext const before = MemoryContextSwitchTo(merge.begun.memory);
    EState* const state = CreateExecutorState();
    MemoryContextSwitchTo(state->es_query_cxt);
    merge.changes.begin(merge.plan.changes, state, deltas);
    merge.expressions = CreateExprContext(state);
    const TupleDesc columns = CreateTupleDescCopyConstr(RelationGetDescr(table));
    merge.before = MakeSingleTupleTableSlot(columns, &TTSOpsBufferHeapTuple);
    merge.after = MakeSingleTupleTableSlot(columns, &TTSOpsBufferHeapTuple);
    merge.row_id = ExecInitExpr(reinterpret_cast<Expr*>(merge.plan.row_id), nullptr);
    merge.conditions = ExecInitQual(merge.plan.conditions, nullptr);
    begin_actions(merge, columns);
    MemoryContextSwitchTo(before);
}

/// One run.
struct direct_run {
    direct_merge* merge;
    Relation table;
    Relation index;
    IndexScanDesc scan;
    EState* indexing; ///< begun where rows get entries in indexes
    ResultRelInfo target;
    own_triggers triggers;
    row_counts counts;
};

void begin_indexing(direct_run& run) {
    if (run.indexing != nullptr) return;
    run.indexing = CreateExecutorState();
    MemoryContext const before = MemoryContextSwitchTo(run.indexing->es_query_cxt);
    ExecInitRangeTable(run.indexing, run.merge->plan.changes.relations, run.merge->plan.changes.permissions,
                       nullptr);
    InitResultRelInfo(&run.target, run.table, run.merge->plan.place, nullptr, 0);
    ExecOpenIndices(&run.target, false);
    MemoryContextSwitchTo(before);
}

void insert_into_indexes(direct_run& run, bool is_update, bool only_summarizing) {
    begin_indexing(run);
    if (run.target.ri_NumIndices == 0) return;
    ResetPerTupleExprContext(run.indexing);
    (void)ExecInsertIndexTuples(&run.target, run.merge->after, run.indexing, is_update, false, nullptr, NIL,
                                only_summarizing);
}

bool has_missing_value(TupleTableSlot* row) {
    const TupleDesc columns = row->tts_tupleDescriptor;
    for (int i = 0; i < columns->natts; ++i) {
        if (TupleDescAttr(columns, i)->attnotnull && slot_attisnull(row, i + 1)) return true;
    }
    return false;
}

/// Puts what an action makes of the rows into `after`; false if a column would lack its value.
bool make_row(const direct_run& run, const direct_action& action) {
    TupleTableSlot* const row = ExecProject(action.row);
    if (has_missing_value(row)) return false;
    ExecMaterializeSlot(row);
    row->tts_tableOid = RelationGetRelid(run.table);
    return true;
}

bool insert(direct_run& run) {
    table_tuple_insert(run.table, run.merge->after, GetCurrentCommandId(true), 0, nullptr);
    insert_into_indexes(run, false, false);
    return true;
}

bool update(direct_run& run, ItemPointer place) {
    TM_FailureData failure;
    LockTupleMode lock = LockTupleExclusive;
    TU_UpdateIndexes indexes = TU_None;
    const TM_Result result =
        table_tuple_update(run.table, place, run.merge->after, GetCurrentCommandId(true), GetActiveSnapshot(),
                           InvalidSnapshot, true, &failure, &lock, &indexes);
    if (result != TM_Ok) return false;
    if (indexes != TU_None) insert_into_indexes(run, true, indexes == TU_Summarizing);
    return true;
}

bool remove(const direct_run& run, ItemPointer place) {
    TM_FailureData failure;
    return table_tuple_delete(run.table, place, GetCurrentCommandId(true), GetActiveSnapshot(),
                              InvalidSnapshot, true, &failure, false) == TM_Ok;
}

bool make(direct_run& run, found_change& change) {
    switch (change.command) {
    case CMD_INSERT: return insert(run);
    case CMD_UPDATE: return update(run, &change.place);
    case CMD_DELETE: return remove(run, &change.place);
    default: return true;
    }
}

/// Makes the change that was found last, if it has not been made yet.
bool make_pending(direct_run& run) {
    found_change change = std::exchange(run.merge->pending, {.command = CMD_UNKNOWN, .place = {}});
    if (!make(run, change)) return false;
    run.triggers.take(change.command, run.merge->before, run.merge->after);
    return true;
}

std::int64_t& count_of(row_counts& counts, CmdType command) {
    switch (command) {
    case CMD_INSERT: return counts.inserted;
    case CMD_UPDATE: return counts.updated;
    case CMD_DELETE: return counts.deleted;
    default: elog(ERROR, "unexpected action of a MERGE: %d", static_cast<int>(command));
    }
}

/// The change before this one is made now, as its row stands where the new one will.
bool take(direct_run& run, const direct_action& action) {
    if (action.command == CMD_NOTHING) return true;
    if (!make_pending(run)) return false;
    if (action.row != nullptr && !make_row(run, action)) return false;
    ++count_of(run.counts, action.command);
    run.merge->pending = {.command = action.command, .place = run.merge->before->tts_tid};
    // Triggers are told of the row as it was, which the search for the next one replaces.
    return !run.triggers.any() || make_pending(run);
}

/// The first action of those for a kind of match whose condition holds.
bool act(direct_run& run, MergeMatchKind when) {
    const direct_merge& merge = *run.merge;
    for (int i = 0; i < merge.action_count; ++i) {
        const direct_action& one = merge.actions[i];
        if (one.when == when && ExecQual(one.condition, merge.expressions)) return take(run, one);
    }
    return true;
}

/// Whether rows were found, and all could be changed.
struct matches {
    bool found;
    bool changed;
};

matches change_matches(direct_run& run, Datum row_id) {
    ScanKeyData key;
    ScanKeyInit(&key, 1, BTEqualStrategyNumber, F_INT8EQ, row_id);
    index_rescan(run.scan, &key, 1, nullptr, 0);
    ExprContext* const expressions = run.merge->expressions;
    matches all{.found = false, .changed = true};
    while (all.changed && index_getnext_slot(run.scan, ForwardScanDirection, run.merge->before)) {
        expressions->ecxt_scantuple = run.merge->before;
        if (!ExecQual(run.merge->conditions, expressions)) continue;
        all = {.found = true, .changed = act(run, MERGE_WHEN_MATCHED)};
    }
    return all;
}

bool merge_row(direct_run& run, TupleTableSlot* row) {
    ExprContext* const expressions = run.merge->expressions;
    ResetExprContext(expressions);
    expressions->ecxt_outertuple = row;
    expressions->ecxt_scantuple = nullptr;
    bool is_null = false;
    const Datum row_id = ExecEvalExprSwitchContext(run.merge->row_id, expressions, &is_null);
    if (!is_null) {
        const matches all = change_matches(run, row_id);
        if (all.found || !all.changed) return all.changed;
    }
    expressions->ecxt_scantuple = nullptr;
    return act(run, MERGE_WHEN_NOT_MATCHED_BY_TARGET);
}

bool merge_rows(direct_run& run) {
    for (;;) {
        CHECK_FOR_INTERRUPTS();
        TupleTableSlot* const row = ExecProcNode(run.merge->changes.top);
        if (TupIsNull(row)) return true;
        if (!merge_row(run, row)) return false;
    }
}

void end_indexing(direct_run& run) {
    if (run.indexing == nullptr) return;
    ExecCloseIndices(&run.target);
    FreeExecutorState(run.indexing);
}

/// Leaves the change that was found last to be made later, where that is wanted and it is the only one.
bool is_left(const direct_run& run) {
    const bool is_one = run.counts.inserted + run.counts.updated + run.counts.deleted == 1;
    if (late == nullptr || !is_one || run.merge->pending.command == CMD_UNKNOWN) return false;
    late->leave(run.merge);
    return true;
}

void end(direct_run& run) {
    index_endscan(run.scan);
    end_indexing(run);
    ExecClearTuple(run.merge->before);
    if (run.merge->pending.command == CMD_UNKNOWN) ExecClearTuple(run.merge->after);
    ResetExprContext(run.merge->expressions);
    run.merge->changes.close();
    index_close(run.index, NoLock);
}

own_triggers triggers_of(const direct_merge& merge, Relation table) {
    own_triggers triggers = own_triggers::of(table);
    for (int i = 0; i < merge.action_count; ++i) triggers.note_kind(merge.actions[i].command);
    return triggers;
}

/// In the memory of the nodes, as the executor runs them.
bool run_begun(direct_merge& merge, Relation table, row_counts& counts) {
    MemoryContext const before = MemoryContextSwitchTo(merge.changes.top->state->es_query_cxt);
    direct_run run = {.merge = &merge,
                      .table = table,
                      .index = index_open(merge.index, RowExclusiveLock),
                      .scan = nullptr,
                      .indexing = nullptr,
                      .target = {},
                      .triggers = triggers_of(merge, table),
                      .counts = {}};
    merge.pending.command = CMD_UNKNOWN;
    run.triggers.fire_before();
    run.scan = index_beginscan(table, run.index, GetActiveSnapshot(), nullptr, 1, 0);
    const bool is_done = merge_rows(run) && (is_left(run) || make_pending(run));
    end(run);
    if (is_done) run.triggers.fire_after();
    run.triggers.end();
    MemoryContextSwitchTo(before);
    counts = run.counts;
    return is_done;
}

void open(const direct_merge& merge) {
    MemoryContext const before = MemoryContextSwitchTo(merge.changes.top->state->es_query_cxt);
    merge.changes.open();
    MemoryContextSwitchTo(before);
}

bool run_on(direct_merge& merge, Relation table, std::span<const offered_delta> deltas, row_counts& counts) {
    ExecCheckPermissions(merge.plan.changes.relations, merge.plan.changes.permissions, true);
    const bool serves = merge.begun.serves();
    merge.begun.begin_run();
    if (serves) {
        open(merge);
    } else {
        begin(merge, table, deltas);
    }
    merge.changes.top->state->es_snapshot = GetActiveSnapshot();
    merge.changes.read_from(deltas);
    begin_counting();
    const bool is_done = run_begun(merge, table, counts);
    merge.begun.end_run();
    return is_done;
}

/// The table is still locked by the run that has left the change.
bool make_left(direct_merge& merge) {
    const Relation table = table_open(merge.plan.table, NoLock);
    direct_run run = {.merge = &merge,
                      .table = table,
                      .index = nullptr,
                      .scan = nullptr,
                      .indexing = nullptr,
                      .target = {},
                      .triggers = {},
                      .counts = {}};
    const bool is_made = make_pending(run);
    end_indexing(run);
    ExecClearTuple(merge.after);
    table_close(table, NoLock);
    CommandCounterIncrement();
    return is_made;
}

} // namespace

bool late_change::make() {
    direct_merge* const left = std::exchange(left_, nullptr);
    return left == nullptr || call([left] { return make_left(*left); });
}

namespace {

bool are_few(std::span<const offered_delta> deltas) {
    return std::ranges::all_of(deltas,
                               [](const offered_delta& one) { return one.rows->size() <= most_looked_up; });
}

} // namespace

direct_outcome run_direct_merge(direct_merge* merge, std::span<const offered_delta> deltas,
                                row_counts& counts) {
    if (merge->plan.refusal != nullptr) return direct_outcome::not_tried;
    if (merge->plan.lookups > 0 && !are_few(deltas)) return direct_outcome::not_tried;
    const Relation table = table_open(merge->plan.table, RowExclusiveLock);
    direct_outcome outcome = direct_outcome::not_tried;
    if (!fires_other_triggers(table))
        outcome = run_on(*merge, table, deltas, counts) ? direct_outcome::done : direct_outcome::left_off;
    table_close(table, NoLock);
    return outcome;
}

} // namespace pgt::pg
