#include "pg/query/lineage.hpp"

#include "pg/access/relation.hpp"
#include "pg/boundary/guard.hpp"
#include "pg/query/view_query.hpp"

extern "C" {
#include <access/table.h>
#include <catalog/pg_class.h>
#include <nodes/nodeFuncs.h>
#include <nodes/parsenodes.h>
#include <optimizer/optimizer.h>
#include <parser/parse_relation.h>
#include <parser/parsetree.h>
#include <rewrite/rewriteHandler.h>
#include <utils/lsyscache.h>
}

namespace pgt::pg {
namespace {

constexpr const char* direct = "direct";
constexpr const char* by_expression = "expression";
constexpr const char* window = "window";

/// A column that was found, in the server's memory.
struct found_column {
    const char* output;
    Oid relation;
    AttrNumber column;
    const char* transform;
};

/// A query, and the one that it stands in.
struct level {
    Query* query;
    level* above;
};

/// What is being looked for, and where.
struct trace {
    level* here;
    const char* output;
    const char* transform;
    List** found;
};

void resolve_output(level* of, AttrNumber number, const trace& how);

/// The outermost aggregate or window function names what is done to a column.
const char* combined(const char* outer, const char* inner) {
    return outer == direct || (outer == by_expression && inner != direct) ? inner : outer;
}

trace doing(const trace& how, const char* what) {
    trace changed = how;
    changed.transform = combined(how.transform, what);
    return changed;
}

void add(const trace& how, Oid relation, AttrNumber column) {
    const ListCell* cell = nullptr;
    foreach (cell, *how.found) {
        const auto* const known = static_cast<const found_column*>(lfirst(cell));
        const bool is_same_output =
            known->output == how.output ||
            (known->output != nullptr && how.output != nullptr && strcmp(known->output, how.output) == 0);
        if (is_same_output && known->relation == relation && known->column == column &&
            strcmp(known->transform, how.transform) == 0) {
            return;
        }
    }
    auto* const one = palloc_object(found_column);
    *one = {.output = how.output, .relation = relation, .column = column, .transform = how.transform};
    *how.found = lappend(*how.found, one);
}

Query* query_inside(Oid view) {
    const Relation open = table_open(view, AccessShareLock);
    auto* const query = static_cast<Query*>(copyObjectImpl(get_view_query(open)));
    table_close(open, NoLock);
    return query;
}

bool walk_lineage(Node* node, void* how);

void follow(Node* node, const trace& how) {
    trace copy = how;
    (void)walk_lineage(node, &copy);
}

void follow_all(List* nodes, const trace& how) {
    const ListCell* cell = nullptr;
    foreach (cell, nodes) follow(static_cast<Node*>(lfirst(cell)), how);
}

/// The element of a list that a column stands for; all of them for whole rows.
void follow_element(List* nodes, AttrNumber number, const trace& how) {
    if (number > 0 && number <= list_length(nodes)) {
        follow(static_cast<Node*>(list_nth(nodes, number - 1)), how);
    } else if (number == 0) {
        follow_all(nodes, how);
    }
}

void resolve_cte(const RangeTblEntry* entry, AttrNumber number, const trace& how) {
    if (entry->self_reference) return; // what it holds comes from the other term
    level* at = how.here;
    for (Index i = 0; i < entry->ctelevelsup && at != nullptr; ++i) at = at->above;
    if (at == nullptr) return;
    const ListCell* cell = nullptr;
    foreach (cell, at->query->cteList) {
        const auto* const one = lfirst_node(CommonTableExpr, cell);
        if (strcmp(one->ctename, entry->ctename) != 0) continue;
        level inside{.query = castNode(Query, one->ctequery), .above = at};
        resolve_output(&inside, number, how);
    }
}

/// `how.here` is the level whose range table has the entry.
void resolve_column(RangeTblEntry* entry, AttrNumber number, const trace& how) {
    check_stack_depth();
    switch (entry->rtekind) {
    case RTE_RELATION: {
        if (entry->relkind != RELKIND_VIEW) return add(how, entry->relid, number);
        level inside{.query = query_inside(entry->relid), .above = nullptr};
        return resolve_output(&inside, number, how);
    }
    case RTE_SUBQUERY: {
        level inside{.query = entry->subquery, .above = how.here};
        return resolve_output(&inside, number, how);
    }
    case RTE_CTE: return resolve_cte(entry, number, how);
    case RTE_JOIN: return follow_element(entry->joinaliasvars, number, how);
    case RTE_GROUP: return follow_element(entry->groupexprs, number, how);
    case RTE_FUNCTION: return follow(reinterpret_cast<Node*>(entry->functions), doing(how, by_expression));
    case RTE_TABLEFUNC: return follow(reinterpret_cast<Node*>(entry->tablefunc), doing(how, by_expression));
    case RTE_VALUES: {
        const ListCell* cell = nullptr;
        foreach (cell, entry->values_lists) follow_element(lfirst_node(List, cell), number, how);
        return;
    }
    case RTE_NAMEDTUPLESTORE:
    case RTE_RESULT: return;
    }
}

/// The queries that a set operation combines.
void resolve_operand(Node* operand, AttrNumber number, const trace& how) {
    if (IsA(operand, SetOperationStmt)) {
        const auto* const both = castNode(SetOperationStmt, operand);
        resolve_operand(both->larg, number, how);
        return resolve_operand(both->rarg, number, how);
    }
    RangeTblEntry* const entry = rt_fetch(castNode(RangeTblRef, operand)->rtindex, how.here->query->rtable);
    resolve_column(entry, number, how);
}

void resolve_output(level* of, AttrNumber number, const trace& how) {
    trace inside = how;
    inside.here = of;
    if (of->query->setOperations != nullptr) return resolve_operand(of->query->setOperations, number, inside);
    const ListCell* cell = nullptr;
    foreach (cell, of->query->targetList) {
        const auto* const target = lfirst_node(TargetEntry, cell);
        const bool is_meant = number == 0 ? !target->resjunk : target->resno == number;
        if (is_meant) follow(reinterpret_cast<Node*>(target->expr), inside);
    }
}

void resolve(const Var* column, const trace& how) {
    trace at = how;
    for (Index i = 0; i < column->varlevelsup && at.here != nullptr; ++i) at.here = at.here->above;
    if (at.here == nullptr) return;
    resolve_column(rt_fetch(column->varno, at.here->query->rtable), column->varattno, at);
}

/// A subquery as a value: what it selects, and what it selects by.
void follow_subquery(Query* query, const trace& how) {
    level inside{.query = query, .above = how.here};
    resolve_output(&inside, 0, how);
    trace at = how;
    at.here = &inside;
    follow(reinterpret_cast<Node*>(query->jointree), at);
}

/// What a window is made of: a function over it may name no column at all.
void follow_window(const WindowFunc* function, const trace& how) {
    const Query* const query = how.here->query;
    const ListCell* cell = nullptr;
    foreach (cell, query->windowClause) {
        const auto* const clause = lfirst_node(WindowClause, cell);
        if (clause->winref != function->winref) continue;
        List* const keys = list_concat_copy(clause->partitionClause, clause->orderClause);
        const ListCell* key = nullptr;
        foreach (key, keys) {
            const auto* const target =
                get_sortgroupclause_tle(lfirst_node(SortGroupClause, key), query->targetList);
            follow(reinterpret_cast<Node*>(target->expr), how);
        }
    }
}

bool is_transparent(const Node* node) {
    return IsA(node, List) || IsA(node, TargetEntry) || IsA(node, RelabelType) || IsA(node, FromExpr) ||
           IsA(node, JoinExpr) || IsA(node, RangeTblRef) || IsA(node, RangeTblFunction);
}

bool walk_lineage(Node* node, void* state) {
    if (node == nullptr) return false;
    check_stack_depth();
    const trace& how = *static_cast<const trace*>(state);
    if (IsA(node, Var)) {
        resolve(castNode(Var, node), how);
        return false;
    }
    if (IsA(node, Query)) {
        follow_subquery(castNode(Query, node), doing(how, by_expression));
        return false;
    }
    const char* what = is_transparent(node) ? direct : by_expression;
    if (IsA(node, Aggref)) what = get_func_name(castNode(Aggref, node)->aggfnoid);
    if (IsA(node, WindowFunc)) what = window;
    trace inside = doing(how, what);
    if (IsA(node, WindowFunc)) follow_window(castNode(WindowFunc, node), inside);
    return expression_tree_walker(node, walk_lineage, &inside);
}

// What decides about rows -----------------------------------------------------------------------------------------------

void find_conditions(level* of, List** found);

trace deciding(level* of, const char* as, List** found) {
    return {.here = of, .output = nullptr, .transform = as, .found = found};
}

void find_join_conditions(Node* node, level* of, List** found) {
    if (node == nullptr || IsA(node, RangeTblRef)) return;
    if (IsA(node, JoinExpr)) {
        const auto* const join = castNode(JoinExpr, node);
        find_join_conditions(join->larg, of, found);
        find_join_conditions(join->rarg, of, found);
        return follow(join->quals, deciding(of, "join_key", found));
    }
    const auto* const from = castNode(FromExpr, node);
    const ListCell* cell = nullptr;
    foreach (cell, from->fromlist) find_join_conditions(static_cast<Node*>(lfirst(cell)), of, found);
    follow(from->quals, deciding(of, "filter", found));
}

void find_group_keys(level* of, List** found) {
    const ListCell* cell = nullptr;
    foreach (cell, of->query->groupClause) {
        const auto* const clause = lfirst_node(SortGroupClause, cell);
        const TargetEntry* const target =
            get_sortgroupref_tle(clause->tleSortGroupRef, of->query->targetList);
        follow(reinterpret_cast<Node*>(target->expr), deciding(of, "group_key", found));
    }
}

void find_conditions_inside(Query* query, level* above, List** found) {
    level inside{.query = query, .above = above};
    find_conditions(&inside, found);
}

void find_conditions(level* of, List** found) {
    check_stack_depth();
    find_join_conditions(reinterpret_cast<Node*>(of->query->jointree), of, found);
    follow(of->query->havingQual, deciding(of, "filter", found));
    find_group_keys(of, found);
    const ListCell* cell = nullptr;
    foreach (cell, of->query->cteList) {
        find_conditions_inside(castNode(Query, lfirst_node(CommonTableExpr, cell)->ctequery), of, found);
    }
    foreach (cell, of->query->rtable) {
        const auto* const entry = lfirst_node(RangeTblEntry, cell);
        if (entry->rtekind == RTE_SUBQUERY) find_conditions_inside(entry->subquery, of, found);
        if (entry->rtekind == RTE_RELATION && entry->relkind == RELKIND_VIEW) {
            find_conditions_inside(query_inside(entry->relid), nullptr, found);
        }
    }
}

List* find_all(Query* query) {
    List* found = NIL;
    level top{.query = query, .above = nullptr};
    const ListCell* cell = nullptr;
    foreach (cell, query->targetList) {
        const auto* const target = lfirst_node(TargetEntry, cell);
        if (target->resjunk) continue;
        resolve_output(&top, target->resno,
                       {.here = &top, .output = target->resname, .transform = direct, .found = &found});
    }
    find_conditions(&top, &found);
    return found;
}

const char* name_of_column(const found_column* one) {
    return one->column == 0 ? "*" : get_attname(one->relation, one->column, false);
}

} // namespace

std::vector<lineage> lineage_of(oid view) {
    const relation open(view, lock_mode::access_share);
    Query* const query = query_of_view(open);
    const List* const found = call([query] { return find_all(query); });
    std::vector<lineage> all;
    for (int i = 0; i < list_length(found); ++i) {
        const auto* const one = static_cast<const found_column*>(list_nth(found, i));
        const char* const column = call([one] { return name_of_column(one); });
        all.push_back(
            {.output = one->output == nullptr ? std::nullopt : std::optional<std::string>(one->output),
             .relation = one->relation,
             .column = column,
             .transform = one->transform});
    }
    return all;
}

} // namespace pgt::pg
