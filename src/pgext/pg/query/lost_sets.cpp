#include "pg/query/lost_sets.hpp"

extern "C" {
#include <nodes/makefuncs.h>
#include <nodes/nodeFuncs.h>
#include <nodes/parsenodes.h>
#include <utils/lsyscache.h>
}

namespace pgt::pg {
namespace {

bool is_null_constant(const Node* node) {
    return IsA(node, Const) && reinterpret_cast<const Const*>(node)->constisnull;
}

bool has_null(const List* arguments) {
    const ListCell* cell = nullptr;
    foreach (cell, arguments) {
        if (is_null_constant(static_cast<const Node*>(lfirst(cell)))) return true;
    }
    return false;
}

/// Whether a node is a call of a strict function with one result, one argument of which is NULL.
bool is_null_call(const Node* node) {
    if (IsA(node, OpExpr)) {
        const auto* const called = reinterpret_cast<const OpExpr*>(node);
        return !called->opretset && has_null(called->args) && func_strict(get_opcode(called->opno));
    }
    if (!IsA(node, FuncExpr)) return false;
    const auto* const called = reinterpret_cast<const FuncExpr*>(node);
    return !called->funcretset && called->funcresulttype != RECORDOID && has_null(called->args) &&
           func_strict(called->funcid);
}

Node* without_sets(Node* node, void* context) {
    if (node == nullptr) return nullptr;
    if (IsA(node, Query)) {
        return reinterpret_cast<Node*>(
            query_tree_mutator(reinterpret_cast<Query*>(node), without_sets, context, QTW_DONT_COPY_QUERY));
    }
    Node* const inside = expression_tree_mutator(node, without_sets, context);
    if (!is_null_call(inside) || !expression_returns_set(inside)) return inside;
    return reinterpret_cast<Node*>(
        makeNullConst(exprType(inside), exprTypmod(inside), exprCollation(inside)));
}

} // namespace

Node* without_lost_sets(Node* tree) { return without_sets(tree, nullptr); }

} // namespace pgt::pg
