/// The state of the scheduler of this database, as far as shared memory tells it.
#include "pg/value/function.hpp"
#include "pg/worker/shared_state.hpp"

namespace {

using namespace pgt;

bool is_preloaded() { return pg::shared() != nullptr; }

bool scheduler_rests() {
    pg::shared_database* const here = pg::shared_of_database();
    return here != nullptr && here->scheduler.pid() == 0 && here->ended == pg::ending::to_rest;
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_is_preloaded, is_preloaded);
PGT_SQL_FUNCTION(pgtrickle_scheduler_rests, scheduler_rests);
