#include "pg/worker/databases.hpp"

#include "pg/boundary/guard.hpp"

extern "C" {
#include <access/genam.h>
#include <access/heapam.h>
#include <access/htup_details.h>
#include <access/table.h>
#include <access/tableam.h>
#include <catalog/pg_database.h>
#include <miscadmin.h>
#include <nodes/pg_list.h>
#include <utils/snapmgr.h>
}

namespace pgt::pg {
namespace {

List* find_databases() {
    List* found = NIL;
    const Relation databases = table_open(DatabaseRelationId, AccessShareLock);
    const TableScanDesc scan = table_beginscan_catalog(databases, 0, nullptr);
    while (const HeapTuple tuple = heap_getnext(scan, ForwardScanDirection)) {
        auto* const one = reinterpret_cast<Form_pg_database>(GETSTRUCT(tuple));
        if (one->datallowconn && !one->datistemplate && !database_is_invalid_form(one))
            found = lappend_oid(found, one->oid);
    }
    table_endscan(scan);
    table_close(databases, AccessShareLock);
    return found;
}

} // namespace

std::vector<oid> working_databases() {
    const List* const found = call([] { return find_databases(); });
    std::vector<oid> all;
    all.reserve(static_cast<std::size_t>(list_length(found)));
    for (int i = 0; i < list_length(found); ++i) all.push_back(list_nth_oid(found, i));
    return all;
}

oid this_database() noexcept { return MyDatabaseId; }

} // namespace pgt::pg
