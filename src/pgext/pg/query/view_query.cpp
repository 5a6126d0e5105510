#include "pg/query/view_query.hpp"

#include <pgt/error.hpp>

#include <format>

#include "pg/boundary/guard.hpp"

extern "C" {
#include <catalog/pg_class.h>
#include <nodes/parsenodes.h>
#include <rewrite/rewriteHandler.h>
}

namespace pgt::pg {

Query* query_of_view(const relation& view) {
    if (view.kind() != RELKIND_VIEW) {
        throw user_error(sqlstate::object_not_in_prerequisite_state,
                         std::format("relation \"{}\" is not a view", view.name()))
            .detail("The catalog of pg_trickle calls it the definition of a stream table.")
            .hint("Drop the stream table and create it again.");
    }
    return call([open = view.get()] { return static_cast<Query*>(copyObjectImpl(get_view_query(open))); });
}

} // namespace pgt::pg
