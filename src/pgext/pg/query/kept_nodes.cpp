#include "pg/query/kept_nodes.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

extern "C" {
#include <access/genam.h>
#include <access/tableam.h>
#include <executor/executor.h>
#include <executor/nodeSubplan.h>
#include <miscadmin.h>
#include <nodes/nodeFuncs.h>
#include <nodes/plannodes.h>
#include <utils/memutils.h>
#include <utils/queryenvironment.h>
#include <utils/rel.h>
#include <utils/tuplestore.h>
}

// Errors may jump over all of this: nothing here has a destructor.

namespace pgt::pg {
namespace {

/// The columns have to outlast the deltas of this run.
QueryEnvironment* lasting_environment(std::span<const offered_delta> deltas) {
    QueryEnvironment* const environment = create_queryEnv();
    for (const offered_delta& one : deltas) {
        EphemeralNamedRelation const relation = one.rows->as_relation(one.estimate);
        relation->md.tupdesc = CreateTupleDescCopy(relation->md.tupdesc);
        register_ENR(environment, relation);
    }
    return environment;
}

bool reads_table(const PlanState* node) { return IsA(node, IndexScanState) || IsA(node, SeqScanState); }

bool note_node(PlanState* node, void* of) {
    auto& nodes = *static_cast<kept_nodes*>(of);
    if (list_member_ptr(nodes.all, node)) return false; // a part that several expressions read
    nodes.all = lappend(nodes.all, node);
    if (IsA(node, NamedTuplestoreScanState)) nodes.scans = lappend(nodes.scans, node);
    if (reads_table(node)) nodes.tables = lappend(nodes.tables, node);
    return planstate_tree_walker(node, note_node, of);
}

PlanState* node_at(const List* nodes, int i) { return static_cast<PlanState*>(list_nth(nodes, i)); }

ScanState* scan_at(const List* nodes, int i) { return static_cast<ScanState*>(list_nth(nodes, i)); }

Index number_of_table(const ScanState* scan) {
    return reinterpret_cast<const Scan*>(scan->ps.plan)->scanrelid;
}

/// What describes the columns of a table is the server's only as long as the table is open.
void keep_columns(ScanState* scan) {
    TupleTableSlot* const row = scan->ss_ScanTupleSlot;
    const TupleDesc of_table = row->tts_tupleDescriptor;
    row->tts_tupleDescriptor = CreateTupleDescCopyConstr(of_table);
    scan->ps.scandesc = row->tts_tupleDescriptor;
    ReleaseTupleDesc(of_table);
}

/// Parts that others read are begun before them, as the executor begins them.
void begin_subplans(const kept_plan& plan, EState* state) {
    for (int i = 0; i < list_length(plan.subplans); ++i) {
        const int flags = bms_is_member(i + 1, plan.rewound) ? EXEC_FLAG_REWIND : 0;
        auto* const subplan = static_cast<Plan*>(list_nth(plan.subplans, i));
        state->es_subplanstates = lappend(state->es_subplanstates, ExecInitNode(subplan, state, flags));
    }
}

/// What tables of groups know the memory of.
List* known_contexts(const List* nodes) {
    List* known = NIL;
    for (int i = 0; i < list_length(nodes); ++i) {
        PlanState* const node = node_at(nodes, i);
        if (!IsA(node, AggState) || reinterpret_cast<const Agg*>(node->plan)->aggstrategy != AGG_HASHED)
            continue;
        known = lappend(known, reinterpret_cast<AggState*>(node)->tmpcontext);
    }
    return known;
}

/// The server's memory for the values of one row begins with 8 kB for each node, of which next to nothing is used. Nothing is in it yet; hash tables alone know it
/// by another name.
void begin_small(const kept_nodes& nodes) {
    const List* const known = known_contexts(nodes.all);
    const ListCell* cell = nullptr;
    foreach (cell, nodes.top->state->es_exprcontexts) {
        auto* const one = static_cast<ExprContext*>(lfirst(cell));
        if (list_member_ptr(known, one)) continue;
        MemoryContextDelete(one->ecxt_per_tuple_memory);
        one->ecxt_per_tuple_memory = AllocSetContextCreate(
            one->ecxt_per_query_memory, "pg_trickle row of a direct merge", ALLOCSET_SMALL_SIZES);
    }
}

} // namespace

kept_plan copy_of(const kept_plan& plan) {
    kept_plan copy = plan;
    copy.top = static_cast<Plan*>(copyObjectImpl(plan.top));
    copy.subplans = static_cast<List*>(copyObjectImpl(plan.subplans));
    copy.rewound = bms_copy(plan.rewound);
    copy.relations = static_cast<List*>(copyObjectImpl(plan.relations));
    copy.permissions = static_cast<List*>(copyObjectImpl(plan.permissions));
    copy.unpruned = bms_copy(plan.unpruned);
    return copy;
}

void kept_nodes::begin(const kept_plan& plan, EState* state, std::span<const offered_delta> deltas) {
    *this = {.top = nullptr, .all = NIL, .scans = NIL, .tables = NIL};
    ExecInitRangeTable(state, plan.relations, plan.permissions, bms_copy(plan.unpruned));
    state->es_param_exec_vals = palloc0_array(ParamExecData, static_cast<Size>(plan.parameters));
    state->es_queryEnv = lasting_environment(deltas);
    begin_subplans(plan, state);
    top = ExecInitNode(plan.top, state, 0);
    state->es_queryEnv = nullptr;
    note_node(top, this);
    for (int i = 0; i < list_length(tables); ++i) keep_columns(scan_at(tables, i));
    begin_small(*this);
}

namespace {

/// Rows that are stored in memory or, if there are many, in files of the transaction.
Tuplestorestate* new_store(bool is_read_backwards, int flags) {
    Tuplestorestate* const rows = tuplestore_begin_heap(is_read_backwards, false, work_mem);
    tuplestore_set_eflags(rows, flags);
    return rows;
}

void begin_store(CteScanState* scan) {
    Tuplestorestate*& rows = scan->leader->cte_table;
    if (rows == nullptr) {
        rows = new_store(true, scan->leader->eflags);
        scan->leader->readptr = 0;
    }
    if (scan != scan->leader) scan->readptr = tuplestore_alloc_read_pointer(rows, scan->eflags);
}

void begin_stores(RecursiveUnionState* recursion) {
    recursion->working_table = tuplestore_begin_heap(false, false, work_mem);
    recursion->intermediate_table = tuplestore_begin_heap(false, false, work_mem);
}

void open_table(ScanState* scan) {
    EState* const state = scan->ps.state;
    scan->ss_currentRelation = ExecGetRangeTableRelation(state, number_of_table(scan), false);
    if (!IsA(scan, IndexScanState)) return;
    const auto* const node = reinterpret_cast<const IndexScan*>(scan->ps.plan);
    reinterpret_cast<IndexScanState*>(scan)->iss_RelationDesc =
        index_open(node->indexid, exec_rt_fetch(number_of_table(scan), state)->rellockmode);
}

const delta_store* delta_named(std::span<const offered_delta> deltas, std::string_view name) {
    const auto found =
        std::ranges::find_if(deltas, [name](const offered_delta& one) { return one.rows->name() == name; });
    return found == deltas.end() ? nullptr : found->rows;
}

} // namespace

void kept_nodes::open() const {
    for (int i = 0; i < list_length(tables); ++i) open_table(scan_at(tables, i));
    for (int i = 0; i < list_length(all); ++i) {
        PlanState* const node = node_at(all, i);
        if (IsA(node, CteScanState)) begin_store(reinterpret_cast<CteScanState*>(node));
        if (IsA(node, RecursiveUnionState)) begin_stores(reinterpret_cast<RecursiveUnionState*>(node));
    }
}

void kept_nodes::read_from(std::span<const offered_delta> deltas) const {
    for (int i = 0; i < list_length(scans); ++i) {
        auto* const scan = static_cast<NamedTuplestoreScanState*>(list_nth(scans, i));
        const auto* const node = reinterpret_cast<const NamedTuplestoreScan*>(scan->ss.ps.plan);
        const delta_store* const delta = delta_named(deltas, node->enrname);
        if (delta == nullptr) elog(ERROR, "a delta is missing: %s", node->enrname);
        scan->relation = delta->rows();
        scan->readptr = tuplestore_alloc_read_pointer(scan->relation, EXEC_FLAG_REWIND);
        tuplestore_select_read_pointer(scan->relation, scan->readptr);
        tuplestore_rescan(scan->relation);
    }
}

namespace {

/// Which parameter seems to have changed does not matter.
Bitmapset* other_input() { return bms_make_singleton(0); }

/// Nodes keep what they have computed unless their input seems to be another one.
void note_new_inputs(const List* nodes) {
    for (int i = 0; i < list_length(nodes); ++i) {
        PlanState* const node = node_at(nodes, i);
        bms_free(node->chgParam);
        node->chgParam = other_input();
    }
}

/// Keys of a look-up are computed from the next row, and not from what the last one has left.
void begin_again(IndexScanState* lookup) {
    lookup->iss_RuntimeKeysReady = false;
    lookup->iss_ReachedEnd = false;
}

/// A part that is computed once when it is asked for, and then taken from its parameters.
void compute_again(const PlanState* node) {
    const ListCell* cell = nullptr;
    foreach (cell, node->initPlan) {
        auto* const part = static_cast<SubPlanState*>(lfirst(cell));
        if (part->subplan->subLinkType == CTE_SUBLINK) continue; // is read by scans
        const ListCell* parameter = nullptr;
        foreach (parameter, part->subplan->setParam) {
            node->state->es_param_exec_vals[lfirst_int(parameter)].execPlan = part;
        }
    }
}

void begin_scan_again(PlanState* scan) {
    bms_free(std::exchange(scan->chgParam, nullptr));
    if (IsA(scan, IndexScanState)) begin_again(reinterpret_cast<IndexScanState*>(scan));
}

void begin_again(PlanState* node) {
    List* const parts = std::exchange(node->initPlan, NIL); // the server would look for a parameter of theirs
    if (reads_table(node)) {
        begin_scan_again(node);
    } else if (node->chgParam != nullptr) {
        ExecReScan(node);
    }
    node->initPlan = parts;
    compute_again(node);
}

void end_store(CteScanState* scan) {
    if (scan != scan->leader) return;
    tuplestore_end(std::exchange(scan->cte_table, nullptr));
    scan->eof_cte = false;
}

void end_stores(RecursiveUnionState* recursion) {
    tuplestore_end(std::exchange(recursion->working_table, nullptr));
    tuplestore_end(std::exchange(recursion->intermediate_table, nullptr));
}

void end_store(WindowAggState* window) {
    if (window->buffer != nullptr) tuplestore_end(std::exchange(window->buffer, nullptr));
}

/// Files of the rows that a node stores belong to the transaction.
void end_stores(PlanState* node) {
    if (IsA(node, CteScanState)) end_store(reinterpret_cast<CteScanState*>(node));
    if (IsA(node, RecursiveUnionState)) end_stores(reinterpret_cast<RecursiveUnionState*>(node));
    if (IsA(node, WindowAggState)) end_store(reinterpret_cast<WindowAggState*>(node));
}

/// A hash table of the rows of a part is made again only if the part seems to be another one when a row is looked for.
void hash_again(const PlanState* node) {
    const ListCell* cell = nullptr;
    foreach (cell, node->subPlan) {
        const auto* const part = static_cast<const SubPlanState*>(lfirst(cell));
        if (part->subplan->useHashTable && part->planstate->chgParam == nullptr)
            part->planstate->chgParam = other_input();
    }
}

void close_table(ScanState* scan) {
    ExecClearTuple(scan->ss_ScanTupleSlot); // it may hold a buffer of the table
    if (IsA(scan, IndexScanState)) {
        auto* const lookup = reinterpret_cast<IndexScanState*>(scan);
        if (lookup->iss_ScanDesc != nullptr) index_endscan(std::exchange(lookup->iss_ScanDesc, nullptr));
        index_close(std::exchange(lookup->iss_RelationDesc, nullptr), NoLock);
    } else if (scan->ss_currentScanDesc != nullptr) {
        table_endscan(std::exchange(scan->ss_currentScanDesc, nullptr));
    }
    scan->ss_currentRelation = nullptr;
}

void close_tables(const kept_nodes& nodes) {
    if (nodes.tables == NIL) return;
    EState* const state = nodes.top->state;
    for (int i = 0; i < list_length(nodes.tables); ++i) close_table(scan_at(nodes.tables, i));
    ExecCloseRangeTableRelations(state);
    std::fill_n(state->es_relations, state->es_range_table_size, nullptr);
}

} // namespace

void kept_nodes::close() const {
    note_new_inputs(all);
    for (int i = 0; i < list_length(all); ++i) begin_again(node_at(all, i));
    for (int i = 0; i < list_length(all); ++i) {
        end_stores(node_at(all, i));
        hash_again(node_at(all, i));
    }
    close_tables(*this);
}

} // namespace pgt::pg
