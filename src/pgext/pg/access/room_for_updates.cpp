#include "pg/access/room_for_updates.hpp"

#include "pg/boundary/guard.hpp"

#include <array>
#include <cstring>
#include <utility>

extern "C" {
#include <access/htup_details.h>
#include <access/reloptions.h>
#include <access/tableam.h>
#include <catalog/pg_class.h>
#include <nodes/makefuncs.h>
#include <nodes/value.h>
#include <utils/memutils.h>
#include <utils/rel.h>
#include <utils/syscache.h>
}

namespace pgt::pg {
namespace {

/// Half of what is free lies above the tenth of a page below which readers look for removable versions.
constexpr int percent_filled = 80;

constexpr const char* parameter = "fillfactor";

/// All inside `call` from here on.

/// The storage parameters of a table as the catalog has them; 0: none.
Datum parameters_of(Oid table) {
    const HeapTuple row = SearchSysCache1(RELOID, ObjectIdGetDatum(table));
    if (!HeapTupleIsValid(row)) elog(ERROR, "cache lookup failed for relation %u", table);
    bool is_null = false;
    const Datum stored = SysCacheGetAttr(RELOID, row, Anum_pg_class_reloptions, &is_null);
    const Datum copy = is_null ? Datum{0} : PointerGetDatum(PG_DETOAST_DATUM_COPY(stored));
    ReleaseSysCache(row);
    return copy;
}

bool has_fillfactor(Datum parameters) {
    const List* const all = untransformRelOptions(parameters);
    for (int i = 0; i < list_length(all); ++i) {
        if (std::strcmp(list_nth_node(DefElem, all, i)->defname, parameter) == 0) return true;
    }
    return false;
}

/// The parameters of a table and ours, as descriptions have them, to be kept with these.
bytea* with_room(Datum parameters) {
    DefElem* const added =
        makeDefElem(pstrdup(parameter), reinterpret_cast<Node*>(makeInteger(percent_filled)), -1);
    const Datum all = transformRelOptions(parameters, list_make1(added), nullptr, nullptr, false, false);
    const bytea* const parsed = heap_reloptions(RELKIND_RELATION, all, false);
    return static_cast<bytea*>(
        std::memcpy(MemoryContextAlloc(CacheMemoryContext, VARSIZE(parsed)), parsed, VARSIZE(parsed)));
}

bool is_filled_by_server(const RelationData* table) {
    return table->rd_rel->relkind == RELKIND_RELATION && table->rd_tableam == GetHeapamTableAmRoutine();
}

bool describe_with_room(Relation table) {
    if (!is_filled_by_server(table)) return false;
    const Datum parameters = parameters_of(RelationGetRelid(table));
    if (has_fillfactor(parameters)) return false;
    bytea* const options = with_room(parameters);
    if (table->rd_options != nullptr) pfree(table->rd_options);
    table->rd_options = options;
    return true;
}

} // namespace

room_for_updates::room_for_updates(oid table, bool is_wanted) {
    if (!is_wanted) return;
    for (const oid one : with_members(std::array{table})) {
        relation opened(one, lock_mode::row_exclusive);
        if (call([&opened] { return describe_with_room(opened.get()); })) {
            all_.emplace_back(std::move(opened));
        }
    }
}

/// The server reads a description that is not valid again before it uses it.
room_for_updates::described::~described() {
    if (table_.get() != nullptr) table_.get()->rd_isvalid = false;
}

} // namespace pgt::pg
