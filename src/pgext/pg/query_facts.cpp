#include "pg/query_facts.hpp"

extern "C" {
#include <access/sysattr.h>
#include <access/table.h>
#include <nodes/nodeFuncs.h>
#include <parser/parse_relation.h>
#include <rewrite/rewriteHandler.h>
#include <utils/lsyscache.h>
#include <utils/rel.h>
}

namespace pgt::pg {
namespace {

struct walk_state {
    query_facts* facts;
    int position;   ///< of the node that is being looked at
    int view_depth; ///< positions inside views mean nothing to the user
};

bool walk(Node* node, walk_state* state);

/// The end of a list, or the element that `is` wants.
template <class Element, class Is> Element** find(Element** link, Is is) {
    while (*link != nullptr && !is(*link)) link = &(*link)->next;
    return link;
}

void add_function(Oid id, walk_state* state) {
    auto** const link = find(&state->facts->functions, [=](auto* known) { return known->id == id; });
    if (*link != nullptr) return;
    *link = palloc0_object(query_facts::function);
    (*link)->id = id;
    (*link)->volatility = func_volatile(id);
    (*link)->position = state->view_depth > 0 ? -1 : state->position;
}

bool on_function(Oid id, void* state) {
    add_function(id, static_cast<walk_state*>(state));
    return false;
}

bool walk_view(Oid id, walk_state* state) {
    const Relation view = table_open(id, AccessShareLock);
    Query* const query = static_cast<Query*>(copyObjectImpl(get_view_query(view)));
    table_close(view, NoLock);
    ++state->view_depth;
    walk(reinterpret_cast<Node*>(query), state);
    --state->view_depth;
    return false;
}

/// Whether it has not been met before.
bool add_relation(const RangeTblEntry* entry, const RTEPermissionInfo* permission, walk_state* state) {
    auto** const link =
        find(&state->facts->relations, [=](auto* known) { return known->id == entry->relid; });
    const bool is_new = *link == nullptr;
    if (is_new) {
        *link = palloc0_object(query_facts::relation);
        (*link)->id = entry->relid;
        (*link)->kind = entry->relkind;
        (*link)->persistence = get_rel_persistence(entry->relid);
    }
    if (permission != nullptr) {
        (*link)->columns = bms_add_members((*link)->columns, permission->selectedCols);
    }
    return is_new;
}

/// Gives `permissions` to those entries of a range table that ask for some.
void add_permissions(const List* entries, List* permissions, query_facts* facts) {
    const auto before = static_cast<Index>(list_length(facts->permissions));
    const ListCell* cell = nullptr;
    foreach (cell, entries) {
        const auto* const entry = lfirst_node(RangeTblEntry, cell);
        if (entry->perminfoindex == 0) continue;
        auto* const copy = static_cast<RangeTblEntry*>(copyObjectImpl(entry));
        copy->perminfoindex += before;
        facts->range_table = lappend(facts->range_table, copy);
    }
    facts->permissions = list_concat(facts->permissions, permissions);
}

/// What is read by a view is up to the view's owner, as the server has it noted; and to the current user.
void ask_for(const Query* query, const walk_state* state) {
    auto* const noted = static_cast<List*>(copyObjectImpl(query->rteperminfos));
    add_permissions(query->rtable, noted, state->facts);
    if (state->view_depth == 0) return;
    auto* const own = static_cast<List*>(copyObjectImpl(query->rteperminfos));
    const ListCell* cell = nullptr;
    foreach (cell, own) lfirst_node(RTEPermissionInfo, cell)->checkAsUser = InvalidOid;
    add_permissions(query->rtable, own, state->facts);
}

void walk_range_table(Query* query, walk_state* state) {
    ask_for(query, state);
    ListCell* cell = nullptr;
    foreach (cell, query->rtable) {
        auto* const entry = lfirst_node(RangeTblEntry, cell);
        // A view keeps the relation that it is in its entry once it is expanded.
        if (entry->rtekind != RTE_RELATION) continue;
        const RTEPermissionInfo* const permission =
            entry->perminfoindex == 0 ? nullptr : getRTEPermissionInfo(query->rteperminfos, entry);
        const bool is_new = add_relation(entry, permission, state);
        if (is_new && entry->relkind == RELKIND_VIEW) walk_view(entry->relid, state);
    }
}

bool walk_query(Query* query, walk_state* state) {
    walk_range_table(query, state);
    return query_tree_walker(query, walk, state, 0);
}

bool walk(Node* node, walk_state* state) {
    if (node == nullptr) return false;
    if (IsA(node, Query)) { return walk_query(reinterpret_cast<Query*>(node), state); }
    if (IsA(node, SQLValueFunction)) state->facts->has_value_function = true;
    if (const int here = exprLocation(node); here >= 0) state->position = here;
    // What casts call to read and print values depends on settings at most, and those are kept.
    if (!IsA(node, CoerceViaIO)) check_functions_in_node(node, on_function, state);
    return expression_tree_walker(node, walk, state);
}

} // namespace

query_facts* collect_facts(Query* query) {
    query_facts* const facts = palloc0_object(query_facts);
    walk_state state = {.facts = facts, .position = -1, .view_depth = 0};
    walk_query(query, &state);
    return facts;
}

} // namespace pgt::pg
