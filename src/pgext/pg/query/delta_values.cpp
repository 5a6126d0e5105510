#include "pg/query/delta_values.hpp"

#include "pg/query/changes_plan.hpp"
#include "pg/query/kept_state.hpp"
#include "pg/query/plan_text.hpp"

#include <algorithm>
#include <string_view>

#include "pg/boundary/guard.hpp"

extern "C" {
#include <executor/executor.h>
#include <nodes/nodes.h>
#include <nodes/plannodes.h>
#include <utils/tuplestore.h>
}

// Errors may jump over all of this: nothing here has a destructor.

namespace pgt::pg {

struct delta_values {
    MemoryContext memory;
    const NamedTuplestoreScan* scan;
    bool is_lasting; ///< else functions may keep something of their own, and all is begun again for each run

    kept_state begun; ///< of all that follows
    ExprContext* context;
    ExprState* condition;
    ExprState* value;
    TupleTableSlot* row;
};

namespace {

/// The scan that is all of a statement; null if there is more to it.
const NamedTuplestoreScan* only_scan(const PlannedStmt* statement) {
    const Plan* const plan = statement->planTree;
    const bool is_all = IsA(plan, NamedTuplestoreScan) && statement->commandType == CMD_SELECT &&
                        statement->subplans == NIL && plan->initPlan == NIL && statement->rowMarks == NIL &&
                        list_length(plan->targetlist) == 1;
    return is_all ? reinterpret_cast<const NamedTuplestoreScan*>(plan) : nullptr;
}

const delta_store* named(std::span<const offered_delta> deltas, std::string_view name) {
    const auto found =
        std::ranges::find_if(deltas, [name](const offered_delta& one) { return one.rows->name() == name; });
    if (found == deltas.end()) elog(ERROR, "a delta is missing: %s", name.data());
    return found->rows;
}

void begin(delta_values& values, TupleDesc columns) {
    values.begun.forget();
    values.begun.begin(
        AllocSetContextCreate(values.memory, "pg_trickle delta values, begun", ALLOCSET_DEFAULT_SIZES));
    MemoryContext const before = MemoryContextSwitchTo(values.begun.memory);
    EState* const state = CreateExecutorState();
    MemoryContextSwitchTo(state->es_query_cxt);
    values.context = GetPerTupleExprContext(state);
    values.condition = ExecInitQual(values.scan->scan.plan.qual, nullptr);
    values.value = ExecInitExpr(linitial_node(TargetEntry, values.scan->scan.plan.targetlist)->expr, nullptr);
    values.row = MakeSingleTupleTableSlot(CreateTupleDescCopy(columns), &TTSOpsMinimalTuple);
    values.context->ecxt_scantuple = values.row;
    MemoryContextSwitchTo(before);
}

} // namespace

namespace {

/// In memory of its own.
delta_values* values_of_scan(const NamedTuplestoreScan* scan) {
    MemoryContext const memory =
        AllocSetContextCreate(CurrentMemoryContext, "pg_trickle delta values", ALLOCSET_SMALL_SIZES);
    MemoryContext const before = MemoryContextSwitchTo(memory);
    auto* const values = palloc0_object(delta_values);
    values->memory = memory;
    values->scan = static_cast<const NamedTuplestoreScan*>(copyObjectImpl(scan));
    MemoryContextSwitchTo(before);
    return values;
}

} // namespace

delta_values* new_delta_values(const PlannedStmt* statement) {
    const NamedTuplestoreScan* const scan = only_scan(statement);
    if (scan == nullptr) return nullptr;
    delta_values* const values = values_of_scan(scan);
    values->is_lasting = is_simple(scan->scan.plan.qual) && is_simple(scan->scan.plan.targetlist);
    MemoryContextSetParent(values->memory, CacheMemoryContext); // now that nothing can fail any more
    return values;
}

const char* text_of_values(const delta_values* values) {
    return values->is_lasting ? nodeToString(values->scan) : nullptr;
}

delta_values* new_delta_values_of_text(const char* scan) {
    const auto* const read = static_cast<const NamedTuplestoreScan*>(stringToNode(scan));
    if (!are_functions_there(read->scan.plan.qual) || !are_functions_there(read->scan.plan.targetlist))
        return nullptr;
    delta_values* const values = values_of_scan(read);
    values->is_lasting = true;
    MemoryContextSetParent(values->memory, CacheMemoryContext);
    return values;
}

void free_delta_values(delta_values* values) {
    if (values != nullptr) MemoryContextDelete(values->memory);
}

void give_delta_values(delta_values* values, std::span<const offered_delta> deltas,
                       void (*take)(datum value, bool is_null, void* argument), void* argument) {
    const delta_store* const delta = named(deltas, values->scan->enrname);
    const bool serves = values->is_lasting && values->begun.serves();
    values->begun.begin_run();
    if (!serves) begin(*values, delta->description());
    tuplestore_select_read_pointer(delta->rows(), 0);
    tuplestore_rescan(delta->rows());
    while (tuplestore_gettupleslot(delta->rows(), true, false, values->row)) {
        CHECK_FOR_INTERRUPTS();
        ResetExprContext(values->context);
        if (!ExecQual(values->condition, values->context)) continue;
        bool is_null = false;
        const Datum computed = ExecEvalExprSwitchContext(values->value, values->context, &is_null);
        take(computed, is_null, argument);
    }
    ExecClearTuple(values->row);
    values->begun.end_run();
}

} // namespace pgt::pg
