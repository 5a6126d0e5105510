#include "pg/dependency.hpp"

#include "pg/guard.hpp"

extern "C" {
#include <access/xact.h>
#include <catalog/dependency.h>
#include <catalog/pg_class.h>
#include <catalog/pg_extension.h>
#include <commands/extension.h>
}

namespace pgt::pg {
void make_part(oid part, oid whole) {
    call([=] {
        const ObjectAddress depending = {.classId = RelationRelationId, .objectId = part, .objectSubId = 0};
        const ObjectAddress referenced = {.classId = RelationRelationId, .objectId = whole, .objectSubId = 0};
        recordDependencyOn(&depending, &referenced, DEPENDENCY_INTERNAL);
    });
}

bool belongs_to_extension(oid relation) {
    return call([=] {
        const Oid extension = getExtensionOfObject(RelationRelationId, relation);
        return OidIsValid(extension) && extension == get_extension_oid("pg_trickle", true);
    });
}

void add_to_extension(oid relation) {
    call([=] {
        const ObjectAddress member = {.classId = RelationRelationId, .objectId = relation, .objectSubId = 0};
        const ObjectAddress extension = {.classId = ExtensionRelationId,
                                         .objectId = get_extension_oid("pg_trickle", false),
                                         .objectSubId = 0};
        recordDependencyOn(&member, &extension, DEPENDENCY_EXTENSION);
        CommandCounterIncrement();
    });
}

void remove_from_extension(oid relation) {
    call([=] {
        deleteDependencyRecordsForClass(RelationRelationId, relation, ExtensionRelationId,
                                        DEPENDENCY_EXTENSION);
        CommandCounterIncrement();
    });
}

} // namespace pgt::pg
