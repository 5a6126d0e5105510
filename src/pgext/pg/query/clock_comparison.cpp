#include "pg/query/clock_comparison.hpp"

#include "pg/query/settled.hpp"

extern "C" {
#include <catalog/pg_namespace.h>
#include <catalog/pg_proc.h>
#include <catalog/pg_type.h>
#include <nodes/nodeFuncs.h>
#include <nodes/primnodes.h>
#include <utils/fmgroids.h>
#include <utils/lsyscache.h>
#include <utils/typcache.h>
}

namespace pgt::pg {
namespace {

bool is_clock(Node* node, void* /*state*/) {
    if (node == nullptr) return false;
    return is_clock_function(node) || expression_tree_walker(node, is_clock, nullptr);
}

bool reads_rows(Node* node, void* /*state*/) {
    if (node == nullptr) return false;
    switch (nodeTag(node)) {
    case T_Var:
    case T_Aggref:
    case T_SubLink:
    case T_GroupingFunc: return true;
    default: return expression_tree_walker(node, reads_rows, nullptr);
    }
}

bool is_value_of_clock(const Node* node);

bool are_values_of_clock(const List* list) {
    const ListCell* cell = nullptr;
    foreach (cell, list) {
        if (!is_value_of_clock(static_cast<const Node*>(lfirst(cell)))) return false;
    }
    return true;
}

/// A function of PostgreSQL's own that gives a value for all values that are not NULL, the same at each refresh.
bool is_total(Oid function, const List* arguments) {
    return get_func_namespace(function) == PG_CATALOG_NAMESPACE && func_strict(function) &&
           is_settled_call(function, arguments) && are_values_of_clock(arguments);
}

bool is_of_time(Oid type) {
    return type == TIMESTAMPTZOID || type == TIMESTAMPOID || type == DATEOID || type == INTERVALOID;
}

/// Whether a value is computed of the clock and constants, and never NULL.
bool is_value_of_clock(const Node* node) {
    if (is_clock_function(node)) return true;
    switch (nodeTag(node)) {
    case T_Const: return !reinterpret_cast<const Const*>(node)->constisnull;
    case T_RelabelType:
        return is_value_of_clock(
            reinterpret_cast<const Node*>(reinterpret_cast<const RelabelType*>(node)->arg));
    case T_FuncExpr: {
        const auto* const call = reinterpret_cast<const FuncExpr*>(node);
        return is_of_time(call->funcresulttype) && !call->funcretset && is_total(call->funcid, call->args);
    }
    case T_OpExpr: {
        const auto* const call = reinterpret_cast<const OpExpr*>(node);
        return is_of_time(call->opresulttype) && !call->opretset &&
               is_total(get_opcode(call->opno), call->args);
    }
    default: return false;
    }
}

/// Immutable: what compares a timestamp with a timestamptz depends on the time zone, and does not follow the order of an index.
bool orders_time(Oid comparison) {
    const TypeCacheEntry* const type = lookup_type_cache(TIMESTAMPTZOID, TYPECACHE_BTREE_OPFAMILY);
    return get_op_opfamily_strategy(comparison, type->btree_opf) != 0 &&
           func_volatile(get_opcode(comparison)) == PROVOLATILE_IMMUTABLE;
}

} // namespace

bool is_clock_function(const Node* node) {
    if (IsA(node, SQLValueFunction)) {
        const SQLValueFunctionOp op = reinterpret_cast<const SQLValueFunction*>(node)->op;
        return op == SVFOP_CURRENT_DATE || op == SVFOP_CURRENT_TIMESTAMP || op == SVFOP_LOCALTIMESTAMP;
    }
    if (!IsA(node, FuncExpr)) return false;
    const Oid function = reinterpret_cast<const FuncExpr*>(node)->funcid;
    return function == F_NOW || function == F_TRANSACTION_TIMESTAMP;
}

bool is_clock_comparison(const Node* node) {
    if (!IsA(node, OpExpr)) return false;
    const auto* const comparison = reinterpret_cast<const OpExpr*>(node);
    if (list_length(comparison->args) != 2 || !orders_time(comparison->opno)) return false;
    auto* const left = static_cast<Node*>(linitial(comparison->args));
    auto* const right = static_cast<Node*>(lsecond(comparison->args));
    const bool is_right = is_clock(right, nullptr);
    if (is_clock(left, nullptr) == is_right) return false;
    Node* const of_clock = is_right ? right : left;
    return is_value_of_clock(of_clock) && reads_rows(is_right ? left : right, nullptr);
}

} // namespace pgt::pg
