#include "pg/ddl/publication.hpp"

#include "pg/access/oid_list.hpp"
#include "pg/boundary/guard.hpp"

extern "C" {
#include <access/htup_details.h>
#include <catalog/dependency.h>
#include <catalog/pg_namespace.h>
#include <catalog/pg_publication.h>
#include <catalog/pg_publication_namespace.h>
#include <catalog/pg_publication_rel.h>
#include <commands/extension.h>
#include <utils/syscache.h>
}

namespace pgt::pg {
bool publishes_all_tables(oid publication) {
    return call([publication] {
        const HeapTuple tuple = SearchSysCache1(PUBLICATIONOID, ObjectIdGetDatum(publication));
        if (!HeapTupleIsValid(tuple)) return false;
        const bool all = reinterpret_cast<Form_pg_publication>(GETSTRUCT(tuple))->puballtables;
        ReleaseSysCache(tuple);
        return all;
    });
}

std::vector<oid> published_relations(oid publication) {
    return oids_in(
        call([publication] { return GetPublicationRelations(publication, PUBLICATION_PART_ROOT); }));
}

std::vector<oid> published_schemas(oid publication) {
    return oids_in(call([publication] { return GetPublicationSchemas(publication); }));
}

oid publication_of_relation(oid row) {
    return call([row]() -> Oid {
        const HeapTuple tuple = SearchSysCache1(PUBLICATIONREL, ObjectIdGetDatum(row));
        if (!HeapTupleIsValid(tuple)) return InvalidOid;
        const Oid found = reinterpret_cast<Form_pg_publication_rel>(GETSTRUCT(tuple))->prpubid;
        ReleaseSysCache(tuple);
        return found;
    });
}

oid publication_of_schema(oid row) {
    return call([row]() -> Oid {
        const HeapTuple tuple = SearchSysCache1(PUBLICATIONNAMESPACE, ObjectIdGetDatum(row));
        if (!HeapTupleIsValid(tuple)) return InvalidOid;
        const Oid found = reinterpret_cast<Form_pg_publication_namespace>(GETSTRUCT(tuple))->pnpubid;
        ReleaseSysCache(tuple);
        return found;
    });
}

bool is_schema_of_extension(oid schema) {
    return call([schema] {
        const Oid extension = getExtensionOfObject(NamespaceRelationId, schema);
        return OidIsValid(extension) && extension == get_extension_oid("pg_trickle", true);
    });
}

} // namespace pgt::pg
