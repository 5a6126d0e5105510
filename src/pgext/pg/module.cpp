/// What the server looks for in a module it loads.
#include <string>

#include "pg/database_hooks.hpp"
#include "pg/fault.hpp"
#include "pg/function.hpp"
#include "pg/protect.hpp"
#include "pg/server.hpp"
#include "pg/shared_state.hpp"
#include "pg/worker.hpp"
#include "settings/settings.hpp"

extern "C" {
PG_MODULE_MAGIC_EXT(.name = "pg_trickle", .version = PGT_VERSION);
}

void _PG_init() {
    pgt::pg::protect([] {
        pgt::ext::define_settings();
        pgt::pg::define_fault_settings();
        if (!process_shared_preload_libraries_in_progress) { return; }
        pgt::pg::request_shared_state();
        pgt::pg::install_database_hooks();
        pgt::pg::register_launcher();
    });
}

namespace {

std::string version() { return PGT_VERSION; }

} // namespace

PGT_SQL_FUNCTION(pgtrickle_version, version);
