#include "ddl/sources.hpp"

#include "capture/capture_method.hpp"
#include "catalog/source.hpp"
#include "pg/access/lookup.hpp"
#include "pg/boundary/report.hpp"
#include "pg/capture/change_buffer.hpp"

#include <format>

namespace pgt::ext {

void keep_capturing(pg::oid table) {
    if (!enable_triggers(table)) { return; }
    pg::report(pg::severity::notice,
               std::format("triggers of pg_trickle on table \"{}\" stay as they were",
                           pg::name_of_relation(table).value().for_people()),
               "They capture the changes that stream tables apply.");
}

void follow_types(pg::oid table) {
    for (const source& one : sources_with_triggers_on(table)) {
        if (const auto buffer = pg::find_buffer(one.relation)) { pg::drop_misfits(*buffer, one.relation); }
    }
}

} // namespace pgt::ext
