/// What the server looks for in a module it loads.
#include <string>

#include "pg/function.hpp"
#include "pg/protect.hpp"
#include "pg/server.hpp"
#include "settings/settings.hpp"

extern "C" {
PG_MODULE_MAGIC_EXT(.name = "pg_trickle", .version = PGT_VERSION);
}

void _PG_init() {
    pgt::pg::protect([] { pgt::ext::define_settings(); });
}

namespace {

std::string version() { return PGT_VERSION; }

} // namespace

PGT_SQL_FUNCTION(pgtrickle_version, version);
