#include "pg/capture/capture_ddl.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "pg/boundary/guard.hpp"

extern "C" {
#include <access/htup_details.h>
#include <access/table.h>
#include <access/xact.h>
#include <catalog/dependency.h>
#include <catalog/indexing.h>
#include <catalog/pg_class.h>
#include <catalog/pg_extension.h>
#include <catalog/pg_trigger.h>
#include <commands/extension.h>
#include <commands/trigger.h>
#include <nodes/makefuncs.h>
#include <nodes/parsenodes.h>
#include <parser/parse_func.h>
#include <utils/rel.h>
}

namespace pgt::pg {
namespace {

/// A kind of trigger.
struct kind {
    const char* name;
    bool by_row;
    int16 events;
    bool old_rows;
    bool new_rows;
    char fires;
};

/// In a session that applies changes of another server row triggers have to do it, for such sessions fire no
/// others when they bypass SQL; so exactly these fire there, and exactly the others everywhere else. TRUNCATE
/// has one kind for both.
constexpr std::array<kind, 5> kinds = {{
    {"pgt_capture_insert", false, TRIGGER_TYPE_INSERT, false, true, TRIGGER_FIRES_ON_ORIGIN},
    {"pgt_capture_update", false, TRIGGER_TYPE_UPDATE, true, true, TRIGGER_FIRES_ON_ORIGIN},
    {"pgt_capture_delete", false, TRIGGER_TYPE_DELETE, true, false, TRIGGER_FIRES_ON_ORIGIN},
    {"pgt_capture_truncate", false, TRIGGER_TYPE_TRUNCATE, false, false, TRIGGER_FIRES_ALWAYS},
    {"pgt_capture_replica", true, TRIGGER_TYPE_INSERT | TRIGGER_TYPE_UPDATE | TRIGGER_TYPE_DELETE, false,
     false, TRIGGER_FIRES_ON_REPLICA},
}};

/// A partitioned table has no rows of its own.
bool wanted(const kind& one, const relation& table) {
    return !one.by_row || table.kind() != RELKIND_PARTITIONED_TABLE;
}

Oid capture_function() {
    List* const name = list_make2(makeString(pstrdup("pgtrickle")), makeString(pstrdup("capture")));
    return LookupFuncName(name, 0, nullptr, false);
}

/// The trigger of a kind that a table has for a source; null if it has none.
const Trigger* find(Relation table, Oid function, Oid source, const kind& one) {
    const TriggerDesc* const all = table->trigdesc;
    for (int i = 0; all != nullptr && i < all->numtriggers; ++i) {
        const Trigger& trigger = all->triggers[i];
        const int16 of_kind = static_cast<int16>(one.events | (one.by_row ? TRIGGER_TYPE_ROW : 0));
        if (trigger.tgfoid == function && trigger.tgnargs == 1 && atooid(trigger.tgargs[0]) == source &&
            trigger.tgtype == of_kind) {
            return &trigger;
        }
    }
    return nullptr;
}

Node* transition(const char* name, bool is_new) {
    auto* const rows = makeNode(TriggerTransition);
    rows->name = pstrdup(name);
    rows->isNew = is_new;
    rows->isTable = true;
    return reinterpret_cast<Node*>(rows);
}

CreateTrigStmt* statement_for(const kind& one, Oid source) {
    auto* const statement = makeNode(CreateTrigStmt);
    statement->trigname = pstrdup(one.name);
    statement->args = list_make1(makeString(psprintf("%u", source)));
    statement->row = one.by_row;
    statement->timing = TRIGGER_TYPE_AFTER;
    statement->events = one.events;
    if (one.old_rows)
        statement->transitionRels = lappend(statement->transitionRels, transition("pgt_old", false));
    if (one.new_rows)
        statement->transitionRels = lappend(statement->transitionRels, transition("pgt_new", true));
    return statement;
}

void create(Oid table, Oid source, Oid function, const kind& one) {
    const ObjectAddress made =
        CreateTriggerFiringOn(statement_for(one, source), nullptr, table, InvalidOid, InvalidOid, InvalidOid,
                              function, InvalidOid, nullptr, true, false, one.fires);
    ObjectAddress extension;
    ObjectAddressSet(extension, ExtensionRelationId, get_extension_oid("pg_trickle", false));
    recordDependencyOn(&made, &extension, DEPENDENCY_AUTO_EXTENSION);
}

void enable(Relation table, const Trigger& trigger, char fires) {
    EnableDisableTrigger(table, trigger.tgname, InvalidOid, fires, false, false, ShareRowExclusiveLock);
}

void drop(Oid trigger) {
    ObjectAddress address;
    ObjectAddressSet(address, TriggerRelationId, trigger);
    performDeletion(&address, DROP_RESTRICT, PERFORM_DELETION_INTERNAL);
}

} // namespace

std::vector<capture_trigger_state> capture_triggers(const relation& table, oid source) {
    const oid function = call([] { return capture_function(); });
    std::vector<capture_trigger_state> states;
    for (const kind& one : kinds) {
        if (!wanted(one, table)) continue;
        const Trigger* const found = find(table.get(), function, source, one);
        states.push_back({.name = found == nullptr ? one.name : found->tgname,
                          .on_truncate = one.events == TRIGGER_TYPE_TRUNCATE,
                          .present = found != nullptr,
                          .enabled = found != nullptr && found->tgenabled == one.fires});
    }
    return states;
}

void create_capture_triggers(const relation& table, oid source) {
    call([&table, source] {
        const Oid function = capture_function();
        for (const kind& one : kinds) {
            if (!wanted(one, table)) continue;
            const Trigger* const found = find(table.get(), function, source, one);
            if (found == nullptr) {
                create(table.id(), source, function, one);
            } else if (found->tgenabled != one.fires) {
                enable(table.get(), *found, one.fires);
            }
            CommandCounterIncrement();
        }
    });
}

std::vector<oid> captured_for(const relation& table) {
    const TriggerDesc* const all = table.get()->trigdesc;
    std::vector<oid> sources;
    if (all == nullptr) return sources;
    const Oid function = call([] { return capture_function(); });
    for (int i = 0; i < all->numtriggers; ++i) {
        const Trigger& one = all->triggers[i];
        if (one.tgfoid != function || one.tgnargs != 1) continue;
        const oid source = atooid(one.tgargs[0]);
        if (!std::ranges::contains(sources, source)) sources.push_back(source);
    }
    return sources;
}

bool enable_capture_triggers(const relation& table, oid source) {
    return call([&table, source] {
        bool any = false;
        const Oid function = capture_function();
        for (const kind& one : kinds) {
            const Trigger* const found = find(table.get(), function, source, one);
            if (found == nullptr || found->tgenabled == one.fires) continue;
            enable(table.get(), *found, one.fires);
            CommandCounterIncrement();
            any = true;
        }
        return any;
    });
}

void drop_capture_triggers(const relation& table, oid source) {
    call([&table, source] {
        const Oid function = capture_function();
        for (const kind& one : kinds) {
            const Trigger* const found = find(table.get(), function, source, one);
            if (found == nullptr) continue;
            drop(found->tgoid);
            CommandCounterIncrement();
        }
    });
}

} // namespace pgt::pg
