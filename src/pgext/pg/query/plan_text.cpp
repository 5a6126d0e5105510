#include "pg/query/plan_text.hpp"

#include "pg/query/changes_plan.hpp"
#include "pg/query/direct_plan.hpp"

#include "pg/boundary/guard.hpp"

extern "C" {
#include <access/transam.h>
#include <nodes/nodeFuncs.h>
#include <nodes/nodes.h>
#include <nodes/parsenodes.h>
#include <nodes/pg_list.h>
#include <nodes/plannodes.h>
#include <nodes/value.h>
#include <utils/syscache.h>
}

namespace pgt::pg {
namespace {

/// Also what was a function of the extension and no longer exists.
bool is_function_of_users(Oid function, void* /*context*/) {
    return function >= FirstNormalObjectId && !is_lasting(function);
}

/// The type of a value that does not follow from the types of other values; none for other nodes.
Oid type_of_origin(Node* node) {
    switch (nodeTag(node)) {
    case T_Var:
    case T_Const:
    case T_Param:
    case T_RelabelType:
    case T_CoerceViaIO:
    case T_ArrayCoerceExpr:
    case T_ConvertRowtypeExpr:
    case T_CoerceToDomain:
    case T_FieldSelect:
    case T_RowExpr: return exprType(node);
    default: return InvalidOid;
    }
}

bool needs_users(Node* node, void* context) {
    if (node == nullptr) return false;
    if (IsA(node, Query)) return query_tree_walker(reinterpret_cast<Query*>(node), needs_users, context, 0);
    return type_of_origin(node) >= FirstNormalObjectId ||
           check_functions_in_node(node, is_function_of_users, context) ||
           expression_tree_walker(node, needs_users, context);
}

bool has_missing_function(Node* node, void* context) {
    if (node == nullptr) return false;
    if (IsA(node, MergeAction)) {
        const auto* const action = reinterpret_cast<const MergeAction*>(node);
        return has_missing_function(action->qual, context) ||
               has_missing_function(reinterpret_cast<Node*>(action->targetList), context);
    }
    return check_functions_in_node(node, is_function_of_users, context) ||
           expression_tree_walker(node, has_missing_function, context);
}

/// The plans below one, beside those on its left and right.
const List* parts_of(const Plan* plan) {
    return IsA(plan, Append) ? reinterpret_cast<const Append*>(plan)->appendplans : nullptr;
}
const Plan* subquery_of(const Plan* plan) {
    return IsA(plan, SubqueryScan) ? reinterpret_cast<const SubqueryScan*>(plan)->subplan : nullptr;
}

/// Whether it consists of nodes of which targets and conditions are all expressions, and reads nothing beside them.
bool is_plain(const Plan* plan) {
    if (plan == nullptr) return true;
    switch (nodeTag(plan)) {
    case T_NamedTuplestoreScan:
    case T_SubqueryScan:
    case T_Append:
    case T_Agg:
    case T_Sort: break;
    case T_Result:
        if (reinterpret_cast<const Result*>(plan)->resconstantqual != nullptr) return false;
        break;
    default: return false;
    }
    const List* const parts = parts_of(plan);
    for (int i = 0; i < list_length(parts); ++i) {
        if (!is_plain(static_cast<const Plan*>(list_nth(parts, i)))) return false;
    }
    return plan->initPlan == nullptr && is_plain(subquery_of(plan)) && is_plain(plan->lefttree) &&
           is_plain(plan->righttree);
}

bool has_missing_function_in(const Plan* plan) {
    if (plan == nullptr) return false;
    if (has_missing_function(reinterpret_cast<Node*>(plan->targetlist), nullptr) ||
        has_missing_function(reinterpret_cast<Node*>(plan->qual), nullptr))
        return true;
    const List* const parts = parts_of(plan);
    for (int i = 0; i < list_length(parts); ++i) {
        if (has_missing_function_in(static_cast<const Plan*>(list_nth(parts, i)))) return true;
    }
    return has_missing_function_in(subquery_of(plan)) || has_missing_function_in(plan->lefttree) ||
           has_missing_function_in(plan->righttree);
}

template <class Part> Part* part_at(const List* parts, int i) {
    return static_cast<Part*>(list_nth(parts, i));
}

List* numbers_of(const direct_plan& plan) {
    return list_make4_int(plan.changes.parameters, static_cast<int>(plan.table), static_cast<int>(plan.place),
                          plan.column);
}

} // namespace

bool is_of_server_alone(const Query* query) {
    return !needs_users(reinterpret_cast<Node*>(const_cast<Query*>(query)), nullptr);
}

bool are_functions_there(const void* nodes) {
    return !has_missing_function(static_cast<Node*>(const_cast<void*>(nodes)), nullptr);
}

bool can_be_text(const direct_plan& plan) {
    return plan.lookups == 0 && plan.changes.subplans == nullptr && is_plain(plan.changes.top);
}

const char* text_of_plan(const direct_plan& plan) {
    List* parts = list_make5(numbers_of(plan), plan.changes.top, plan.row_id, plan.conditions, plan.actions);
    parts = lappend(parts, plan.changes.relations);
    parts = lappend(parts, plan.changes.permissions);
    parts = lappend(parts, plan.changes.unpruned);
    return nodeToString(parts);
}

direct_plan plan_of_text(const char* text) {
    const auto* const parts = static_cast<const List*>(stringToNode(text));
    const auto* const numbers = part_at<const List>(parts, 0);
    direct_plan plan;
    plan.changes.parameters = list_nth_int(numbers, 0);
    plan.table = static_cast<unsigned int>(list_nth_int(numbers, 1));
    plan.place = static_cast<unsigned int>(list_nth_int(numbers, 2));
    plan.column = list_nth_int(numbers, 3);
    plan.changes.top = part_at<Plan>(parts, 1);
    plan.row_id = part_at<Node>(parts, 2);
    plan.conditions = part_at<List>(parts, 3);
    plan.actions = part_at<List>(parts, 4);
    plan.changes.relations = part_at<List>(parts, 5);
    plan.changes.permissions = part_at<List>(parts, 6);
    plan.changes.unpruned = part_at<Bitmapset>(parts, 7);
    plan.follows_query = true;
    if (has_missing_function_in(plan.changes.top) || !are_functions_there(plan.row_id) ||
        !are_functions_there(plan.conditions) || !are_functions_there(plan.actions))
        plan.refusal = "a function of the extension has changed";
    return plan;
}

} // namespace pgt::pg
