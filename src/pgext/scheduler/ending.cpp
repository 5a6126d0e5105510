#include "scheduler/ending.hpp"

#include "pg/worker/databases.hpp"
#include "pg/worker/worker.hpp"

namespace pgt::ext {

void end_without_extension(pg::shared_database& slot) {
    if (pg::has_extension()) { return; }
    slot.ended = pg::ending::no_extension;
    pg::end_worker();
}

} // namespace pgt::ext
