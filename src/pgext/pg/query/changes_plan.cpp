#include "pg/query/changes_plan.hpp"

#include "pg/boundary/guard.hpp"

extern "C" {
#include <access/htup_details.h>
#include <access/transam.h>
#include <catalog/namespace.h>
#include <catalog/pg_language.h>
#include <catalog/pg_proc.h>
#include <nodes/nodeFuncs.h>
#include <nodes/plannodes.h>
#include <utils/lsyscache.h>
#include <utils/syscache.h>
}

namespace pgt::pg {

bool is_lasting(Oid function) {
    const HeapTuple tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
    if (!HeapTupleIsValid(tuple)) return false;
    const auto* const of = reinterpret_cast<Form_pg_proc>(GETSTRUCT(tuple));
    const Oid schema = of->pronamespace;
    const bool is_compiled = of->prolang == INTERNALlanguageId || of->prolang == ClanguageId;
    ReleaseSysCache(tuple);
    return is_compiled && (function < FirstNormalObjectId || schema == get_namespace_oid("pgtrickle", true));
}

namespace {

bool is_of_others(Oid function, void* /*context*/) { return !is_lasting(function); }

/// Whether a node of an expression holds code that may keep something of its own.
bool holds_state(const Node* node) {
    return IsA(node, AlternativeSubPlan) || IsA(node, CoerceToDomain) || IsA(node, CurrentOfExpr) ||
           IsA(node, NextValueExpr);
}

/// Whether an expression needs something that is not of its plan, or code that may keep something of its own.
bool needs_more_than_plan(Node* node, void* nothing) {
    if (node == nullptr) return false;
    if (IsA(node, Param) && reinterpret_cast<Param*>(node)->paramkind != PARAM_EXEC) return true;
    return holds_state(node) || check_functions_in_node(node, is_of_others, nullptr) ||
           expression_tree_walker(node, needs_more_than_plan, nothing);
}

/// Whether an expression needs more than the rows that it is computed from.
bool needs_more_than_rows(Node* node, void* nothing) {
    if (node == nullptr) return false;
    return IsA(node, Param) || IsA(node, SubPlan) ||
           expression_tree_walker(node, needs_more_than_rows, nothing);
}

/// Whether an expression can be part of a node that is kept.
bool is_fit(const void* expression) {
    return !needs_more_than_plan(static_cast<Node*>(const_cast<void*>(expression)), nullptr);
}

} // namespace

bool is_simple(const void* expression) {
    return is_fit(expression) &&
           !needs_more_than_rows(static_cast<Node*>(const_cast<void*>(expression)), nullptr);
}

namespace {

bool are_lasting(const Oid* operators, int count) {
    for (int i = 0; i < count; ++i) {
        if (!is_lasting(get_opcode(operators[i]))) return false;
    }
    return true;
}

bool is_lasting_if_any(Oid function) { return !OidIsValid(function) || is_lasting(function); }

bool node_fits(const Agg* groups) {
    return groups->aggstrategy != AGG_MIXED && groups->aggsplit == AGGSPLIT_SIMPLE &&
           groups->groupingSets == NIL && groups->chain == NIL &&
           are_lasting(groups->grpOperators, groups->numCols);
}

bool node_fits(const Sort* sort) { return are_lasting(sort->sortOperators, sort->numCols); }

bool node_fits(const Unique* unique) { return are_lasting(unique->uniqOperators, unique->numCols); }

bool node_fits(const Group* groups) { return are_lasting(groups->grpOperators, groups->numCols); }

bool node_fits(const Append* parts) { return parts->part_prune_index < 0 && parts->nasyncplans == 0; }

bool node_fits(const RecursiveUnion* recursion) {
    return are_lasting(recursion->dupOperators, recursion->numCols);
}

bool node_fits(const WindowAgg* window) {
    return are_lasting(window->partOperators, window->partNumCols) &&
           are_lasting(window->ordOperators, window->ordNumCols) && is_fit(window->startOffset) &&
           is_fit(window->endOffset) && is_fit(window->runCondition) &&
           is_lasting_if_any(window->startInRangeFunc) && is_lasting_if_any(window->endInRangeFunc);
}

/// What a limit depends on is computed before a run.
bool is_constant(const Node* number) { return number == nullptr || IsA(number, Const); }

bool node_fits(const Limit* limit) {
    return is_constant(limit->limitOffset) && is_constant(limit->limitCount) &&
           are_lasting(limit->uniqOperators, limit->uniqNumCols);
}

bool node_fits(const Result* result) { return is_fit(result->resconstantqual); }

bool node_fits(const Hash* hash) { return is_fit(hash->hashkeys); }

bool node_fits(const NestLoop* loop) { return is_fit(loop->join.joinqual); }

bool node_fits(const HashJoin* join) {
    return is_fit(join->join.joinqual) && is_fit(join->hashclauses) && is_fit(join->hashkeys);
}

bool node_fits(const MergeJoin* join) { return is_fit(join->join.joinqual) && is_fit(join->mergeclauses); }

bool node_fits(const IndexScan* lookup) {
    return lookup->indexorderby == NIL && is_fit(lookup->indexqualorig);
}

template <class Node> bool fits(const Plan* plan) { return node_fits(reinterpret_cast<const Node*>(plan)); }

/// Whether the node at the top can be kept, whatever its inputs are.
bool is_fit_node(const Plan* plan) {
    switch (nodeTag(plan)) {
    case T_NamedTuplestoreScan:
    case T_CteScan:
    case T_WorkTableScan:
    case T_SubqueryScan:
    case T_Material:
    case T_SeqScan: return true;
    case T_IndexScan: return fits<IndexScan>(plan);
    case T_Sort: return fits<Sort>(plan);
    case T_Agg: return fits<Agg>(plan);
    case T_Unique: return fits<Unique>(plan);
    case T_Group: return fits<Group>(plan);
    case T_Append: return fits<Append>(plan);
    case T_RecursiveUnion: return fits<RecursiveUnion>(plan);
    case T_WindowAgg: return fits<WindowAgg>(plan);
    case T_Limit: return fits<Limit>(plan);
    case T_Result: return fits<Result>(plan);
    case T_Hash: return fits<Hash>(plan);
    case T_NestLoop: return fits<NestLoop>(plan);
    case T_HashJoin: return fits<HashJoin>(plan);
    case T_MergeJoin: return fits<MergeJoin>(plan);
    default: return false;
    }
}

/// The plans below one, by two sides and in a list.
struct inputs {
    const Plan* left;
    const Plan* right;
    const List* more;
};

inputs inputs_of(const Plan* plan) {
    inputs of{.left = plan->lefttree, .right = plan->righttree, .more = NIL};
    if (IsA(plan, SubqueryScan)) of.left = reinterpret_cast<const SubqueryScan*>(plan)->subplan;
    if (IsA(plan, Append)) of.more = reinterpret_cast<const Append*>(plan)->appendplans;
    return of;
}

bool can_be_kept(const Plan* plan);

bool can_all_be_kept(const List* plans) {
    const ListCell* cell = nullptr;
    foreach (cell, plans) {
        if (!can_be_kept(static_cast<const Plan*>(lfirst(cell)))) return false;
    }
    return true;
}

bool can_be_kept(const Plan* plan) {
    if (plan == nullptr) return true;
    const inputs of = inputs_of(plan);
    return is_fit(plan->qual) && is_fit(plan->targetlist) && is_fit_node(plan) && can_be_kept(of.left) &&
           can_be_kept(of.right) && can_all_be_kept(of.more);
}

int reads_of(const Plan* plan);

int reads_of_all(const List* plans) {
    int all = 0;
    const ListCell* cell = nullptr;
    foreach (cell, plans) { all += reads_of(static_cast<const Plan*>(lfirst(cell))); }
    return all;
}

int reads_of(const Plan* plan) {
    if (plan == nullptr) return 0;
    const inputs of = inputs_of(plan);
    const int here = IsA(plan, IndexScan) || IsA(plan, SeqScan) ? 1 : 0;
    return here + reads_of(of.left) + reads_of(of.right) + reads_of_all(of.more);
}

bool has_parameter(Node* node, void* context) {
    if (node == nullptr) return false;
    return IsA(node, Param) || expression_tree_walker(node, has_parameter, context);
}

/// Whether rows are looked up by an index for values of other rows, or the table has next to none.
bool reads_few(const Plan* scan) {
    constexpr double few_rows = 50;
    constexpr double cost_of_few_pages = 20;
    const bool is_lookup =
        IsA(scan, IndexScan) &&
        has_parameter(reinterpret_cast<Node*>(reinterpret_cast<const IndexScan*>(scan)->indexqualorig),
                      nullptr);
    return is_lookup || (scan->plan_rows <= few_rows && scan->total_cost <= cost_of_few_pages);
}

bool looks_rows_up(const Plan* plan);

bool look_rows_up(const List* plans) {
    const ListCell* cell = nullptr;
    foreach (cell, plans) {
        if (!looks_rows_up(static_cast<const Plan*>(lfirst(cell)))) return false;
    }
    return true;
}

/// What is read under a condition that is checked once is the same whatever the plan.
bool is_conditional(const Plan* plan) {
    return IsA(plan, Result) && reinterpret_cast<const Result*>(plan)->resconstantqual != nullptr;
}

bool looks_rows_up(const Plan* plan) {
    if (plan == nullptr || is_conditional(plan)) return true;
    if (IsA(plan, IndexScan) || IsA(plan, SeqScan)) return reads_few(plan);
    const inputs of = inputs_of(plan);
    return looks_rows_up(of.left) && looks_rows_up(of.right) && look_rows_up(of.more);
}

} // namespace

bool looks_rows_up(const Plan* plan, const List* subplans) {
    return looks_rows_up(plan) && look_rows_up(subplans);
}

bool can_be_kept(const Plan* plan, const List* subplans) {
    return can_be_kept(plan) && can_all_be_kept(subplans);
}

int reads_of(const Plan* plan, const List* subplans) { return reads_of(plan) + reads_of_all(subplans); }

} // namespace pgt::pg
