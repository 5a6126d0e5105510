#include "pg/query/printed.hpp"

#include "pg/query/joins_by_conditions.hpp"
#include "pg/query/lost_sets.hpp"
#include "pg/query/named_operators.hpp"

extern "C" {
#include <nodes/nodeFuncs.h>
#include <rewrite/rewriteManip.h>
#include <utils/ruleutils.h>
}

namespace pgt::pg {
namespace {

/// A grouped query whose keys are put where subqueries read them, and how many subqueries deep.
struct grouped_query {
    const List* keys;
    int index;
    int depth;
};

/// The node with the keys of a grouped query in the place of the columns that stand for them.
Node* with_keys(Node* node, void* context) {
    auto* const group = static_cast<grouped_query*>(context);
    if (node == nullptr) return nullptr;
    if (IsA(node, Var)) {
        const auto* const var = reinterpret_cast<const Var*>(node);
        if (static_cast<int>(var->varlevelsup) == group->depth && var->varno == group->index &&
            var->varattno > 0) {
            auto* const key = static_cast<Node*>(copyObjectImpl(list_nth(group->keys, var->varattno - 1)));
            IncrementVarSublevelsUp(key, group->depth, 0);
            return key;
        }
    }
    if (IsA(node, Query)) {
        ++group->depth;
        Query* const inside = query_tree_mutator(reinterpret_cast<Query*>(node), with_keys, context, 0);
        --group->depth;
        return reinterpret_cast<Node*>(inside);
    }
    return expression_tree_mutator(node, with_keys, context);
}

/// Changes the expressions that subqueries group by.
bool put_keys(Node* node, void* context) {
    auto* const group = static_cast<grouped_query*>(context);
    if (node == nullptr) return false;
    if (!IsA(node, Query)) return expression_tree_walker(node, put_keys, context);
    auto* const query = reinterpret_cast<Query*>(node);
    ++group->depth;
    const ListCell* cell = nullptr;
    foreach (cell, query->rtable) {
        auto* const entry = lfirst_node(RangeTblEntry, cell);
        if (entry->rtekind != RTE_GROUP) continue;
        entry->groupexprs =
            reinterpret_cast<List*>(with_keys(reinterpret_cast<Node*>(entry->groupexprs), context));
    }
    query_tree_walker(query, put_keys, context, QTW_IGNORE_GROUPEXPRS);
    --group->depth;
    return false;
}

/// The server prints what a query groups by in the place of a column of its groups, but not in what a subquery of a subquery groups by: there it
/// prints the name that these columns have among themselves, which nothing can read.
bool name_keys(Node* node, void* context) {
    if (node == nullptr) return false;
    if (!IsA(node, Query)) return expression_tree_walker(node, name_keys, context);
    auto* const query = reinterpret_cast<Query*>(node);
    int index = 0;
    const ListCell* cell = nullptr;
    foreach (cell, query->rtable) {
        ++index;
        const auto* const entry = lfirst_node(RangeTblEntry, cell);
        if (entry->rtekind != RTE_GROUP) continue;
        grouped_query group = {.keys = entry->groupexprs, .index = index, .depth = 0};
        query_tree_walker(query, put_keys, &group, QTW_IGNORE_GROUPEXPRS);
    }
    return query_tree_walker(query, name_keys, context, 0);
}

} // namespace

const char* printed(const Query* query) {
    // To print a query locks its relations, which changes the tree.
    auto* const own = static_cast<Node*>(copyObjectImpl(query));
    auto* const copy = without_lost_sets(with_named_operators(with_joins_by_conditions(own)));
    name_keys(copy, nullptr);
    return pg_get_querydef(reinterpret_cast<Query*>(copy), false);
}

} // namespace pgt::pg
