#include "definition/temporary.hpp"

#include "pg/access/object.hpp"
#include "pg/ddl/dependents.hpp"

#include <pgt/error.hpp>

#include <format>

namespace pgt::ext {

void refuse_temporary_parts(pg::oid view) {
    for (const pg::object& used : pg::used_by_view(view)) {
        if (!pg::is_temporary(used)) { continue; }
        throw user_error(sqlstate::feature_not_supported,
                         std::format("stream tables cannot use temporary {}", pg::description_of(used)))
            .detail("It is dropped at the end of its session.")
            .hint("Make it in another schema.");
    }
}

} // namespace pgt::ext
