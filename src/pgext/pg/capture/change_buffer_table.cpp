/// Change buffers in the server's catalogs.
#include "pg/capture/change_buffer.hpp"

#include <pgt/lower/protocol.hpp>

#include <algorithm>
#include <array>
#include <utility>

#include "pg/access/dependency.hpp"
#include "pg/boundary/guard.hpp"

extern "C" {
#include <access/htup_details.h>
#include <access/reloptions.h>
#include <access/table.h>
#include <access/xact.h>
#include <catalog/dependency.h>
#include <catalog/indexing.h>
#include <catalog/pg_class.h>
#include <catalog/pg_type.h>
#include <catalog/toasting.h>
#include <commands/defrem.h>
#include <commands/event_trigger.h>
#include <commands/tablecmds.h>
#include <nodes/makefuncs.h>
#include <nodes/parsenodes.h>
#include <utils/lsyscache.h>
#include <utils/syscache.h>
}

namespace pgt::pg {
namespace {

/// Rows come and go, and are always read in one scan: what has gone should be cleared soon, and statistics
/// are of no use.
constexpr std::array<std::pair<const char*, const char*>, 5> upkeep = {{
    {"autovacuum_vacuum_scale_factor", "0"},
    {"autovacuum_vacuum_threshold", "1000"},
    {"autovacuum_vacuum_cost_delay", "0"},
    {"autovacuum_vacuum_insert_threshold", "-1"},
    {"autovacuum_analyze_threshold", "2147483647"},
}};

/// Those that tables of large values have, too.
constexpr std::size_t upkeep_of_large_values = 3;

List* upkeep_options() {
    List* options = NIL;
    for (std::size_t i = 0; i < upkeep.size(); ++i) {
        const auto [name, value] = upkeep[i];
        Node* const setting = reinterpret_cast<Node*>(makeString(pstrdup(value)));
        options = lappend(options, makeDefElem(pstrdup(name), setting, -1));
        if (i >= upkeep_of_large_values) continue;
        char* const space = pstrdup("toast");
        options = lappend(options, makeDefElemExtended(space, pstrdup(name), setting, DEFELEM_UNSPEC, -1));
    }
    return options;
}

/// A column of a buffer. A domain's checks are not for us: its rows have passed them.
struct buffer_column {
    std::string name;
    Oid type = no_oid;
    std::int32_t modifier = -1;
    Oid collation = no_oid;
};

buffer_column column_for(const column& of) {
    buffer_column result{
        .name = buffer_format::column_name(of.number), .modifier = of.modifier, .collation = of.collation};
    result.type = call([type = of.type, &result] { return getBaseTypeAndTypmod(type, &result.modifier); });
    return result;
}

std::vector<buffer_column> columns_for(std::span<const column> columns) {
    std::vector<buffer_column> result;
    for (const column& one : columns) result.push_back(column_for(one));
    return result;
}

ColumnDef* definition(const buffer_column& of) {
    return makeColumnDef(of.name.c_str(), of.type, of.modifier, of.collation);
}

AlterTableCmd* command(AlterTableType what, const buffer_column& about) {
    auto* const made = makeNode(AlterTableCmd);
    made->subtype = what;
    made->behavior = DROP_RESTRICT;
    if (what == AT_DropColumn) {
        made->name = pstrdup(about.name.c_str());
    } else {
        made->def = reinterpret_cast<Node*>(definition(about));
    }
    return made;
}

/// Alters a table, perhaps while the event triggers of another command run: to those it is no part of that.
void alter_quietly(Oid table, List* const commands) {
    EventTriggerInhibitCommandCollection();
    PG_TRY();
    { AlterTableInternal(table, commands, false); }
    PG_FINALLY();
    { EventTriggerUndoInhibitCommandCollection(); }
    PG_END_TRY();
}

void alter(Oid table, AlterTableType what, std::span<const buffer_column> columns) {
    if (columns.empty()) return;
    List* commands = NIL;
    for (const buffer_column& one : columns) commands = lappend(commands, command(what, one));
    alter_quietly(table, commands);
    CommandCounterIncrement();
}

List* definitions(std::span<const buffer_column> columns) {
    List* list = list_make3(makeColumnDef("__pgt_xid", XID8OID, -1, InvalidOid),
                            makeColumnDef("__pgt_cid", INT4OID, -1, InvalidOid),
                            makeColumnDef(lower::protocol::weight_column, INT2OID, -1, InvalidOid));
    for (const buffer_column& one : columns) list = lappend(list, definition(one));
    return list;
}

void make_room_for_large_values(Oid table, List* options) {
    static const char* const spaces[] = {"toast", nullptr};
    const Datum of_toast =
        transformRelOptions(Datum{0}, options, "toast", const_cast<const char* const*>(spaces), true, false);
    heap_reloptions(RELKIND_TOASTVALUE, of_toast, true);
    NewRelationCreateToastTable(table, of_toast);
}

/// Marks a table as one that is there for the sake of another, as the server marks those that a rewrite fills: what changes in
/// it is not decoded for logical replication, whatever is published.
void keep_from_decoding(Oid table, Oid source) {
    const Relation catalog = table_open(RelationRelationId, RowExclusiveLock);
    HeapTuple const tuple = SearchSysCacheCopy1(RELOID, ObjectIdGetDatum(table));
    if (!HeapTupleIsValid(tuple)) elog(ERROR, "cache lookup failed for relation %u", table);
    auto* const row = reinterpret_cast<Form_pg_class>(GETSTRUCT(tuple));
    row->relrewrite = source;
    const Oid large_values = row->reltoastrelid;
    CatalogTupleUpdate(catalog, &tuple->t_self, tuple);
    heap_freetuple(tuple);
    table_close(catalog, RowExclusiveLock);
    CommandCounterIncrement();
    if (OidIsValid(large_values)) keep_from_decoding(large_values, source);
}

/// Whether a column of the buffer holds values of a column of the source; one whose source is gone holds NULLs.
bool fits(const column& of_buffer, std::span<const column> of_source) {
    const auto same = [&of_buffer](const column& one) {
        return buffer_format::column_name(one.number) == of_buffer.name;
    };
    const auto found = std::ranges::find_if(of_source, same);
    return found == of_source.end() || column_for(*found).type == of_buffer.type;
}

std::vector<buffer_column> misfits(oid buffer, oid source) {
    const std::vector<column> wanted = relation(source, lock_mode::access_share).columns();
    std::vector<buffer_column> found;
    for (const column& one : relation(buffer, lock_mode::access_share).columns()) {
        if (!fits(one, wanted)) found.push_back({.name = one.name});
    }
    return found;
}

} // namespace

std::optional<oid> find_buffer(oid source) {
    return find_relation(buffer_format::schema, buffer_format::name(source));
}

oid create_buffer(oid source, std::span<const column> columns, oid owner) {
    const std::string name = buffer_format::name(source);
    const std::vector<buffer_column> captured = columns_for(columns);
    const oid table = call([&name, source, &captured, owner] {
        auto* const statement = makeNode(CreateStmt);
        statement->relation = makeRangeVar(pstrdup(buffer_format::schema), pstrdup(name.c_str()), -1);
        statement->tableElts = definitions(captured);
        statement->options = upkeep_options();
        statement->oncommit = ONCOMMIT_NOOP;
        statement->accessMethod = pstrdup("heap");
        const ObjectAddress made = DefineRelation(statement, RELKIND_RELATION, owner, nullptr, nullptr);
        CommandCounterIncrement();
        make_room_for_large_values(made.objectId, statement->options);
        CommandCounterIncrement();
        keep_from_decoding(made.objectId, source);
        return made.objectId;
    });
    add_to_extension(table);
    return table;
}

std::vector<column> not_in_buffer(std::vector<column> columns, oid buffer) {
    const std::vector<column> present = relation(buffer, lock_mode::access_share).columns();
    std::erase_if(columns, [&present](const column& one) {
        const buffer_column needed = column_for(one);
        return std::ranges::any_of(present, [&needed](const column& have) {
            return have.name == needed.name && have.type == needed.type && have.modifier == needed.modifier &&
                   have.collation == needed.collation;
        });
    });
    return columns;
}

void add_buffer_columns(oid buffer, std::span<const column> columns) {
    const std::vector<buffer_column> added = columns_for(columns);
    std::vector<buffer_column> replaced = added;
    const std::vector<column> present = relation(buffer, lock_mode::access_share).columns();
    std::erase_if(replaced, [&present](const buffer_column& one) {
        return !std::ranges::contains(present, one.name, &column::name);
    });
    call([buffer, &added, &replaced] {
        alter(buffer, AT_DropColumn, replaced);
        alter(buffer, AT_AddColumn, added);
    });
}

void drop_misfits(oid buffer, oid source) {
    const std::vector<buffer_column> dropped = misfits(buffer, source);
    call([buffer, &dropped] { alter(buffer, AT_DropColumn, dropped); });
}

bool fits_source(oid buffer, oid source) { return misfits(buffer, source).empty(); }

void drop_buffer(oid buffer) {
    remove_from_extension(buffer);
    call([buffer] {
        ObjectAddress table;
        ObjectAddressSet(table, RelationRelationId, buffer);
        performDeletion(&table, DROP_RESTRICT, PERFORM_DELETION_INTERNAL);
        CommandCounterIncrement();
    });
}

} // namespace pgt::pg
