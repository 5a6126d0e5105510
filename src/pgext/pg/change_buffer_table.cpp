/// Change buffers in the server's catalogs.
#include "pg/change_buffer.hpp"

#include <array>
#include <utility>

#include "pg/guard.hpp"

extern "C" {
#include <access/reloptions.h>
#include <access/xact.h>
#include <catalog/dependency.h>
#include <catalog/pg_class.h>
#include <catalog/pg_extension.h>
#include <catalog/pg_type.h>
#include <catalog/toasting.h>
#include <commands/defrem.h>
#include <commands/extension.h>
#include <commands/tablecmds.h>
#include <nodes/makefuncs.h>
#include <nodes/parsenodes.h>
#include <utils/lsyscache.h>
}

namespace pgt::pg {
namespace {

/// Rows come and go, and are always read in one scan: what has gone should be cleared soon, and statistics are of no use.
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

/// A domain's checks are not for us: its rows have passed them.
ColumnDef* definition(const column& of) {
    std::int32_t modifier = of.modifier;
    const Oid type = getBaseTypeAndTypmod(of.type, &modifier);
    return makeColumnDef(buffer_format::column_name(of.number).c_str(), type, modifier, of.collation);
}

List* definitions(std::span<const column> columns) {
    List* list = list_make3(makeColumnDef("__pgt_xid", XID8OID, -1, InvalidOid),
                            makeColumnDef("__pgt_cid", INT4OID, -1, InvalidOid),
                            makeColumnDef("__pgt_weight", INT2OID, -1, InvalidOid));
    for (const column& one : columns) list = lappend(list, definition(one));
    return list;
}

void make_room_for_large_values(Oid table, List* options) {
    static const char* const spaces[] = {"toast", nullptr};
    const Datum of_toast =
        transformRelOptions(Datum{0}, options, "toast", const_cast<const char* const*>(spaces), true, false);
    heap_reloptions(RELKIND_TOASTVALUE, of_toast, true);
    NewRelationCreateToastTable(table, of_toast);
}

/// The buffer goes with its source, and when the extension goes.
void depend(Oid table, Oid source) {
    ObjectAddress self;
    ObjectAddressSet(self, RelationRelationId, table);
    ObjectAddress other;
    ObjectAddressSet(other, RelationRelationId, source);
    recordDependencyOn(&self, &other, DEPENDENCY_AUTO);
    ObjectAddressSet(other, ExtensionRelationId, get_extension_oid("pg_trickle", false));
    recordDependencyOn(&self, &other, DEPENDENCY_AUTO_EXTENSION);
}

} // namespace

std::optional<oid> find_buffer(oid source) {
    return find_relation(buffer_format::schema, buffer_format::name(source));
}

oid create_buffer(oid source, std::span<const column> columns, oid owner) {
    const std::string name = buffer_format::name(source);
    return call([&name, source, columns, owner] {
        auto* const statement = makeNode(CreateStmt);
        statement->relation = makeRangeVar(pstrdup(buffer_format::schema), pstrdup(name.c_str()), -1);
        statement->tableElts = definitions(columns);
        statement->options = upkeep_options();
        statement->oncommit = ONCOMMIT_NOOP;
        statement->accessMethod = pstrdup("heap");
        const ObjectAddress made = DefineRelation(statement, RELKIND_RELATION, owner, nullptr, nullptr);
        CommandCounterIncrement();
        make_room_for_large_values(made.objectId, statement->options);
        depend(made.objectId, source);
        CommandCounterIncrement();
        return made.objectId;
    });
}

void add_buffer_columns(oid buffer, std::span<const column> columns) {
    call([buffer, columns] {
        List* commands = NIL;
        for (const column& one : columns) {
            auto* const command = makeNode(AlterTableCmd);
            command->subtype = AT_AddColumn;
            command->def = reinterpret_cast<Node*>(definition(one));
            command->behavior = DROP_RESTRICT;
            commands = lappend(commands, command);
        }
        AlterTableInternal(buffer, commands, false);
        CommandCounterIncrement();
    });
}

void drop_buffer(oid buffer) {
    call([buffer] {
        ObjectAddress table;
        ObjectAddressSet(table, RelationRelationId, buffer);
        performDeletion(&table, DROP_RESTRICT, PERFORM_DELETION_INTERNAL);
        CommandCounterIncrement();
    });
}

} // namespace pgt::pg
