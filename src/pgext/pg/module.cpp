/// What the server looks for in a module it loads.
#include <string>

#include "pg/function.hpp"
#include "pg/server.hpp"

extern "C" {
PG_MODULE_MAGIC_EXT(.name = "pg_trickle", .version = PGT_VERSION);
}

void _PG_init() {}

namespace {

std::string version() { return PGT_VERSION; }

} // namespace

PGT_SQL_FUNCTION(pgtrickle_version, version);
