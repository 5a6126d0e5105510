#include "pg/capture/mark_ddl.hpp"

#include <algorithm>
#include <array>

#include "pg/access/dependency.hpp"
#include "pg/boundary/guard.hpp"

extern "C" {
#include <access/table.h>
#include <access/transam.h>
#include <access/xact.h>
#include <catalog/dependency.h>
#include <catalog/namespace.h>
#include <catalog/pg_class.h>
#include <catalog/pg_extension.h>
#include <catalog/pg_inherits.h>
#include <catalog/pg_trigger.h>
#include <commands/extension.h>
#include <commands/trigger.h>
#include <nodes/makefuncs.h>
#include <nodes/parsenodes.h>
#include <parser/parse_func.h>
#include <utils/acl.h>
#include <utils/lsyscache.h>
#include <utils/rel.h>
}

namespace pgt::pg {
namespace {

struct kind {
    const char* name;
    bool by_row;
    int16 events;
    char fires;
};

constexpr int16 rows = TRIGGER_TYPE_INSERT | TRIGGER_TYPE_UPDATE | TRIGGER_TYPE_DELETE;

/// Sessions that apply changes of another server fire no others than row triggers, see capture_ddl.cpp. pgtrickle_catalog counts them:
/// src/pgext/catalog/overview.cpp.
constexpr std::array<kind, 3> kinds = {{
    {"pgt_mark", false, rows, TRIGGER_FIRES_ON_ORIGIN},
    {"pgt_mark_truncate", false, TRIGGER_TYPE_TRUNCATE, TRIGGER_FIRES_ALWAYS},
    {"pgt_mark_replica", true, rows, TRIGGER_FIRES_ON_REPLICA},
}};

Oid mark_function() {
    List* const name = list_make2(makeString(pstrdup("pgtrickle")), makeString(pstrdup("mark")));
    return LookupFuncName(name, 0, nullptr, false);
}

const Trigger* find(Relation table, Oid function, const kind& one) {
    const TriggerDesc* const all = table->trigdesc;
    const int16 type = static_cast<int16>(one.events | (one.by_row ? TRIGGER_TYPE_ROW : 0));
    for (int i = 0; all != nullptr && i < all->numtriggers; ++i) {
        const Trigger& trigger = all->triggers[i];
        if (trigger.tgfoid == function && trigger.tgtype == type) return &trigger;
    }
    return nullptr;
}

void create(Oid table, Oid function, const kind& one) {
    auto* const statement = makeNode(CreateTrigStmt);
    statement->trigname = pstrdup(one.name);
    statement->args = list_make1(makeString(psprintf("%u", table)));
    statement->row = one.by_row;
    statement->timing = TRIGGER_TYPE_AFTER;
    statement->events = one.events;
    const ObjectAddress made =
        CreateTriggerFiringOn(statement, nullptr, table, InvalidOid, InvalidOid, InvalidOid, function,
                              InvalidOid, nullptr, true, false, one.fires);
    ObjectAddress extension;
    ObjectAddressSet(extension, ExtensionRelationId, get_extension_oid("pg_trickle", false));
    recordDependencyOn(&made, &extension, DEPENDENCY_AUTO_EXTENSION);
}

bool is_right(const Trigger* found, const kind& one) {
    return found != nullptr && found->tgenabled == one.fires;
}

bool are_right(Relation table, Oid function) {
    return std::ranges::all_of(kinds,
                               [=](const kind& one) { return is_right(find(table, function, one), one); });
}

void make(Relation table, Oid function, const kind& one) {
    const Trigger* const found = find(table, function, one);
    if (found == nullptr) {
        create(RelationGetRelid(table), function, one);
    } else if (found->tgenabled != one.fires) {
        EnableDisableTrigger(table, found->tgname, InvalidOid, one.fires, false, false,
                             ShareRowExclusiveLock);
    }
    CommandCounterIncrement();
}

void drop(Relation table, Oid function, const kind& one) {
    const Trigger* const found = find(table, function, one);
    if (found == nullptr) return;
    ObjectAddress address;
    ObjectAddressSet(address, TriggerRelationId, found->tgoid);
    performDeletion(&address, DROP_RESTRICT, PERFORM_DELETION_INTERNAL);
    CommandCounterIncrement();
}

/// Statements may change it by the name of another table.
bool is_alone(Oid table) { return !has_superclass(table) && !has_subclass(table); }

} // namespace

bool may_mark(oid table, oid owner) {
    return !belongs_to_extension(table) && call([=] {
        return table >= FirstNormalObjectId && get_rel_relkind(table) == RELKIND_RELATION &&
               get_rel_persistence(table) != RELPERSISTENCE_TEMP && is_alone(table) &&
               pg_class_aclcheck(table, owner, ACL_TRIGGER) == ACLCHECK_OK;
    });
}

void create_marks(oid table) {
    call([=] {
        const Oid function = mark_function();
        Relation open = table_open(table, AccessShareLock);
        const bool is_done = are_right(open, function);
        table_close(open, NoLock);
        if (is_done) return;
        open = table_open(table, ShareRowExclusiveLock); // waits for those who are writing
        for (const kind& one : kinds) make(open, function, one);
        table_close(open, NoLock);
    });
}

void mend_marks(oid table) {
    call([=] {
        if (get_rel_relkind(table) != RELKIND_RELATION) return;
        Relation const open = table_open(table, AccessShareLock);
        const Oid function = mark_function();
        for (const kind& one : kinds) {
            const Trigger* const found = find(open, function, one);
            if (found != nullptr && found->tgenabled != TRIGGER_DISABLED) make(open, function, one);
        }
        table_close(open, NoLock);
    });
}

void drop_marks(oid table) {
    call([=] {
        Relation const open = try_table_open(table, ShareRowExclusiveLock);
        if (open == nullptr) return;
        const Oid function = mark_function();
        for (const kind& one : kinds) drop(open, function, one);
        table_close(open, NoLock);
    });
}

} // namespace pgt::pg
