#include "pg/access/version.hpp"

#include "pg/boundary/guard.hpp"

extern "C" {
#include <access/genam.h>
#include <access/htup_details.h>
#include <access/table.h>
#include <catalog/pg_extension.h>
#include <utils/builtins.h>
#include <utils/fmgroids.h>
#include <utils/rel.h>
}

namespace pgt::pg {
namespace {

/// Null if there is none of that name.
const char* version_of_extension(const char* name) {
    const Relation extensions = table_open(ExtensionRelationId, AccessShareLock);
    ScanKeyData key;
    ScanKeyInit(&key, Anum_pg_extension_extname, BTEqualStrategyNumber, F_NAMEEQ, CStringGetDatum(name));
    const SysScanDesc scan = systable_beginscan(extensions, ExtensionNameIndexId, true, nullptr, 1, &key);
    const char* found = nullptr;
    if (const HeapTuple tuple = systable_getnext(scan); HeapTupleIsValid(tuple)) {
        bool is_null = false;
        const Datum version =
            heap_getattr(tuple, Anum_pg_extension_extversion, RelationGetDescr(extensions), &is_null);
        if (!is_null) found = TextDatumGetCString(version);
    }
    systable_endscan(scan);
    table_close(extensions, AccessShareLock);
    return found;
}

} // namespace

std::string_view module_version() noexcept { return PGT_MODULE_VERSION; }

std::optional<std::string> extension_version() {
    const char* const found = call([] { return version_of_extension("pg_trickle"); });
    return found == nullptr ? std::nullopt : std::optional<std::string>(found);
}

} // namespace pgt::pg
