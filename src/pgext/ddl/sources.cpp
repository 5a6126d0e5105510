#include "ddl/sources.hpp"

#include "capture/capture.hpp"
#include "pg/access/lookup.hpp"
#include "pg/boundary/report.hpp"
#include "pg/capture/capture_ddl.hpp"
#include "pg/ddl/family.hpp"

#include <format>

namespace pgt::ext {

void keep_capturing(pg::oid table) {
    bool any = false;
    for (const pg::oid one : pg::with_descendants(table)) {
        const auto open = pg::relation::find(one, pg::lock_mode::access_share);
        if (!open) { continue; }
        for (const pg::oid source : pg::captured_for(*open)) {
            any = pg::enable_capture_triggers(*open, source) || any;
        }
    }
    if (!any) { return; }
    pg::report(pg::severity::notice,
               std::format("triggers of pg_trickle on table \"{}\" stay as they were",
                           pg::name_of_relation(table).value().for_people()),
               "They capture the changes that stream tables apply.");
}

void follow_types(pg::oid table) {
    std::vector<pg::oid> sources = pg::all_parents(table);
    sources.push_back(table);
    for (const pg::oid source : sources) {
        if (const auto buffer = pg::find_buffer(source)) { pg::drop_misfits(*buffer, source); }
    }
}

} // namespace pgt::ext
