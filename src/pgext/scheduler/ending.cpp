#include "scheduler/ending.hpp"

#include "pg/access/version.hpp"
#include "pg/boundary/report.hpp"
#include "pg/worker/worker.hpp"

#include <format>
#include <optional>
#include <string>

namespace pgt::ext {

void end_without_extension(pg::shared_database& slot) {
    const std::optional<std::string> version = pg::extension_version();
    if (version == pg::module_version()) { return; }
    if (version) {
        pg::report(
            pg::severity::log,
            std::format("no stream table of this database is refreshed: extension \"pg_trickle\" has not "
                        "been updated from version {} to {}",
                        *version, pg::module_version()),
            {}, "Call ALTER EXTENSION pg_trickle UPDATE.");
    }
    slot.ended = pg::ending::no_extension;
    pg::end_worker();
}

} // namespace pgt::ext
