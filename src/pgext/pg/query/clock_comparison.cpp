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
#include <utils/timestamp.h>
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

bool orders(Oid comparison, Oid type) {
    const TypeCacheEntry* const of = lookup_type_cache(type, TYPECACHE_BTREE_OPFAMILY);
    return get_op_opfamily_strategy(comparison, of->btree_opf) != 0;
}
/// What compares a timestamp, or a date, with a timestamptz depends on the time zone, a setting that is kept; the plan converts the one that is
/// no timestamptz, so that both have the order of an index (stage/clock_alone.hpp).
bool orders_time(Oid comparison) {
    if (!orders(comparison, TIMESTAMPTZOID)) return false;
    if (func_volatile(get_opcode(comparison)) == PROVOLATILE_IMMUTABLE) return true;
    Oid left = InvalidOid;
    Oid right = InvalidOid;
    op_input_types(comparison, &left, &right);
    return left == TIMESTAMPTZOID || right == TIMESTAMPTZOID;
}

/// Whether a constant says how much time, or how many days: months have no length of their own.
bool is_fixed_span(const Node* node, Oid difference) {
    if (!IsA(node, Const)) return false;
    const auto* const constant = reinterpret_cast<const Const*>(node);
    if (constant->constisnull) return false;
    if (difference == F_DATE_MI) return constant->consttype == INT4OID;
    if (constant->consttype != INTERVALOID) return false;
    const Interval* const span = DatumGetIntervalP(constant->constvalue);
    return span->month == 0 && !INTERVAL_NOT_FINITE(span);
}

bool is_clock_alone(Node* node) { return is_clock(node, nullptr) && is_value_of_clock(node); }
bool is_row_alone(Node* node) { return !is_clock(node, nullptr) && reads_rows(node, nullptr); }

/// The function of `clock - row`, or `row - clock`, of two points in time of one type; none of any other expression.
Oid difference_in_time(const Node* node) {
    if (!IsA(node, OpExpr)) return InvalidOid;
    const auto* const difference = reinterpret_cast<const OpExpr*>(node);
    const Oid function = get_opcode(difference->opno);
    if (function != F_TIMESTAMP_MI && function != F_TIMESTAMPTZ_MI && function != F_DATE_MI)
        return InvalidOid;
    auto* const first = static_cast<Node*>(linitial(difference->args));
    auto* const second = static_cast<Node*>(lsecond(difference->args));
    const bool is_one =
        (is_clock_alone(first) && is_row_alone(second)) || (is_row_alone(first) && is_clock_alone(second));
    return is_one ? function : InvalidOid;
}

/// `clock - row < constant`, which the plan compares as `clock - constant < row` (stage/clock_alone.hpp).
bool is_span_comparison(const OpExpr* comparison) {
    const auto* const left = static_cast<const Node*>(linitial(comparison->args));
    const auto* const right = static_cast<const Node*>(lsecond(comparison->args));
    const Oid of_left = difference_in_time(left);
    const Oid function = OidIsValid(of_left) ? of_left : difference_in_time(right);
    if (!OidIsValid(function) || !is_fixed_span(OidIsValid(of_left) ? right : left, function)) return false;
    return orders(comparison->opno, function == F_DATE_MI ? INT4OID : INTERVALOID);
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
    if (list_length(comparison->args) != 2) return false;
    if (is_span_comparison(comparison)) return true;
    if (!orders_time(comparison->opno)) return false;
    auto* const left = static_cast<Node*>(linitial(comparison->args));
    auto* const right = static_cast<Node*>(lsecond(comparison->args));
    const bool is_right = is_clock(right, nullptr);
    if (is_clock(left, nullptr) == is_right) return false;
    Node* const of_clock = is_right ? right : left;
    return is_value_of_clock(of_clock) && reads_rows(is_right ? left : right, nullptr);
}

} // namespace pgt::pg
