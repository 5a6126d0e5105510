#include "pg/query/delta_values.hpp"

#include <algorithm>
#include <string_view>

#include "pg/boundary/guard.hpp"

extern "C" {
#include <executor/executor.h>
#include <nodes/plannodes.h>
#include <utils/tuplestore.h>
}

namespace pgt::pg {
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
    return found == deltas.end() ? nullptr : found->rows;
}

} // namespace

bool give_delta_values(const PlannedStmt* statement, std::span<const offered_delta> deltas,
                       void (*take)(datum value, bool is_null, void* argument), void* argument) {
    const NamedTuplestoreScan* const scan = only_scan(statement);
    const delta_store* const delta = scan == nullptr ? nullptr : named(deltas, scan->enrname);
    if (delta == nullptr) return false;
    EState* const state = CreateExecutorState();
    ExprContext* const context = GetPerTupleExprContext(state);
    MemoryContext const before = MemoryContextSwitchTo(state->es_query_cxt);
    ExprState* const condition = ExecInitQual(scan->scan.plan.qual, nullptr);
    ExprState* const value =
        ExecInitExpr(linitial_node(TargetEntry, scan->scan.plan.targetlist)->expr, nullptr);
    TupleTableSlot* const row = MakeSingleTupleTableSlot(delta->description(), &TTSOpsMinimalTuple);
    MemoryContextSwitchTo(before);
    context->ecxt_scantuple = row;
    tuplestore_select_read_pointer(delta->rows(), 0);
    tuplestore_rescan(delta->rows());
    while (tuplestore_gettupleslot(delta->rows(), true, false, row)) {
        CHECK_FOR_INTERRUPTS();
        ResetExprContext(context);
        if (!ExecQual(condition, context)) continue;
        bool is_null = false;
        const Datum computed = ExecEvalExprSwitchContext(value, context, &is_null);
        take(computed, is_null, argument);
    }
    ExecDropSingleTupleTableSlot(row);
    FreeExecutorState(state);
    return true;
}

} // namespace pgt::pg
