#include "pg/query/own_triggers.hpp"

#include "pg/access/invalidation.hpp"

#include <cstdint>

extern "C" {
#include <catalog/pg_trigger.h>
#include <fmgr.h>
#include <miscadmin.h>
#include <nodes/value.h>
#include <parser/parse_func.h>
#include <utils/memutils.h>
}

// Errors may jump over all of this: nothing here has a destructor.

namespace pgt::pg {
namespace {

Oid function_named(const char* name) {
    List* const qualified = list_make2(makeString(pstrdup("pgtrickle")), makeString(pstrdup(name)));
    return LookupFuncName(qualified, 0, nullptr, true);
}

struct own_functions {
    Oid capture;
    Oid upkeep;
};

/// Looked up again when a function or a schema has changed.
const own_functions& known_functions() {
    static own_functions known{};
    static std::uint64_t as_of = 0;
    const std::uint64_t now = changes_of_rights();
    if (!OidIsValid(known.capture) || as_of != now) {
        known = {.capture = function_named("capture"), .upkeep = function_named("upkeep")};
        as_of = now;
    }
    return known;
}

bool has_own(const TriggerDesc* triggers) {
    for (int i = 0; triggers != nullptr && i < triggers->numtriggers; ++i) {
        if (is_own_trigger(triggers->triggers[i])) return true;
    }
    return false;
}

/// As pg_trigger.tgtype has it.
int16 kind_of(CmdType command) {
    switch (command) {
    case CMD_INSERT: return TRIGGER_TYPE_INSERT;
    case CMD_UPDATE: return TRIGGER_TYPE_UPDATE;
    default: return TRIGGER_TYPE_DELETE;
    }
}

TriggerEvent event_of(CmdType command) {
    switch (command) {
    case CMD_INSERT: return TRIGGER_EVENT_INSERT;
    case CMD_UPDATE: return TRIGGER_EVENT_UPDATE;
    default: return TRIGGER_EVENT_DELETE;
    }
}

void put(Tuplestorestate*& rows, TupleTableSlot* row) {
    if (rows == nullptr) rows = tuplestore_begin_heap(false, false, work_mem);
    tuplestore_puttupleslot(rows, row);
}

void call_function(Trigger& trigger, Relation table, TriggerEvent event, Tuplestorestate* before,
                   Tuplestorestate* after) {
    TriggerData about{};
    about.type = T_TriggerData;
    about.tg_event = event;
    about.tg_relation = table;
    about.tg_trigger = &trigger;
    about.tg_oldtable = before;
    about.tg_newtable = after;
    FmgrInfo function;
    fmgr_info(trigger.tgfoid, &function);
    LOCAL_FCINFO(call, 0);
    InitFunctionCallInfoData(*call, &function, 0, InvalidOid, reinterpret_cast<fmNodePtr>(&about), nullptr);
    (void)FunctionCallInvoke(call);
}

void fire(const own_triggers& fired, CmdType command, int16 timing, Tuplestorestate* before,
          Tuplestorestate* after) {
    MemoryContext const outside = MemoryContextSwitchTo(fired.memory);
    const TriggerEvent when = timing == TRIGGER_TYPE_BEFORE ? TRIGGER_EVENT_BEFORE : TRIGGER_EVENT_AFTER;
    for (int i = 0; i < fired.all->numtriggers; ++i) {
        Trigger& one = fired.all->triggers[i];
        if (!is_own_trigger(one) || !is_enabled(one) ||
            !TRIGGER_TYPE_MATCHES(one.tgtype, TRIGGER_TYPE_STATEMENT, timing, kind_of(command)))
            continue;
        call_function(one, fired.table, event_of(command) | when, before, after);
    }
    MemoryContextSwitchTo(outside);
}

} // namespace

bool is_enabled(const Trigger& one) {
    if (one.tgenabled == TRIGGER_DISABLED) return false;
    return one.tgenabled != (SessionReplicationRole == SESSION_REPLICATION_ROLE_REPLICA
                                 ? TRIGGER_FIRES_ON_ORIGIN
                                 : TRIGGER_FIRES_ON_REPLICA);
}

bool is_own_trigger(const Trigger& one) {
    if (TRIGGER_FOR_ROW(one.tgtype) || one.tgqual != nullptr || one.tgdeferrable) return false;
    const own_functions& own = known_functions();
    return OidIsValid(one.tgfoid) && (one.tgfoid == own.capture || one.tgfoid == own.upkeep);
}

own_triggers own_triggers::of(Relation table) {
    own_triggers made{};
    if (!has_own(table->trigdesc)) return made;
    made.table = table;
    made.memory =
        AllocSetContextCreate(CurrentMemoryContext, "pg_trickle own triggers", ALLOCSET_DEFAULT_SIZES);
    MemoryContext const before = MemoryContextSwitchTo(made.memory);
    made.all = CopyTriggerDesc(table->trigdesc);
    MemoryContextSwitchTo(before);
    return made;
}

void own_triggers::note_kind(CmdType command) {
    if (command == CMD_INSERT) inserts = true;
    if (command == CMD_UPDATE) updates = true;
    if (command == CMD_DELETE) deletes = true;
}

void own_triggers::fire_before() const {
    if (!any()) return;
    if (inserts) fire(*this, CMD_INSERT, TRIGGER_TYPE_BEFORE, nullptr, nullptr);
    if (updates) fire(*this, CMD_UPDATE, TRIGGER_TYPE_BEFORE, nullptr, nullptr);
    if (deletes) fire(*this, CMD_DELETE, TRIGGER_TYPE_BEFORE, nullptr, nullptr);
}

void own_triggers::take(CmdType command, TupleTableSlot* before, TupleTableSlot* after) {
    if (!any()) return;
    MemoryContext const outside = MemoryContextSwitchTo(memory);
    if (command == CMD_INSERT) put(inserted, after);
    if (command == CMD_DELETE) put(deleted, before);
    if (command == CMD_UPDATE) {
        put(updated, before);
        put(updated_now, after);
    }
    MemoryContextSwitchTo(outside);
}

void own_triggers::fire_after() const {
    if (!any()) return;
    if (deletes) fire(*this, CMD_DELETE, TRIGGER_TYPE_AFTER, deleted, nullptr);
    if (updates) fire(*this, CMD_UPDATE, TRIGGER_TYPE_AFTER, updated, updated_now);
    if (inserts) fire(*this, CMD_INSERT, TRIGGER_TYPE_AFTER, nullptr, inserted);
}

void own_triggers::end() const {
    if (!any()) return;
    for (Tuplestorestate* const rows : {inserted, updated, updated_now, deleted}) {
        if (rows != nullptr) tuplestore_end(rows);
    }
    MemoryContextDelete(memory);
}

} // namespace pgt::pg
