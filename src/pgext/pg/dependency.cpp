#include "pg/dependency.hpp"

#include "pg/guard.hpp"

extern "C" {
#include <catalog/dependency.h>
#include <catalog/pg_class.h>
}

namespace pgt::pg {
void make_part(oid part, oid whole) {
    call([=] {
        const ObjectAddress depending = {.classId = RelationRelationId, .objectId = part, .objectSubId = 0};
        const ObjectAddress referenced = {.classId = RelationRelationId, .objectId = whole, .objectSubId = 0};
        recordDependencyOn(&depending, &referenced, DEPENDENCY_INTERNAL);
    });
}

} // namespace pgt::pg
