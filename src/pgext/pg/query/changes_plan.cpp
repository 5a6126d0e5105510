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

bool is_given(const Param* parameter, const Bitmapset* given) {
    return parameter->paramkind == PARAM_EXEC && bms_is_member(parameter->paramid, given);
}

/// Whether an expression needs more than the rows that it is computed from and parameters that are given, or code that may keep something of its own.
bool needs_more(Node* node, void* given) {
    if (node == nullptr) return false;
    switch (nodeTag(node)) {
    case T_SubPlan:
    case T_AlternativeSubPlan:
    case T_CoerceToDomain:
    case T_CurrentOfExpr:
    case T_NextValueExpr: return true;
    case T_Param: return !is_given(reinterpret_cast<Param*>(node), static_cast<const Bitmapset*>(given));
    default: break;
    }
    return check_functions_in_node(node, is_of_others, nullptr) ||
           expression_tree_walker(node, needs_more, given);
}

} // namespace

bool is_simple(const void* expression, Bitmapset* given) {
    return !needs_more(static_cast<Node*>(const_cast<void*>(expression)), given);
}

namespace {

bool has_parameter(Node* node, void* context) {
    if (node == nullptr) return false;
    return IsA(node, Param) || expression_tree_walker(node, has_parameter, context);
}

bool are_lasting(const Oid* operators, int count) {
    for (int i = 0; i < count; ++i) {
        if (!is_lasting(get_opcode(operators[i]))) return false;
    }
    return true;
}

bool is_hashed(const Agg* groups) {
    // It is filled again for each run, which its input must not need to know of.
    return groups->aggstrategy == AGG_HASHED && IsA(groups->plan.lefttree, NamedTuplestoreScan);
}

bool node_gives_changes(const Agg* groups) {
    const bool is_known =
        groups->aggstrategy == AGG_PLAIN || groups->aggstrategy == AGG_SORTED || is_hashed(groups);
    return is_known && groups->aggsplit == AGGSPLIT_SIMPLE && groups->groupingSets == NIL &&
           groups->chain == NIL && are_lasting(groups->grpOperators, groups->numCols) &&
           gives_changes(groups->plan.lefttree);
}

bool node_gives_changes(const Sort* sort) {
    return are_lasting(sort->sortOperators, sort->numCols) && gives_changes(sort->plan.lefttree);
}

/// Whether rows of a table are looked up by an index, for values of the rows that they are joined with.
bool is_lookup(const Plan* plan, Bitmapset* given) {
    if (!IsA(plan, IndexScan) || plan->initPlan != NIL) return false;
    const auto* const scan = reinterpret_cast<const IndexScan*>(plan);
    return scan->indexorderby == NIL &&
           has_parameter(reinterpret_cast<Node*>(scan->indexqualorig), nullptr) &&
           is_simple(scan->indexqualorig, given) && is_simple(plan->qual, given) &&
           is_simple(plan->targetlist, given);
}

Bitmapset* parameters_of(const NestLoop* loop) {
    Bitmapset* all = nullptr;
    const ListCell* cell = nullptr;
    foreach (cell, loop->nestParams) {
        all = bms_add_member(all, static_cast<const NestLoopParam*>(lfirst(cell))->paramno);
    }
    return all;
}

/// What a loop reads again for each row. A plan that keeps rows, such as those that it has sorted, would not know in the next run that its input is another one.
bool is_read_again(const Plan* plan, Bitmapset* given) {
    return IsA(plan, NamedTuplestoreScan) ? gives_changes(plan) : is_lookup(plan, given);
}

bool node_gives_changes(const NestLoop* loop) {
    const Plan& plan = loop->join.plan;
    return is_simple(loop->join.joinqual) && gives_changes(plan.lefttree) &&
           is_read_again(plan.righttree, parameters_of(loop));
}

bool node_gives_changes(const Unique* unique) {
    return are_lasting(unique->uniqOperators, unique->numCols) && gives_changes(unique->plan.lefttree);
}

bool node_gives_changes(const Append* parts) {
    const ListCell* cell = nullptr;
    foreach (cell, parts->appendplans) {
        if (!gives_changes(static_cast<const Plan*>(lfirst(cell)))) return false;
    }
    return parts->part_prune_index < 0 && parts->nasyncplans == 0;
}

int lookups_in(const Append* parts) {
    int all = 0;
    const ListCell* cell = nullptr;
    foreach (cell, parts->appendplans) { all += lookups_of(static_cast<const Plan*>(lfirst(cell))); }
    return all;
}

} // namespace

bool gives_changes(const Plan* plan) {
    if (plan == nullptr || plan->initPlan != NIL || !is_simple(plan->qual) || !is_simple(plan->targetlist))
        return false;
    switch (nodeTag(plan)) {
    case T_NamedTuplestoreScan: return true;
    case T_SubqueryScan: return gives_changes(reinterpret_cast<const SubqueryScan*>(plan)->subplan);
    case T_Sort: return node_gives_changes(reinterpret_cast<const Sort*>(plan));
    case T_Agg: return node_gives_changes(reinterpret_cast<const Agg*>(plan));
    case T_Unique: return node_gives_changes(reinterpret_cast<const Unique*>(plan));
    case T_Append: return node_gives_changes(reinterpret_cast<const Append*>(plan));
    case T_NestLoop: return node_gives_changes(reinterpret_cast<const NestLoop*>(plan));
    default: return false;
    }
}

int lookups_of(const Plan* plan) {
    if (plan == nullptr) return 0;
    if (IsA(plan, IndexScan)) return 1;
    if (IsA(plan, SubqueryScan)) return lookups_of(reinterpret_cast<const SubqueryScan*>(plan)->subplan);
    if (IsA(plan, Append)) return lookups_in(reinterpret_cast<const Append*>(plan));
    return lookups_of(plan->lefttree) + lookups_of(plan->righttree);
}

} // namespace pgt::pg
