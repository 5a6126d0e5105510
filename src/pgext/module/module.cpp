/// What the server looks for in a module it loads.
#include <pgt/error.hpp>

#include <format>
#include <string>

#include "catalog/last_upkeep.hpp"
#include "catalog/store.hpp"
#include "immediate/before_commit.hpp"

#include "pg/access/version.hpp"
#include "pg/boundary/fault.hpp"
#include "pg/boundary/interrupts.hpp"
#include "pg/boundary/protect.hpp"
#include "pg/boundary/server.hpp"
#include "pg/boundary/transaction_end.hpp"
#include "pg/capture/buffer_progress.hpp"
#include "pg/capture/last_writers.hpp"
#include "pg/capture/running_writes.hpp"
#include "pg/capture/statement_changes.hpp"
#include "pg/ddl/view_statements.hpp"
#include "pg/query/captured_scan.hpp"
#include "pg/query/shared_plans.hpp"
#include "pg/value/function.hpp"
#include "pg/worker/database_hooks.hpp"
#include "pg/worker/failure_statistics.hpp"
#include "pg/worker/shared_state.hpp"
#include "pg/worker/upkeep_statistics.hpp"
#include "pg/worker/worker.hpp"
#include "settings/settings.hpp"

extern "C" {
PG_MODULE_MAGIC_EXT(.name = "pg_trickle", .version = PGT_MODULE_VERSION);
}

void _PG_init() {
    pgt::pg::protect([] {
        pgt::ext::define_settings();
        pgt::pg::watch_passes();
        pgt::pg::define_fault_settings();
        pgt::pg::watch_writes();
        pgt::pg::plan_captured_scans();
        pgt::pg::watch_last_writers(pgt::ext::store_upkeep);
        pgt::pg::watch_statement_changes(pgt::ext::apply_before_commit);
        pgt::pg::watch_end_for_notes();
        pgt::pg::watch_end_for_emptying();
        if (!process_shared_preload_libraries_in_progress) { return; }
        pgt::pg::request_shared_state();
        pgt::pg::request_buffer_progress();
        pgt::pg::request_last_writers();
        pgt::pg::request_shared_plans();
        pgt::pg::define_upkeep_statistics();
        pgt::pg::define_failure_statistics();
        pgt::pg::install_database_hooks();
        pgt::pg::install_view_statements({.is_on = pgt::ext::settings::materialized_view_syntax,
                                          .is_stream_table = [](pgt::pg::oid relation) {
                                              return pgt::ext::find_stream_table(relation).has_value();
                                          }});
        pgt::pg::register_launcher();
    });
}

namespace {

std::string version() { return std::string(pgt::pg::module_version()); }

/// Scripts that install or update the extension name functions of the module, and rely on what these do.
void require_module(const std::string& version) {
    if (version == pgt::pg::module_version()) { return; }
    throw pgt::user_error(pgt::sqlstate::object_not_in_prerequisite_state,
                          std::format("the server has loaded version {} of the module of pg_trickle, not {}",
                                      pgt::pg::module_version(), version))
        .hint("Restart the server, or connect again where it does not load pg_trickle when it starts.");
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_version, version);
PGT_SQL_FUNCTION(pgtrickle_require_module, require_module);
