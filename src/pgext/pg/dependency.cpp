#include "pg/dependency.hpp"

#include "pg/guard.hpp"

extern "C" {
#include <access/genam.h>
#include <access/htup_details.h>
#include <access/table.h>
#include <catalog/dependency.h>
#include <catalog/indexing.h>
#include <catalog/pg_class.h>
#include <catalog/pg_depend.h>
#include <catalog/pg_rewrite.h>
#include <rewrite/rewriteSupport.h>
#include <utils/fmgroids.h>
#include <utils/rel.h>
#include <utils/syscache.h>
}

namespace pgt::pg {
namespace {

/// Inside `call`: the relation that a rule belongs to.
Oid relation_of_rule(Oid rule) {
    const Relation rules = table_open(RewriteRelationId, AccessShareLock);
    ScanKeyData key;
    ScanKeyInit(&key, Anum_pg_rewrite_oid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(rule));
    const SysScanDesc scan = systable_beginscan(rules, RewriteOidIndexId, true, nullptr, 1, &key);
    const HeapTuple tuple = systable_getnext(scan);
    const Oid relation =
        HeapTupleIsValid(tuple) ? reinterpret_cast<Form_pg_rewrite>(GETSTRUCT(tuple))->ev_class : InvalidOid;
    systable_endscan(scan);
    table_close(rules, AccessShareLock);
    return relation;
}

/// Inside `call`: the relations with a rule that depends on `relation`.
List* relations_with_rules_over(Oid relation) {
    const Relation dependencies = table_open(DependRelationId, AccessShareLock);
    ScanKeyData keys[2];
    ScanKeyInit(&keys[0], Anum_pg_depend_refclassid, BTEqualStrategyNumber, F_OIDEQ,
                ObjectIdGetDatum(RelationRelationId));
    ScanKeyInit(&keys[1], Anum_pg_depend_refobjid, BTEqualStrategyNumber, F_OIDEQ,
                ObjectIdGetDatum(relation));
    const SysScanDesc scan = systable_beginscan(dependencies, DependReferenceIndexId, true, nullptr, 2, keys);
    List* found = NIL;
    HeapTuple tuple = nullptr;
    while (HeapTupleIsValid(tuple = systable_getnext(scan))) {
        const auto* const row = reinterpret_cast<Form_pg_depend>(GETSTRUCT(tuple));
        if (row->classid == RewriteRelationId) found = list_append_unique_oid(found, row->objid);
    }
    systable_endscan(scan);
    table_close(dependencies, AccessShareLock);
    List* relations = NIL;
    ListCell* cell = nullptr;
    foreach (cell, found) {
        const Oid owner = relation_of_rule(lfirst_oid(cell));
        if (owner != relation) relations = list_append_unique_oid(relations, owner);
    }
    return relations;
}

} // namespace

void make_part(oid part, oid whole) {
    call([=] {
        const ObjectAddress depending = {.classId = RelationRelationId, .objectId = part, .objectSubId = 0};
        const ObjectAddress referenced = {.classId = RelationRelationId, .objectId = whole, .objectSubId = 0};
        recordDependencyOn(&depending, &referenced, DEPENDENCY_INTERNAL);
    });
}

std::vector<oid> views_over(oid relation) {
    const List* const found = call([=] { return relations_with_rules_over(relation); });
    std::vector<oid> views;
    const ListCell* cell = nullptr;
    foreach (cell, found) views.push_back(lfirst_oid(cell));
    return views;
}

} // namespace pgt::pg
