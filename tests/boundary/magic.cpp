/// Makes the probe a module of the server's.
extern "C" {
#include <postgres.h>

#include <fmgr.h>

PG_MODULE_MAGIC_EXT(.name = "pgt_probe", .version = PGT_VERSION);
}
