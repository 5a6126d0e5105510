#include "pg/capture/capture_route.hpp"

#include "pg/capture/buffer_format.hpp"

extern "C" {
#include <access/attmap.h>
#include <access/table.h>
#include <access/tupdesc.h>
#include <catalog/namespace.h>
#include <catalog/partition.h>
#include <nodes/pg_list.h>
#include <utils/hsearch.h>
#include <utils/inval.h>
#include <utils/lsyscache.h>
#include <utils/rel.h>
}

namespace pgt::pg {
namespace {

HTAB* routes = nullptr;

/// A definition has changed: the server calls this for it, `table` 0 for all.
void forget(Datum /*unused*/, Oid table) {
    HASH_SEQ_STATUS each;
    hash_seq_init(&each, routes);
    while (auto* const route = static_cast<capture_route*>(hash_seq_search(&each))) {
        if (table == InvalidOid || table == route->table || table == route->source ||
            table == route->buffer) {
            route->valid = false;
        }
    }
}

void prepare_routes() {
    if (routes != nullptr) return;
    HASHCTL layout{};
    layout.keysize = sizeof(Oid);
    layout.entrysize = sizeof(capture_route);
    layout.hcxt = CacheMemoryContext;
    HTAB* const made =
        hash_create("pg_trickle routes of capture", 64, &layout, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
    CacheRegisterRelcacheCallback(forget, 0);
    routes = made;
}

Oid buffer_of(Oid source) {
    const char* const name = psprintf("%s%u", buffer_format::prefix, source);
    const Oid schema = get_namespace_oid(buffer_format::schema, true);
    const Oid buffer = OidIsValid(schema) ? get_relname_relid(name, schema) : InvalidOid;
    if (!OidIsValid(buffer)) {
        ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
                        errmsg("change buffer %s.%s is missing", buffer_format::schema, name),
                        errdetail("Changes of the table could not be captured."),
                        errhint("Call pgtrickle.rebuild_cdc_triggers().")));
    }
    return buffer;
}

/// Whether the table is neither the source nor one of its partitions: one that was detached while nobody was told of it.
bool is_stray(Oid source, Relation table) {
    if (RelationGetRelid(table) == source) return false;
    return !table->rd_rel->relispartition ||
           !list_member_oid(get_partition_ancestors(RelationGetRelid(table)), source);
}

/// For each column of the source, the number of the table's column; null if the table is the source.
AttrMap* map_to_table(Oid source, Relation table) {
    if (RelationGetRelid(table) == source) return nullptr;
    const Relation root = table_open(source, AccessShareLock);
    AttrMap* const map = build_attrmap_by_name(RelationGetDescr(table), RelationGetDescr(root), false);
    table_close(root, AccessShareLock);
    return map;
}

/// The number of the table's column that a column of the buffer takes; 0 if it is no longer there.
AttrNumber taken_column(const FormData_pg_attribute& of_buffer, const AttrMap* map, TupleDesc table) {
    if (of_buffer.attisdropped) return 0;
    const auto in_source = static_cast<AttrNumber>(atoi(NameStr(of_buffer.attname) + 1));
    if (map != nullptr && in_source > map->maplen) return 0;
    const AttrNumber number = map == nullptr ? in_source : map->attnums[in_source - 1];
    if (number <= 0 || number > table->natts || TupleDescAttr(table, number - 1)->attisdropped) return 0;
    return number;
}

/// A column that has got another type since is not captured: writers go on, and who reads it finds that out by itself.
bool has_same_type(const FormData_pg_attribute& of_buffer, const FormData_pg_attribute& of_table) {
    return getBaseType(of_table.atttypid) == of_buffer.atttypid;
}

void map_columns(capture_route& route, Relation table, Relation buffer) {
    const AttrMap* const map = map_to_table(route.source, table);
    const TupleDesc from = RelationGetDescr(table);
    const TupleDesc to = RelationGetDescr(buffer);
    route.columns = to->natts;
    const auto count = static_cast<Size>(to->natts);
    route.from = static_cast<AttrNumber*>(MemoryContextAllocZero(route.memory, sizeof(AttrNumber) * count));
    route.last = 0;
    route.computes = false;
    for (int i = buffer_format::own_columns; i < to->natts; ++i) {
        const AttrNumber number = taken_column(*TupleDescAttr(to, i), map, from);
        if (number == 0) continue;
        if (!has_same_type(*TupleDescAttr(to, i), *TupleDescAttr(from, number - 1))) continue;
        route.from[i] = number;
        route.last = Max(route.last, number);
        route.computes |= TupleDescAttr(from, number - 1)->attgenerated == ATTRIBUTE_GENERATED_VIRTUAL;
    }
}

void make_slots(capture_route& route, Relation table, Relation buffer) {
    MemoryContext const before = MemoryContextSwitchTo(route.memory);
    const auto count = static_cast<Size>(route.columns);
    // With the defaults of columns that were added later, which older rows lack.
    const TupleDesc description = CreateTupleDescCopyConstr(RelationGetDescr(table));
    route.old_row = MakeSingleTupleTableSlot(description, &TTSOpsMinimalTuple);
    route.new_row = MakeSingleTupleTableSlot(description, &TTSOpsMinimalTuple);
    route.buffer_description = CreateTupleDescCopy(RelationGetDescr(buffer));
    route.values = palloc0_array(Datum, count);
    route.nulls = palloc0_array(bool, count);
    route.batch = nullptr;
    route.batch_made = 0;
    MemoryContextSwitchTo(before);
}

void make_route(capture_route& route, const Trigger& trigger, Relation table, Relation buffer) {
    if (route.memory != nullptr) MemoryContextDelete(route.memory);
    route.memory = nullptr;
    route.memory =
        AllocSetContextCreate(CacheMemoryContext, "pg_trickle route of capture", ALLOCSET_SMALL_SIZES);
    route.trigger = trigger.tgoid;
    route.busy = false;
    route.stray = is_stray(route.source, table);
    if (route.stray) return;
    map_columns(route, table, buffer);
    make_slots(route, table, buffer);
}

/// Of triggers that are gone, and of those that have to be looked up again anyway.
void drop_invalid_routes() {
    HASH_SEQ_STATUS each;
    hash_seq_init(&each, routes);
    while (auto* const route = static_cast<capture_route*>(hash_seq_search(&each))) {
        if (route->valid || route->busy) continue;
        if (route->memory != nullptr) MemoryContextDelete(route->memory);
        hash_search(routes, &route->trigger, HASH_REMOVE, nullptr);
    }
}

/// With so many routes those that are of no use are looked for, from time to time.
constexpr int64 many_routes = 64;

capture_route& entry_of(const Trigger& trigger) {
    prepare_routes();
    if (const int64 count = hash_get_num_entries(routes);
        count >= many_routes && count % many_routes == 0 &&
        hash_search(routes, &trigger.tgoid, HASH_FIND, nullptr) == nullptr) {
        drop_invalid_routes();
    }
    bool found = false;
    auto* const route = static_cast<capture_route*>(hash_search(routes, &trigger.tgoid, HASH_ENTER, &found));
    if (!found) memset(reinterpret_cast<char*>(route) + sizeof(Oid), 0, sizeof(capture_route) - sizeof(Oid));
    return *route;
}

} // namespace

open_route find_route(const Trigger& trigger, Relation table) {
    capture_route& route = entry_of(trigger);
    if (route.valid && !route.busy) {
        const Relation buffer = table_open(route.buffer, RowExclusiveLock);
        if (route.valid) return {&route, buffer}; // still so, now that it is locked
        table_close(buffer, RowExclusiveLock);
    }
    route.valid = false;
    route.table = RelationGetRelid(table);
    route.source = atooid(trigger.tgargs[0]);
    route.buffer = buffer_of(route.source);
    const Relation buffer = table_open(route.buffer, RowExclusiveLock);
    make_route(route, trigger, table, buffer);
    route.valid = true;
    return {&route, buffer};
}

} // namespace pgt::pg
