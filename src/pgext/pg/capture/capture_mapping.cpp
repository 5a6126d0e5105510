#include "pg/capture/capture_mapping.hpp"

#include "pg/capture/buffer_format.hpp"
#include "pg/capture/trigger_source.hpp"
#include "pg/ddl/ancestry.hpp"

extern "C" {
#include <access/attmap.h>
#include <access/table.h>
#include <access/tupdesc.h>
#include <catalog/namespace.h>
#include <utils/hsearch.h>
#include <utils/inval.h>
#include <utils/lsyscache.h>
#include <utils/rel.h>
}

namespace pgt::pg {
namespace {

HTAB* mappings = nullptr;

/// A definition has changed: the server calls this for it, `table` 0 for all.
void forget(Datum /*unused*/, Oid table) {
    HASH_SEQ_STATUS each;
    hash_seq_init(&each, mappings);
    while (auto* const mapping = static_cast<capture_mapping*>(hash_seq_search(&each))) {
        if (table == InvalidOid || table == mapping->table || table == mapping->source ||
            table == mapping->buffer) {
            mapping->valid = false;
        }
    }
}

void prepare_mappings() {
    if (mappings != nullptr) return;
    HASHCTL layout{};
    layout.keysize = sizeof(Oid);
    layout.entrysize = sizeof(capture_mapping);
    layout.hcxt = CacheMemoryContext;
    HTAB* const made =
        hash_create("pg_trickle mappings of capture", 64, &layout, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
    CacheRegisterRelcacheCallback(forget, 0);
    mappings = made;
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
    const AttrNumber in_source = buffer_format::source_column(NameStr(of_buffer.attname));
    if (map != nullptr && in_source > map->maplen) return 0;
    const AttrNumber number = map == nullptr ? in_source : map->attnums[in_source - 1];
    if (number <= 0 || number > table->natts || TupleDescAttr(table, number - 1)->attisdropped) return 0;
    return number;
}

/// A column that has got another type since is not captured: writers go on, and the next refresh notices it.
bool has_same_type(const FormData_pg_attribute& of_buffer, const FormData_pg_attribute& of_table) {
    return getBaseType(of_table.atttypid) == of_buffer.atttypid;
}

void map_columns(capture_mapping& mapping, Relation table, Relation buffer) {
    const AttrMap* const map = map_to_table(mapping.source, table);
    const TupleDesc from = RelationGetDescr(table);
    const TupleDesc to = RelationGetDescr(buffer);
    mapping.columns = to->natts;
    const auto count = static_cast<Size>(to->natts);
    mapping.from =
        static_cast<AttrNumber*>(MemoryContextAllocZero(mapping.memory, sizeof(AttrNumber) * count));
    mapping.last = 0;
    mapping.computes = false;
    for (int i = buffer_format::own_columns; i < to->natts; ++i) {
        const AttrNumber number = taken_column(*TupleDescAttr(to, i), map, from);
        if (number == 0) continue;
        if (!has_same_type(*TupleDescAttr(to, i), *TupleDescAttr(from, number - 1))) continue;
        mapping.from[i] = number;
        mapping.last = Max(mapping.last, number);
        mapping.computes |= TupleDescAttr(from, number - 1)->attgenerated == ATTRIBUTE_GENERATED_VIRTUAL;
    }
}

void make_slots(capture_mapping& mapping, Relation table, Relation buffer) {
    MemoryContext const before = MemoryContextSwitchTo(mapping.memory);
    const auto count = static_cast<Size>(mapping.columns);
    // With the defaults of columns that were added later, which older rows lack.
    const TupleDesc description = CreateTupleDescCopyConstr(RelationGetDescr(table));
    mapping.old_row = MakeSingleTupleTableSlot(description, &TTSOpsMinimalTuple);
    mapping.new_row = MakeSingleTupleTableSlot(description, &TTSOpsMinimalTuple);
    mapping.buffer_description = CreateTupleDescCopy(RelationGetDescr(buffer));
    mapping.values = palloc0_array(Datum, count);
    mapping.nulls = palloc0_array(bool, count);
    mapping.batch = nullptr;
    mapping.batch_made = 0;
    MemoryContextSwitchTo(before);
}

void make_mapping(capture_mapping& mapping, const Trigger& trigger, Relation table, Relation buffer) {
    if (mapping.memory != nullptr) MemoryContextDelete(mapping.memory);
    mapping.memory = nullptr;
    mapping.memory =
        AllocSetContextCreate(CacheMemoryContext, "pg_trickle mapping of capture", ALLOCSET_SMALL_SIZES);
    mapping.trigger = trigger.tgoid;
    mapping.busy = false;
    // One that was detached while the event triggers were disabled.
    mapping.stray = !is_part_of(RelationGetRelid(table), mapping.source);
    if (mapping.stray) return;
    map_columns(mapping, table, buffer);
    make_slots(mapping, table, buffer);
}

/// Of triggers that are gone, and of those that have to be looked up again anyway.
void drop_invalid_mappings() {
    HASH_SEQ_STATUS each;
    hash_seq_init(&each, mappings);
    while (auto* const mapping = static_cast<capture_mapping*>(hash_seq_search(&each))) {
        if (mapping->valid || mapping->busy) continue;
        if (mapping->memory != nullptr) MemoryContextDelete(mapping->memory);
        hash_search(mappings, &mapping->trigger, HASH_REMOVE, nullptr);
    }
}

/// With so many mappings those that are of no use are looked for, from time to time.
constexpr int64 many_mappings = 64;

capture_mapping& entry_of(const Trigger& trigger) {
    prepare_mappings();
    if (const int64 count = hash_get_num_entries(mappings);
        count >= many_mappings && count % many_mappings == 0 &&
        hash_search(mappings, &trigger.tgoid, HASH_FIND, nullptr) == nullptr) {
        drop_invalid_mappings();
    }
    bool found = false;
    auto* const mapping =
        static_cast<capture_mapping*>(hash_search(mappings, &trigger.tgoid, HASH_ENTER, &found));
    if (!found)
        memset(reinterpret_cast<char*>(mapping) + sizeof(Oid), 0, sizeof(capture_mapping) - sizeof(Oid));
    return *mapping;
}

} // namespace

open_mapping find_mapping(const Trigger& trigger, Relation table) {
    capture_mapping& mapping = entry_of(trigger);
    if (mapping.valid && !mapping.busy) {
        const Relation buffer = table_open(mapping.buffer, RowExclusiveLock);
        if (mapping.valid) return {&mapping, buffer}; // still so, now that it is locked
        table_close(buffer, RowExclusiveLock);
    }
    mapping.valid = false;
    mapping.table = RelationGetRelid(table);
    mapping.source = source_told_of(trigger, mapping.table);
    mapping.buffer = buffer_of(mapping.source);
    const Relation buffer = table_open(mapping.buffer, RowExclusiveLock);
    make_mapping(mapping, trigger, table, buffer);
    mapping.valid = true;
    return {&mapping, buffer};
}

} // namespace pgt::pg
