#include "pg/query/joins_by_conditions.hpp"

#include "pg/query/named_operators.hpp"

extern "C" {
#include <catalog/pg_namespace.h>
#include <nodes/makefuncs.h>
#include <nodes/nodeFuncs.h>
#include <nodes/parsenodes.h>
#include <parser/parse_relation.h>
#include <parser/parsetree.h>
#include <rewrite/rewriteManip.h>
}

namespace pgt::pg {
namespace {

bool compares_by_others(Node* condition, void* context) {
    if (condition == nullptr) return false;
    if (IsA(condition, OpExpr) &&
        schema_of_operator(reinterpret_cast<OpExpr*>(condition)->opno) != PG_CATALOG_NAMESPACE) {
        return true;
    }
    return expression_tree_walker(condition, compares_by_others, context);
}

/// Whether a join of the FROM clause, not of its subqueries, needs a condition.
bool needs_condition(Node* from, void* context) {
    if (from == nullptr) return false;
    if (IsA(from, JoinExpr)) {
        auto* const join = reinterpret_cast<JoinExpr*>(from);
        if (join->usingClause != NIL && compares_by_others(join->quals, nullptr)) return true;
        return needs_condition(join->larg, context) || needs_condition(join->rarg, context);
    }
    if (!IsA(from, FromExpr)) return false;
    const ListCell* cell = nullptr;
    foreach (cell, reinterpret_cast<FromExpr*>(from)->fromlist) {
        if (needs_condition(static_cast<Node*>(lfirst(cell)), context)) return true;
    }
    return false;
}

// Columns of joins, as those of the joined tables -----------------------------------------------------------------------

/// A query whose joins lose their columns, and how many subqueries deep the walk is.
struct joined_query {
    const Query* query;
    int depth;
};

const RangeTblEntry* join_of(const joined_query* in, const Var* variable, int number) {
    if (static_cast<int>(variable->varlevelsup) != in->depth || number == 0) return nullptr;
    const RangeTblEntry* const entry = rt_fetch(number, in->query->rtable);
    return entry->rtekind == RTE_JOIN ? entry : nullptr;
}

Node* with_joined_columns(Node* node, void* context);

/// What a column of a join stands for.
Node* column_of_join(const RangeTblEntry* join, const Var* variable, joined_query* in) {
    auto* const meant =
        static_cast<Node*>(copyObjectImpl(list_nth(join->joinaliasvars, variable->varattno - 1)));
    IncrementVarSublevelsUp(meant, in->depth, 0);
    return with_joined_columns(meant, in);
}

/// A column of a table whose join has a name is printed as one of the join.
Node* column_of_table(const Var* variable, const joined_query* in) {
    auto* const copy = static_cast<Var*>(copyObjectImpl(variable));
    if (join_of(in, variable, static_cast<int>(variable->varnosyn)) != nullptr) {
        copy->varnosyn = static_cast<Index>(copy->varno);
        copy->varattnosyn = copy->varattno;
    }
    return reinterpret_cast<Node*>(copy);
}

Node* with_joined_columns(Node* node, void* context) {
    auto* const in = static_cast<joined_query*>(context);
    if (node == nullptr) return nullptr;
    if (IsA(node, Var)) {
        const auto* const variable = reinterpret_cast<const Var*>(node);
        const RangeTblEntry* const join = join_of(in, variable, variable->varno);
        return join != nullptr && variable->varattno > 0 ? column_of_join(join, variable, in)
                                                         : column_of_table(variable, in);
    }
    if (IsA(node, Query)) {
        ++in->depth;
        Query* const inside =
            query_tree_mutator(reinterpret_cast<Query*>(node), with_joined_columns, context, 0);
        --in->depth;
        return reinterpret_cast<Node*>(inside);
    }
    return expression_tree_mutator(node, with_joined_columns, context);
}

// Joins that have all columns of both sides -----------------------------------------------------------------------------

void add_columns(const Query* query, int side, List** numbers, RangeTblEntry* join) {
    RangeTblEntry* const entry = rt_fetch(side, query->rtable);
    const int count = list_length(entry->eref->colnames);
    for (int i = 1; i <= count; ++i) {
        const auto number = static_cast<AttrNumber>(i);
        if (get_rte_attribute_is_dropped(entry, number)) continue;
        *numbers = lappend_int(*numbers, i);
        join->eref->colnames = lappend(join->eref->colnames, list_nth(entry->eref->colnames, i - 1));
        join->joinaliasvars =
            lappend(join->joinaliasvars, makeVar(side, number, InvalidOid, -1, InvalidOid, 0));
    }
}

int index_of_side(const Node* from) {
    return IsA(from, JoinExpr) ? reinterpret_cast<const JoinExpr*>(from)->rtindex
                               : reinterpret_cast<const RangeTblRef*>(from)->rtindex;
}

void join_by_condition(const Query* query, Node* from) {
    if (IsA(from, FromExpr)) {
        const ListCell* cell = nullptr;
        foreach (cell, reinterpret_cast<FromExpr*>(from)->fromlist) {
            join_by_condition(query, static_cast<Node*>(lfirst(cell)));
        }
    }
    if (!IsA(from, JoinExpr)) return;
    auto* const join = reinterpret_cast<JoinExpr*>(from);
    join_by_condition(query, join->larg);
    join_by_condition(query, join->rarg);
    join->isNatural = false;
    join->usingClause = NIL;
    join->join_using_alias = nullptr;
    join->alias = nullptr;
    RangeTblEntry* const entry = rt_fetch(join->rtindex, query->rtable);
    entry->alias = nullptr;
    entry->join_using_alias = nullptr;
    entry->eref = makeAlias("unnamed_join", NIL);
    entry->joinaliasvars = entry->joinleftcols = entry->joinrightcols = NIL;
    entry->joinmergedcols = 0;
    add_columns(query, index_of_side(join->larg), &entry->joinleftcols, entry);
    add_columns(query, index_of_side(join->rarg), &entry->joinrightcols, entry);
}

Node* with_conditions(Node* node, void* context) {
    if (node == nullptr) return nullptr;
    if (!IsA(node, Query)) return expression_tree_mutator(node, with_conditions, context);
    auto* query = query_tree_mutator(reinterpret_cast<Query*>(node), with_conditions, context, 0);
    if (!needs_condition(reinterpret_cast<Node*>(query->jointree), nullptr)) {
        return reinterpret_cast<Node*>(query);
    }
    joined_query in = {.query = query, .depth = 0};
    query = query_tree_mutator(query, with_joined_columns, &in, QTW_IGNORE_JOINALIASES);
    join_by_condition(query, reinterpret_cast<Node*>(query->jointree));
    return reinterpret_cast<Node*>(query);
}

} // namespace

Node* with_joins_by_conditions(Node* tree) { return with_conditions(tree, nullptr); }

} // namespace pgt::pg
