/// What the server looks for in a module it loads.
#include <string>

#include "pg/buffer_progress.hpp"
#include "pg/database_hooks.hpp"
#include "pg/fault.hpp"
#include "pg/function.hpp"
#include "pg/interrupts.hpp"
#include "pg/protect.hpp"
#include "pg/running_writes.hpp"
#include "pg/server.hpp"
#include "pg/shared_state.hpp"
#include "pg/transaction_end.hpp"
#include "pg/worker.hpp"
#include "settings/settings.hpp"

extern "C" {
PG_MODULE_MAGIC_EXT(.name = "pg_trickle", .version = PGT_VERSION);
}

void _PG_init() {
    pgt::pg::protect([] {
        pgt::ext::define_settings();
        pgt::pg::watch_passes();
        pgt::pg::define_fault_settings();
        pgt::pg::watch_writes();
        pgt::pg::watch_end_for_notes();
        pgt::pg::watch_end_for_emptying();
        if (!process_shared_preload_libraries_in_progress) { return; }
        pgt::pg::request_shared_state();
        pgt::pg::request_buffer_progress();
        pgt::pg::install_database_hooks();
        pgt::pg::register_launcher();
    });
}

namespace {

std::string version() { return PGT_VERSION; }

} // namespace

PGT_SQL_FUNCTION(pgtrickle_version, version);
