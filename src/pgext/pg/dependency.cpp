#include "pg/dependency.hpp"

#include "pg/guard.hpp"

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

/// A table and its types, which are members of an extension together, as those that its script makes are. Inside `call`.
struct table_parts {
    ObjectAddress all[3];
};

table_parts parts_of(Oid relation) {
    const Oid row = get_rel_type_id(relation);
    return {{{.classId = RelationRelationId, .objectId = relation, .objectSubId = 0},
             {.classId = TypeRelationId, .objectId = row, .objectSubId = 0},
             {.classId = TypeRelationId, .objectId = get_array_type(row), .objectSubId = 0}}};
}

void add_member(const ObjectAddress& member, Oid extension) {
    const ObjectAddress of = {.classId = ExtensionRelationId, .objectId = extension, .objectSubId = 0};
    recordDependencyOn(&member, &of, DEPENDENCY_EXTENSION);
}

void remove_member(const ObjectAddress& member) {
    deleteDependencyRecordsForClass(member.classId, member.objectId, ExtensionRelationId,
                                    DEPENDENCY_EXTENSION);
}

} // namespace

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
        const oid extension = get_extension_oid("pg_trickle", false);
        for (const ObjectAddress& member : parts_of(relation).all) { add_member(member, extension); }
        CommandCounterIncrement();
    });
}

void remove_from_extension(oid relation) {
    call([=] {
        for (const ObjectAddress& member : parts_of(relation).all) { remove_member(member); }
        CommandCounterIncrement();
    });
}

} // namespace pgt::pg
