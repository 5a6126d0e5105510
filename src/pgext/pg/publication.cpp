#include "pg/publication.hpp"

#include "pg/guard.hpp"

extern "C" {
#include <access/htup_details.h>
#include <catalog/dependency.h>
#include <catalog/pg_namespace.h>
#include <catalog/pg_publication.h>
#include <catalog/pg_publication_namespace.h>
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

bool is_published_schema_of_extension(oid row) {
    return call([row] {
        const HeapTuple tuple = SearchSysCache1(PUBLICATIONNAMESPACE, ObjectIdGetDatum(row));
        if (!HeapTupleIsValid(tuple)) return false;
        const Oid schema = reinterpret_cast<Form_pg_publication_namespace>(GETSTRUCT(tuple))->pnnspid;
        ReleaseSysCache(tuple);
        const Oid extension = getExtensionOfObject(NamespaceRelationId, schema);
        return OidIsValid(extension) && extension == get_extension_oid("pg_trickle", true);
    });
}

} // namespace pgt::pg
