#include "pg/access/dependency.hpp"

#include "pg/boundary/guard.hpp"

extern "C" {
#include <access/xact.h>
#include <catalog/dependency.h>
#include <catalog/pg_class.h>
#include <catalog/pg_extension.h>
#include <catalog/pg_type.h>
#include <commands/extension.h>
#include <utils/lsyscache.h>
}

namespace pgt::pg {
namespace {

struct members_of_relation {
    ObjectAddress members[3];
};

/// Inside `call`: a relation, the type of its rows, and that of arrays of them, which the server makes members together.
members_of_relation with_types(Oid relation) {
    const Oid row = get_rel_type_id(relation);
    return {{{.classId = RelationRelationId, .objectId = relation, .objectSubId = 0},
             {.classId = TypeRelationId, .objectId = row, .objectSubId = 0},
             {.classId = TypeRelationId, .objectId = get_array_type(row), .objectSubId = 0}}};
}

} // namespace

void make_part(oid part, oid whole) {
    call([=] {
        const ObjectAddress depending = {.classId = RelationRelationId, .objectId = part, .objectSubId = 0};
        const ObjectAddress referenced = {.classId = RelationRelationId, .objectId = whole, .objectSubId = 0};
        recordDependencyOn(&depending, &referenced, DEPENDENCY_INTERNAL);
    });
}

void release_part(oid part) {
    call([=] {
        deleteDependencyRecordsForClass(RelationRelationId, part, RelationRelationId, DEPENDENCY_INTERNAL);
        CommandCounterIncrement();
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
        const ObjectAddress extension = {.classId = ExtensionRelationId,
                                         .objectId = get_extension_oid("pg_trickle", false),
                                         .objectSubId = 0};
        for (const ObjectAddress& member : with_types(relation).members) {
            recordDependencyOn(&member, &extension, DEPENDENCY_EXTENSION);
        }
        CommandCounterIncrement();
    });
}

void remove_from_extension(oid relation) {
    call([=] {
        for (const ObjectAddress& member : with_types(relation).members) {
            deleteDependencyRecordsForClass(member.classId, member.objectId, ExtensionRelationId,
                                            DEPENDENCY_EXTENSION);
        }
        CommandCounterIncrement();
    });
}

} // namespace pgt::pg
