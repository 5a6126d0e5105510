#include "pg/query/hidden_columns.hpp"

extern "C" {
#include <access/htup_details.h>
#include <access/relation.h>
#include <catalog/namespace.h>
#include <nodes/makefuncs.h>
#include <nodes/nodeFuncs.h>
#include <utils/lsyscache.h>
#include <utils/rel.h>
}

namespace pgt::pg {
namespace {

/// The names that may be those of columns, anywhere in a query.
struct mentions {
    List* names;     ///< any part of a reference, and what USING lists
    List* last;      ///< the last parts of references: of a whole row, the name of a relation
    List* relations; ///< what relations are called
    bool all;        ///< there is a star, a NATURAL JOIN, or a list of other names for columns
};

/// Names of the WITH queries that are visible in a part of the query: they hide relations of the same name.
struct scope {
    List* with_names;
    const mentions* mentioned;
};

bool contains(const List* names, const char* name) {
    for (int i = 0; i < list_length(names); ++i) {
        if (strcmp(strVal(list_nth(names, i)), name) == 0) return true;
    }
    return false;
}

void note_parts(const List* parts, mentions* into) {
    for (int i = 0; i < list_length(parts); ++i) {
        auto* const part = static_cast<Node*>(list_nth(parts, i));
        if (IsA(part, A_Star)) into->all = true;
        if (IsA(part, String)) into->names = lappend(into->names, part);
    }
}

void note_alias(const Alias* alias, mentions* into) {
    if (alias == nullptr) return;
    into->relations = lappend(into->relations, makeString(alias->aliasname));
    if (alias->colnames != NIL) into->all = true;
}

bool note_mentions(Node* node, mentions* into) {
    if (node == nullptr) return false;
    if (IsA(node, ColumnRef)) {
        const List* const parts = reinterpret_cast<ColumnRef*>(node)->fields;
        note_parts(parts, into);
        if (IsA(llast(parts), String)) into->last = lappend(into->last, llast(parts));
    } else if (IsA(node, A_Indirection)) {
        note_parts(reinterpret_cast<A_Indirection*>(node)->indirection, into);
    } else if (IsA(node, RangeVar)) {
        const auto* const relation = reinterpret_cast<RangeVar*>(node);
        into->relations = lappend(into->relations, makeString(relation->relname));
        note_alias(relation->alias, into);
    } else if (IsA(node, JoinExpr)) {
        const auto* const join = reinterpret_cast<JoinExpr*>(node);
        if (join->isNatural) into->all = true;
        note_parts(join->usingClause, into);
        note_alias(join->alias, into);
        note_alias(join->join_using_alias, into);
    }
    return raw_expression_tree_walker(node, note_mentions, into);
}

mentions mentions_in(Node* raw) {
    mentions found = {.names = NIL, .last = NIL, .relations = NIL, .all = false};
    note_mentions(raw, &found);
    for (int i = 0; i < list_length(found.last); ++i) {
        if (contains(found.relations, strVal(list_nth(found.last, i)))) found.all = true; // a whole row
    }
    return found;
}

bool walk_scopes(Node* node, scope* seen);

/// Whether a relation is a stream table, or a view or a copy of all of one: a table of a user may have other columns whose names
/// begin like those of pg_trickle, and these are its own.
bool has_hidden_column(TupleDesc columns) {
    for (int i = 0; i < columns->natts; ++i) {
        const Form_pg_attribute column = TupleDescAttr(columns, i);
        if (!column->attisdropped && strcmp(NameStr(column->attname), lower::row_id_column) == 0) return true;
    }
    return false;
}

ResTarget* target_of(const char* column) {
    ColumnRef* const reference = makeNode(ColumnRef);
    reference->fields = list_make1(makeString(pstrdup(column)));
    reference->location = -1;
    ResTarget* const target = makeNode(ResTarget);
    target->val = reinterpret_cast<Node*>(reference);
    target->location = -1;
    return target;
}

/// The visible columns that the query may mean, as a target list, at least one: it is not to depend on the others. None if all are visible.
List* visible_columns(Oid relation, const mentions* mentioned) {
    const Relation opened = relation_open(relation, AccessShareLock);
    List* targets = NIL;
    ResTarget* first = nullptr;
    if (has_hidden_column(opened->rd_att)) {
        for (int i = 0; i < opened->rd_att->natts; ++i) {
            const Form_pg_attribute column = TupleDescAttr(opened->rd_att, i);
            const char* const name = NameStr(column->attname);
            if (column->attisdropped || is_hidden_name(name)) continue;
            if (first == nullptr) first = target_of(name);
            if (mentioned->all || contains(mentioned->names, name))
                targets = lappend(targets, target_of(name));
        }
        if (targets == NIL && first != nullptr) targets = list_make1(first);
    }
    relation_close(opened, NoLock);
    return targets;
}

bool is_with_name(const scope* seen, const RangeVar* relation) {
    if (relation->schemaname != nullptr) return false;
    return contains(seen->with_names, relation->relname);
}

/// The replacement of `item` in FROM.
Node* replaced(Node* item, const scope* seen) {
    if (item == nullptr || !IsA(item, RangeVar)) return item;
    auto* const named = reinterpret_cast<RangeVar*>(item);
    if (is_with_name(seen, named)) return item;
    const Oid relation = RangeVarGetRelid(named, AccessShareLock, true);
    if (!OidIsValid(relation)) return item; // the analyser reports it better
    List* const targets = visible_columns(relation, seen->mentioned);
    if (targets == NIL) return item;

    SelectStmt* const select = makeNode(SelectStmt);
    select->targetList = targets;
    RangeVar* const inner = static_cast<RangeVar*>(copyObjectImpl(named));
    inner->alias = nullptr;
    select->fromClause = list_make1(inner);
    RangeSubselect* const subquery = makeNode(RangeSubselect);
    subquery->subquery = reinterpret_cast<Node*>(select);
    subquery->alias = named->alias != nullptr ? named->alias : makeAlias(named->relname, NIL);
    return reinterpret_cast<Node*>(subquery);
}

void replace_in_from(List* from, const scope* seen) {
    ListCell* cell = nullptr;
    foreach (cell, from) lfirst(cell) = replaced(static_cast<Node*>(lfirst(cell)), seen);
}

void replace_in_join(JoinExpr* join, const scope* seen) {
    join->larg = replaced(join->larg, seen);
    join->rarg = replaced(join->rarg, seen);
}

/// Without RECURSIVE a WITH query sees only those before it.
void walk_with(const WithClause* with, scope* seen) {
    ListCell* cell = nullptr;
    if (with->recursive) {
        foreach (cell, with->ctes) {
            seen->with_names =
                lappend(seen->with_names, makeString(lfirst_node(CommonTableExpr, cell)->ctename));
        }
    }
    foreach (cell, with->ctes) {
        const auto* const query = lfirst_node(CommonTableExpr, cell);
        walk_scopes(query->ctequery, seen);
        if (!with->recursive) seen->with_names = lappend(seen->with_names, makeString(query->ctename));
    }
}

bool walk_select(SelectStmt* select, const scope* outer) {
    scope seen = {.with_names = list_copy(outer->with_names), .mentioned = outer->mentioned};
    if (select->withClause != nullptr) walk_with(select->withClause, &seen);
    WithClause* const with = select->withClause;
    select->withClause = nullptr; // done above
    raw_expression_tree_walker(reinterpret_cast<Node*>(select), walk_scopes, &seen);
    select->withClause = with;
    replace_in_from(select->fromClause, &seen); // last, so that replacements are not walked
    return false;
}

bool walk_scopes(Node* node, scope* seen) {
    if (node == nullptr) return false;
    if (IsA(node, SelectStmt)) return walk_select(reinterpret_cast<SelectStmt*>(node), seen);
    raw_expression_tree_walker(node, walk_scopes, seen);
    if (IsA(node, JoinExpr)) replace_in_join(reinterpret_cast<JoinExpr*>(node), seen);
    return false;
}

} // namespace

void hide_columns(Node* raw) {
    const mentions mentioned = mentions_in(raw);
    scope none = {.with_names = NIL, .mentioned = &mentioned};
    walk_scopes(raw, &none);
}

} // namespace pgt::pg
