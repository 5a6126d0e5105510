#include "pg/query/definition_view.hpp"

#include "pg/boundary/guard.hpp"

extern "C" {
#include <access/xact.h>
#include <catalog/pg_class.h>
#include <commands/tablecmds.h>
#include <commands/view.h>
#include <nodes/makefuncs.h>
#include <nodes/nodeFuncs.h>
#include <nodes/parsenodes.h>
#include <utils/lsyscache.h>
}

namespace pgt::pg {
namespace {

void check_collation(const char* column, Oid type, Oid collation) {
    if (OidIsValid(collation) || !type_is_collatable(type)) return;
    ereport(ERROR, (errcode(ERRCODE_INDETERMINATE_COLLATION),
                    errmsg("could not determine which collation to use for column \"%s\"", column),
                    errhint("Use the COLLATE clause to set the collation explicitly.")));
}

List* table_elements_of(const Query* query) {
    List* columns = NIL;
    const ListCell* cell = nullptr;
    foreach (cell, query->targetList) {
        const auto* const target = lfirst_node(TargetEntry, cell);
        if (target->resjunk) continue;
        const auto* const value = reinterpret_cast<const Node*>(target->expr);
        const Oid type = exprType(value);
        const Oid collation = exprCollation(value);
        check_collation(target->resname, type, collation);
        columns = lappend(columns, makeColumnDef(target->resname, type, exprTypmod(value), collation));
    }
    return columns;
}

/// Reads are checked against the privileges of the reader, not of the view's owner.
List* options() {
    Node* const on = reinterpret_cast<Node*>(makeString(pstrdup("true")));
    return list_make1(makeDefElem(pstrdup("security_invoker"), on, -1));
}

Oid create(const char* schema, const char* name, Query* query) {
    auto* const statement = makeNode(CreateStmt);
    statement->relation = makeRangeVar(pstrdup(schema), pstrdup(name), -1);
    statement->tableElts = table_elements_of(query);
    statement->options = options();
    statement->oncommit = ONCOMMIT_NOOP;
    const Oid view = DefineRelation(statement, RELKIND_VIEW, InvalidOid, nullptr, nullptr).objectId;
    CommandCounterIncrement();
    StoreViewQuery(view, query, false);
    CommandCounterIncrement();
    return view;
}

} // namespace

oid create_view(const relation_name& name, const analysed_query& query) {
    return call([schema = name.schema.c_str(), called = name.name.c_str(), tree = query.tree] {
        return create(schema, called, static_cast<Query*>(copyObjectImpl(tree)));
    });
}

} // namespace pgt::pg
