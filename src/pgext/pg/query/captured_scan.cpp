#include "pg/query/captured_scan.hpp"

#include "pg/query/delta_statistics.hpp"

#include <span>

#include "pg/boundary/guard.hpp"
#include "pg/query/offered_relation.hpp"

extern "C" {
#include <catalog/pg_type.h>
#include <commands/explain.h>
#include <commands/explain_format.h>
#include <executor/executor.h>
#include <funcapi.h>
#include <nodes/extensible.h>
#include <nodes/makefuncs.h>
#include <nodes/nodeFuncs.h>
#include <nodes/value.h>
#include <optimizer/optimizer.h>
#include <optimizer/pathnode.h>
#include <optimizer/paths.h>
#include <optimizer/restrictinfo.h>
#include <optimizer/tlist.h>
#include <utils/queryenvironment.h>
}

// Errors may jump over all of this: nothing here has a destructor.

namespace pgt::pg {
namespace {

constexpr const char* node_name = "pg_trickle changes";

// --- Execution ---

struct captured_scan_state {
    CustomScanState base; ///< the server has a pointer to this, the first member
    const char* name;     ///< of the delta
    const List* columns;  ///< their numbers in the delta, from 1; 0 is a row as a whole
    row_reader* rows;
    TupleTableSlot* whole; ///< a row of all columns, where one is wanted as a whole; else null
};

captured_scan_state* state_of(CustomScanState* node) { return reinterpret_cast<captured_scan_state*>(node); }

const delta_store* delta_of(const captured_scan_state* state, EState* execution) {
    EphemeralNamedRelation const offered = get_ENR(execution->es_queryEnv, state->name);
    const delta_store* const delta =
        offered == nullptr ? nullptr : reinterpret_cast<const offered_relation*>(offered)->delta;
    if (delta == nullptr || delta->captured() == nullptr) elog(ERROR, "a delta is missing: %s", state->name);
    return delta;
}

/// The places of `columns` in the delta, from 0.
std::span<const int> places_of(const List* columns) {
    int* const places =
        static_cast<int*>(palloc(sizeof(int) * static_cast<std::size_t>(list_length(columns) + 1)));
    for (int i = 0; i < list_length(columns); ++i) places[i] = list_nth_int(columns, i) - 1;
    return {places, static_cast<std::size_t>(list_length(columns))};
}

std::span<const int> all_places(int count) {
    int* const places = static_cast<int*>(palloc(sizeof(int) * static_cast<std::size_t>(count)));
    for (int i = 0; i < count; ++i) places[i] = i;
    return {places, static_cast<std::size_t>(count)};
}

void begin(CustomScanState* node, EState* execution, int /*flags*/) {
    captured_scan_state* const state = state_of(node);
    const delta_store* const delta = delta_of(state, execution);
    if (!list_member_int(state->columns, 0)) {
        state->rows = delta->captured()->begin(places_of(state->columns));
        return;
    }
    const TupleDesc columns = BlessTupleDesc(CreateTupleDescCopy(delta->description()));
    state->whole = ExecInitExtraTupleSlot(execution, columns, &TTSOpsVirtual);
    state->rows = delta->captured()->begin(all_places(columns->natts));
}

/// Puts what is wanted of a whole row into the slot of the scan.
void take_apart(captured_scan_state* state, TupleTableSlot* row) {
    ExecClearTuple(row);
    for (int i = 0; i < list_length(state->columns); ++i) {
        const int column = list_nth_int(state->columns, i);
        row->tts_isnull[i] = column > 0 && state->whole->tts_isnull[column - 1];
        row->tts_values[i] =
            column > 0 ? state->whole->tts_values[column - 1] : ExecFetchSlotHeapTupleDatum(state->whole);
    }
    ExecStoreVirtualTuple(row);
}

TupleTableSlot* next(ScanState* node) {
    captured_scan_state* const state = state_of(reinterpret_cast<CustomScanState*>(node));
    TupleTableSlot* const row = node->ss_ScanTupleSlot;
    if (state->whole == nullptr) {
        state->rows->next(row);
        return row;
    }
    MemoryContext const before = MemoryContextSwitchTo(node->ps.ps_ExprContext->ecxt_per_tuple_memory);
    if (state->rows->next(state->whole)) {
        take_apart(state, row);
    } else {
        ExecClearTuple(row);
    }
    MemoryContextSwitchTo(before);
    return row;
}

/// Another session cannot have changed what a refresh changes: that is locked.
bool recheck(ScanState* /*node*/, TupleTableSlot* /*row*/) { elog(ERROR, "changes cannot be checked again"); }

TupleTableSlot* run(CustomScanState* node) { return ExecScan(&node->ss, next, recheck); }

void rescan(CustomScanState* node) {
    ExecClearTuple(node->ss.ss_ScanTupleSlot);
    state_of(node)->rows->restart();
    ExecScanReScan(&node->ss);
}

void end(CustomScanState* node) {
    if (state_of(node)->rows != nullptr) state_of(node)->rows->end();
}

void explain(CustomScanState* node, List* /*ancestors*/, ExplainState* to) {
    ExplainPropertyText("Delta", state_of(node)->name, to);
}

constexpr CustomExecMethods execution{.CustomName = node_name,
                                      .BeginCustomScan = begin,
                                      .ExecCustomScan = run,
                                      .EndCustomScan = end,
                                      .ReScanCustomScan = rescan,
                                      .MarkPosCustomScan = nullptr,
                                      .RestrPosCustomScan = nullptr,
                                      .EstimateDSMCustomScan = nullptr,
                                      .InitializeDSMCustomScan = nullptr,
                                      .ReInitializeDSMCustomScan = nullptr,
                                      .InitializeWorkerCustomScan = nullptr,
                                      .ShutdownCustomScan = nullptr,
                                      .ExplainCustomScan = explain};

Node* new_state(CustomScan* plan) {
    auto* const state = palloc0_object(captured_scan_state);
    NodeSetTag(state, T_CustomScanState);
    state->base.methods = &execution;
    state->name = strVal(linitial(plan->custom_private));
    state->columns = static_cast<const List*>(lsecond(plan->custom_private));
    return reinterpret_cast<Node*>(state);
}

constexpr CustomScanMethods scan_methods{.CustomName = node_name, .CreateCustomScanState = new_state};

// --- Planning ---

/// The numbers of the columns that expressions mention.
List* add_mentioned(List* numbers, Index delta, List* expressions) {
    List* const all = pull_var_clause(reinterpret_cast<Node*>(expressions), PVC_RECURSE_PLACEHOLDERS);
    for (int i = 0; i < list_length(all); ++i) {
        const auto* const column = list_nth_node(Var, all, i);
        if (column->varno == static_cast<int>(delta))
            numbers = list_append_unique_int(numbers, column->varattno);
    }
    return numbers;
}

/// The numbers of the columns that the nodes above a scan may ask for: they may get other target lists than those that it is planned with.
List* needed_above(const RelOptInfo* relation) {
    List* numbers = NIL;
    for (AttrNumber i = relation->min_attr; i <= relation->max_attr; ++i)
        if (relation->attr_needed[i - relation->min_attr] != nullptr) numbers = lappend_int(numbers, i);
    return numbers;
}

/// A column of a delta; 0 is a row as a whole.
Var* column_of(const RelOptInfo* relation, const RangeTblEntry* delta, int number) {
    const auto variable = static_cast<int>(relation->relid);
    if (number == 0) return makeVar(variable, 0, RECORDOID, -1, InvalidOid, 0);
    const int place = number - 1;
    return makeVar(variable, static_cast<AttrNumber>(number), list_nth_oid(delta->coltypes, place),
                   list_nth_int(delta->coltypmods, place), list_nth_oid(delta->colcollations, place), 0);
}

List* as_targets(const RelOptInfo* relation, const RangeTblEntry* delta, const List* numbers) {
    List* targets = NIL;
    for (int i = 0; i < list_length(numbers); ++i) {
        auto* const column = reinterpret_cast<Expr*>(column_of(relation, delta, list_nth_int(numbers, i)));
        targets = lappend(targets, makeTargetEntry(column, static_cast<AttrNumber>(i + 1), nullptr, false));
    }
    return targets;
}

Plan* as_plan(PlannerInfo* planner, RelOptInfo* relation, CustomPath* /*path*/, List* targets, List* clauses,
              List* /*plans*/) {
    auto* const scan = makeNode(CustomScan);
    List* const conditions = extract_actual_clauses(clauses, false);
    List* columns = needed_above(relation);
    columns = add_mentioned(columns, relation->relid, targets);
    columns = add_mentioned(columns, relation->relid, conditions);
    const RangeTblEntry* const delta = planner->simple_rte_array[relation->relid];
    scan->custom_scan_tlist = as_targets(relation, delta, columns);
    scan->scan.plan.targetlist = targets;
    scan->scan.plan.qual = conditions;
    scan->flags = CUSTOMPATH_SUPPORT_PROJECTION;
    scan->custom_private = list_make2(makeString(pstrdup(delta->enrname)), columns);
    scan->methods = &scan_methods;
    return &scan->scan.plan;
}

constexpr CustomPathMethods path_methods{
    .CustomName = node_name, .PlanCustomPath = as_plan, .ReparameterizeCustomPathByChild = nullptr};

/// In the place of the scans of a store that the server has planned; each costs the same.
void replace_paths(RelOptInfo* relation) {
    const Path* const of_store = linitial_node(Path, relation->pathlist);
    auto* const path = makeNode(CustomPath);
    path->path.pathtype = T_CustomScan;
    path->path.parent = relation;
    path->path.pathtarget = of_store->pathtarget;
    path->path.param_info = of_store->param_info;
    path->path.rows = of_store->rows;
    path->path.startup_cost = of_store->startup_cost;
    path->path.total_cost = of_store->total_cost;
    path->flags = CUSTOMPATH_SUPPORT_PROJECTION;
    path->methods = &path_methods;
    relation->pathlist = NIL;
    add_path(relation, &path->path);
}

constinit set_rel_pathlist_hook_type pathlist_hook_before = nullptr;

void plan_scan(PlannerInfo* planner, RelOptInfo* relation, Index number, RangeTblEntry* entry) {
    if (pathlist_hook_before != nullptr) pathlist_hook_before(planner, relation, number, entry);
    if (entry->rtekind != RTE_NAMEDTUPLESTORE || is_dummy_rel(relation)) return;
    const delta_store* const delta = delta_statistics::delta_named(entry->enrname);
    if (delta != nullptr && delta->captured() != nullptr) replace_paths(relation);
}

} // namespace

void plan_captured_scans() {
    call([] { RegisterCustomScanMethods(&scan_methods); });
    pathlist_hook_before = set_rel_pathlist_hook;
    set_rel_pathlist_hook = plan_scan;
}

} // namespace pgt::pg
