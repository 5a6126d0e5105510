#include "pg/access/object.hpp"

#include "pg/boundary/guard.hpp"

extern "C" {
#include <access/genam.h>
#include <access/htup_details.h>
#include <access/table.h>
#include <catalog/indexing.h>
#include <catalog/namespace.h>
#include <catalog/objectaddress.h>
#include <catalog/pg_class.h>
#include <catalog/pg_collation.h>
#include <catalog/pg_constraint.h>
#include <catalog/pg_namespace.h>
#include <catalog/pg_opclass.h>
#include <catalog/pg_operator.h>
#include <catalog/pg_opfamily.h>
#include <catalog/pg_proc.h>
#include <catalog/pg_publication.h>
#include <catalog/pg_publication_namespace.h>
#include <catalog/pg_publication_rel.h>
#include <catalog/pg_rewrite.h>
#include <catalog/pg_trigger.h>
#include <catalog/pg_ts_config.h>
#include <catalog/pg_ts_dict.h>
#include <catalog/pg_type.h>
#include <utils/fmgroids.h>
#include <utils/rel.h>
}

namespace pgt::pg {
namespace {

static_assert(catalog::relations == RelationRelationId);
static_assert(catalog::types == TypeRelationId);
static_assert(catalog::functions == ProcedureRelationId);
static_assert(catalog::operators == OperatorRelationId);
static_assert(catalog::operator_classes == OperatorClassRelationId);
static_assert(catalog::operator_families == OperatorFamilyRelationId);
static_assert(catalog::collations == CollationRelationId);
static_assert(catalog::constraints == ConstraintRelationId);
static_assert(catalog::rules == RewriteRelationId);
static_assert(catalog::triggers == TriggerRelationId);
static_assert(catalog::search_configurations == TSConfigRelationId);
static_assert(catalog::search_dictionaries == TSDictionaryRelationId);
static_assert(catalog::publications == PublicationRelationId);
static_assert(catalog::published_relations == PublicationRelRelationId);
static_assert(catalog::published_schemas == PublicationNamespaceRelationId);
static_assert(catalog::schemas == NamespaceRelationId);

/// Inside `call`: the relation that a row of a catalog names in `column`.
Oid referred(Oid catalog, Oid index, AttrNumber key_column, Oid id, AttrNumber column) {
    const Relation table = table_open(catalog, AccessShareLock);
    ScanKeyData key;
    ScanKeyInit(&key, key_column, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(id));
    const SysScanDesc scan = systable_beginscan(table, index, true, nullptr, 1, &key);
    Oid found = InvalidOid;
    if (HeapTuple const tuple = systable_getnext(scan)) {
        bool is_null = false;
        found = DatumGetObjectId(heap_getattr(tuple, column, RelationGetDescr(table), &is_null));
    }
    systable_endscan(scan);
    table_close(table, AccessShareLock);
    return found;
}

} // namespace

std::string description_of(const object& one) {
    const char* const text = call([&one]() -> const char* {
        ObjectAddress address;
        ObjectAddressSubSet(address, one.of, one.id, one.part);
        const char* const type = getObjectTypeDescription(&address, true);
        const char* const identity = getObjectIdentity(&address, true);
        return type == nullptr || identity == nullptr ? "" : psprintf("%s %s", type, identity);
    });
    return text;
}

oid relation_of(const object& rule_or_trigger) {
    return call([id = rule_or_trigger.id, of = rule_or_trigger.of]() -> Oid {
        if (of == RewriteRelationId)
            return referred(of, RewriteOidIndexId, Anum_pg_rewrite_oid, id, Anum_pg_rewrite_ev_class);
        if (of == TriggerRelationId)
            return referred(of, TriggerOidIndexId, Anum_pg_trigger_oid, id, Anum_pg_trigger_tgrelid);
        return InvalidOid;
    });
}

bool is_temporary(const object& one) {
    return call([&one] {
        ObjectAddress address;
        ObjectAddressSubSet(address, one.of, one.id, one.part);
        return is_objectclass_supported(one.of) && isAnyTempNamespace(get_object_namespace(&address));
    });
}

} // namespace pgt::pg
