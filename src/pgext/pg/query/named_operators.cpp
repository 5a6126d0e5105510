#include "pg/query/named_operators.hpp"

extern "C" {
#include <access/htup_details.h>
#include <catalog/pg_namespace.h>
#include <catalog/pg_operator.h>
#include <nodes/makefuncs.h>
#include <nodes/nodeFuncs.h>
#include <nodes/parsenodes.h>
#include <utils/lsyscache.h>
#include <utils/syscache.h>
#include <utils/typcache.h>
}

namespace pgt::pg {
namespace {

bool is_of_other_schema(Oid id) { return schema_of_operator(id) != PG_CATALOG_NAMESPACE; }

/// `IS NULL` asks for the fields of a row, these comparisons for the row itself.
bool is_row(const Node* value) { return type_is_rowtype(exprType(value)); }

bool compares_no_rows(const List* arguments) {
    return !is_row(static_cast<const Node*>(linitial(arguments))) &&
           !is_row(static_cast<const Node*>(lsecond(arguments)));
}

/// Whether each WHEN compares by an operator alone.
bool compares_by_operators(const CaseExpr* expression, bool* some_of_other_schema) {
    const ListCell* cell = nullptr;
    foreach (cell, expression->args) {
        const Node* const compared = reinterpret_cast<const Node*>(lfirst_node(CaseWhen, cell)->expr);
        if (!IsA(compared, OpExpr)) return false;
        *some_of_other_schema |= is_of_other_schema(reinterpret_cast<const OpExpr*>(compared)->opno);
    }
    return true;
}

bool can_name_case(const CaseExpr* expression) {
    bool some = false;
    return expression->arg != nullptr && compares_by_operators(expression, &some) && some;
}

template <class Made> Made* copied(const Made* node) { return static_cast<Made*>(copyObjectImpl(node)); }

Expr* is_null(const Node* value) {
    auto* const test = makeNode(NullTest);
    test->arg = reinterpret_cast<Expr*>(copied(const_cast<Node*>(value)));
    test->nulltesttype = IS_NULL;
    test->argisrow = false;
    test->location = -1;
    return &test->xpr;
}

CaseWhen* when(Expr* condition, Expr* result) {
    auto* const branch = makeNode(CaseWhen);
    branch->expr = condition;
    branch->result = result;
    branch->location = -1;
    return branch;
}

Node* case_of(Oid type, Oid collation, List* branches, Expr* otherwise) {
    auto* const made = makeNode(CaseExpr);
    made->casetype = type;
    made->casecollid = collation;
    made->args = branches;
    made->defresult = otherwise;
    made->location = -1;
    return reinterpret_cast<Node*>(made);
}

/// The comparison as one that is written with its operator.
Expr* comparison_of(const OpExpr* written) {
    auto* const named = copied(written);
    NodeSetTag(named, T_OpExpr);
    named->opresulttype = BOOLOID;
    named->opretset = false;
    return &named->xpr;
}

/// Of two values, the one that is NULL decides, if there is one.
Node* named_distinct(const OpExpr* written) {
    const auto* const a = static_cast<const Node*>(linitial(written->args));
    const auto* const b = static_cast<const Node*>(lsecond(written->args));
    auto* const b_is_there = makeBoolExpr(NOT_EXPR, list_make1(is_null(b)), -1);
    auto* const differs = makeBoolExpr(NOT_EXPR, list_make1(comparison_of(written)), -1);
    auto* const yes = reinterpret_cast<Expr*>(makeBoolConst(true, false));
    return case_of(BOOLOID, InvalidOid, list_make2(when(is_null(a), b_is_there), when(is_null(b), yes)),
                   differs);
}

Node* named_nullif(const OpExpr* written) {
    const auto* const a = static_cast<const Node*>(linitial(written->args));
    const auto* const b = static_cast<const Node*>(lsecond(written->args));
    const Oid type = exprType(a);
    const Oid collation = exprCollation(a);
    auto* const nothing = reinterpret_cast<Expr*>(makeNullConst(type, exprTypmod(a), collation));
    auto* const value = reinterpret_cast<Expr*>(copied(const_cast<Node*>(a)));
    List* const branches = list_make3(when(is_null(a), copied(value)), when(is_null(b), copied(value)),
                                      when(comparison_of(written), nothing));
    return case_of(type, collation, branches, value);
}

/// The operand of a CASE, in the place of what stands for it in the comparisons.
Node* with_operand(Node* node, void* operand) {
    if (node == nullptr) return nullptr;
    if (IsA(node, CaseTestExpr)) return static_cast<Node*>(copyObjectImpl(operand));
    return expression_tree_mutator(node, with_operand, operand);
}

void name_case(CaseExpr* expression) {
    const ListCell* cell = nullptr;
    foreach (cell, expression->args) {
        auto* const compared = reinterpret_cast<OpExpr*>(lfirst_node(CaseWhen, cell)->expr);
        auto* const left = static_cast<Node*>(linitial(compared->args));
        linitial(compared->args) = with_operand(left, expression->arg);
    }
    expression->arg = nullptr;
}

Node* name(Node* node, void* context) {
    if (node == nullptr) return nullptr;
    if (IsA(node, Query)) {
        return reinterpret_cast<Node*>(
            query_tree_mutator(reinterpret_cast<Query*>(node), name, context, QTW_DONT_COPY_QUERY));
    }
    Node* const inside = expression_tree_mutator(node, name, context);
    if (!can_name_operator(inside)) return inside;
    if (IsA(inside, DistinctExpr)) return named_distinct(reinterpret_cast<OpExpr*>(inside));
    if (IsA(inside, NullIfExpr)) return named_nullif(reinterpret_cast<OpExpr*>(inside));
    name_case(reinterpret_cast<CaseExpr*>(inside));
    return inside;
}

} // namespace

Oid schema_of_operator(Oid id) {
    const HeapTuple tuple = SearchSysCache1(OPEROID, ObjectIdGetDatum(id));
    if (!HeapTupleIsValid(tuple)) return PG_CATALOG_NAMESPACE;
    const Oid schema = reinterpret_cast<Form_pg_operator>(GETSTRUCT(tuple))->oprnamespace;
    ReleaseSysCache(tuple);
    return schema;
}

bool can_name_operator(const Node* node) {
    switch (nodeTag(node)) {
    case T_DistinctExpr:
    case T_NullIfExpr: {
        const auto* const compared = reinterpret_cast<const OpExpr*>(node);
        return is_of_other_schema(compared->opno) && compares_no_rows(compared->args);
    }
    case T_CaseExpr: return can_name_case(reinterpret_cast<const CaseExpr*>(node));
    default: return false;
    }
}

Node* with_named_operators(Node* tree) { return name(tree, nullptr); }

} // namespace pgt::pg
