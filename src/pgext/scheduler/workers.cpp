/// Where the server enters the background workers.
#include "pg/boundary/protect.hpp"
#include "pg/value/clock.hpp"
#include "pg/worker/worker.hpp"
#include "pg/worker/worker_settings.hpp"
#include "scheduler/launcher.hpp"
#include "scheduler/refresh_worker.hpp"
#include "scheduler/scheduler.hpp"

namespace {

using namespace pgt;

void run_launcher() {
    pg::shared_state& state = *pg::shared();
    state.launcher.become();
    pg::connect_worker();
    pg::pin_settings();
    ext::launcher(state).run();
}

void run_scheduler(pg::shared_database& slot) {
    if (slot.scheduler.pid() != 0) {
        pg::end_worker();
    } // a launcher that was restarted asked for a second one
    slot.scheduler.become(&pg::shared()->launcher);
    slot.has_begun = true;
    slot.began = static_cast<std::int64_t>(pg::now());
    slot.idle_since = 0;
    slot.asked_to_rest = false;
    if (slot.free_until > static_cast<std::int64_t>(pg::now())) {
        slot.ended = pg::ending::asked_to;
        pg::end_worker();
    }
    pg::connect_worker(slot.id.load());
    pg::pin_settings();
    ext::scheduler(slot).run();
}

} // namespace

extern "C" {
[[gnu::visibility("default")]] void pgtrickle_launcher_main(pg::datum /*argument*/);
[[gnu::visibility("default")]] void pgtrickle_scheduler_main(pg::datum slot);
[[gnu::visibility("default")]] void pgtrickle_worker_main(pg::datum argument);

void pgtrickle_launcher_main(pg::datum /*argument*/) { pg::protect(run_launcher); }

void pgtrickle_scheduler_main(pg::datum slot) {
    pg::protect([slot] { run_scheduler(pg::shared()->databases()[slot]); });
}

void pgtrickle_worker_main(pg::datum argument) {
    pg::protect([argument] { ext::run_worker(static_cast<std::int64_t>(argument)); });
}
}
