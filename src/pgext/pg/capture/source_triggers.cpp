#include "pg/capture/source_triggers.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "pg/access/dependency.hpp"
#include "pg/boundary/guard.hpp"

extern "C" {
#include <access/genam.h>
#include <access/htup_details.h>
#include <access/table.h>
#include <access/transam.h>
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
#include <utils/fmgroids.h>
#include <utils/lsyscache.h>
#include <utils/rel.h>
}

namespace pgt::pg {
namespace {

struct kind {
    const char* name;
    bool by_row;
    int16 events;
    bool old_rows;
    bool new_rows;
    char fires;
    int16 timing = TRIGGER_TYPE_AFTER;

    /// As pg_trigger.tgtype has it.
    [[nodiscard]] constexpr int16 type() const {
        return static_cast<int16>(events | timing | (by_row ? TRIGGER_TYPE_ROW : 0));
    }
};

constexpr int16 rows = TRIGGER_TYPE_INSERT | TRIGGER_TYPE_UPDATE | TRIGGER_TYPE_DELETE;

/// A session that applies changes of another server by itself, without SQL, fires row triggers only: exactly those by row fire
/// there, and exactly the others everywhere else. TRUNCATE has one kind for both.
constexpr std::array<kind, 5> capture_kinds = {{
    {"pgt_capture_insert", false, TRIGGER_TYPE_INSERT, false, true, TRIGGER_FIRES_ON_ORIGIN},
    {"pgt_capture_update", false, TRIGGER_TYPE_UPDATE, true, true, TRIGGER_FIRES_ON_ORIGIN},
    {"pgt_capture_delete", false, TRIGGER_TYPE_DELETE, true, false, TRIGGER_FIRES_ON_ORIGIN},
    {"pgt_capture_truncate", false, TRIGGER_TYPE_TRUNCATE, false, false, TRIGGER_FIRES_ALWAYS},
    {"pgt_capture_replica", true, rows, false, false, TRIGGER_FIRES_ON_REPLICA},
}};
/// Statements that name a parent change the rows of its children and partitions without firing their triggers for statements. Those by
/// row fire for each row of the table in which it stands.
constexpr std::array<kind, 2> row_capture_kinds = {{
    {"pgt_capture_row", true, rows, false, false, TRIGGER_FIRES_ALWAYS},
    {"pgt_capture_row_truncate", false, TRIGGER_TYPE_TRUNCATE, false, false, TRIGGER_FIRES_ALWAYS},
}};
constexpr std::array<kind, 3> mark_kinds = {{
    {"pgt_mark", false, rows, false, false, TRIGGER_FIRES_ON_ORIGIN},
    {"pgt_mark_truncate", false, TRIGGER_TYPE_TRUNCATE, false, false, TRIGGER_FIRES_ALWAYS},
    {"pgt_mark_replica", true, rows, false, false, TRIGGER_FIRES_ON_REPLICA},
}};
/// BEFORE a statement the stream tables that follow are locked; after it they apply what it has changed.
constexpr std::array<kind, 7> upkeep_kinds = {{
    {"pgt_upkeep_begin", false, rows, false, false, TRIGGER_FIRES_ON_ORIGIN, TRIGGER_TYPE_BEFORE},
    {"pgt_upkeep_begin_truncate", false, TRIGGER_TYPE_TRUNCATE, false, false, TRIGGER_FIRES_ALWAYS,
     TRIGGER_TYPE_BEFORE},
    {"pgt_upkeep_insert", false, TRIGGER_TYPE_INSERT, false, true, TRIGGER_FIRES_ON_ORIGIN},
    {"pgt_upkeep_update", false, TRIGGER_TYPE_UPDATE, true, true, TRIGGER_FIRES_ON_ORIGIN},
    {"pgt_upkeep_delete", false, TRIGGER_TYPE_DELETE, true, false, TRIGGER_FIRES_ON_ORIGIN},
    {"pgt_upkeep_truncate", false, TRIGGER_TYPE_TRUNCATE, false, false, TRIGGER_FIRES_ALWAYS},
    {"pgt_upkeep_replica", true, rows, false, false, TRIGGER_FIRES_ON_REPLICA},
}};

/// A set: its triggers, all of one function. Only inside `call`.
struct described {
    std::span<const kind> kinds;
    Oid function;
};

Oid function_called(const char* name) {
    List* const qualified = list_make2(makeString(pstrdup("pgtrickle")), makeString(pstrdup(name)));
    return LookupFuncName(qualified, 0, nullptr, false);
}

described describe(trigger_set set) {
    switch (set) {
    case trigger_set::capture: return {.kinds = capture_kinds, .function = function_called("capture")};
    case trigger_set::row_capture:
        return {.kinds = row_capture_kinds, .function = function_called("capture_row")};
    case trigger_set::upkeep: return {.kinds = upkeep_kinds, .function = function_called("upkeep")};
    case trigger_set::mark: break;
    }
    return {.kinds = mark_kinds, .function = function_called("mark")};
}

/// A trigger that a table has.
struct found_trigger {
    Oid id;
    int16 type;
    char enabled;
    Oid source;
    NameData name;
};

/// The source that a trigger tells of, as `source_told_of`; none if its arguments are not ours.
Oid source_of(const FormData_pg_trigger& trigger, HeapTuple row, TupleDesc description) {
    if (trigger.tgnargs == 0) return trigger.tgrelid;
    if (trigger.tgnargs != 1) return InvalidOid;
    bool is_null = false;
    const Datum arguments = heap_getattr(row, Anum_pg_trigger_tgargs, description, &is_null);
    return is_null ? InvalidOid : atooid(VARDATA_ANY(DatumGetByteaPP(arguments)));
}

/// Calls `take` with each trigger of a function that a table has. Only inside `call`.
template <class Take> void each_trigger(Oid table, Oid function, Take take) {
    const Relation triggers = table_open(TriggerRelationId, AccessShareLock);
    ScanKeyData key;
    ScanKeyInit(&key, Anum_pg_trigger_tgrelid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(table));
    const SysScanDesc scan = systable_beginscan(triggers, TriggerRelidNameIndexId, true, nullptr, 1, &key);
    while (HeapTuple const row = systable_getnext(scan)) {
        const auto& one = *reinterpret_cast<const FormData_pg_trigger*>(GETSTRUCT(row));
        if (one.tgfoid != function) continue;
        take({.id = one.oid,
              .type = one.tgtype,
              .enabled = one.tgenabled,
              .source = source_of(one, row, RelationGetDescr(triggers)),
              .name = one.tgname});
    }
    systable_endscan(scan);
    table_close(triggers, AccessShareLock);
}

/// How many triggers a set has at most.
constexpr std::size_t most_kinds = 7;

/// For each kind of a set, the trigger that a table has for a source; one with no id where there is none.
using found_kinds = std::array<found_trigger, most_kinds>;
found_kinds find(const described& set, Oid table, Oid source) {
    found_kinds found{};
    each_trigger(table, set.function, [&](const found_trigger& one) {
        for (std::size_t i = 0; i < set.kinds.size(); ++i) {
            if (one.source == source && one.type == set.kinds[i].type()) found[i] = one;
        }
    });
    return found;
}

bool is_present(const found_trigger& one) { return OidIsValid(one.id); }
bool is_enabled(const found_trigger& one, const kind& as) {
    return is_present(one) && one.enabled == as.fires;
}

/// A partitioned table has no rows of its own.
bool is_wanted(const kind& one, Oid table) {
    return !one.by_row || get_rel_relkind(table) != RELKIND_PARTITIONED_TABLE;
}

Node* transition(const char* name, bool is_new) {
    auto* const made = makeNode(TriggerTransition);
    made->name = pstrdup(name);
    made->isNew = is_new;
    made->isTable = true;
    return reinterpret_cast<Node*>(made);
}

CreateTrigStmt* statement_for(const kind& one, Oid table, Oid source) {
    auto* const statement = makeNode(CreateTrigStmt);
    statement->trigname = pstrdup(one.name);
    if (table != source) statement->args = list_make1(makeString(psprintf("%u", source)));
    statement->row = one.by_row;
    statement->timing = one.timing;
    statement->events = one.events;
    if (one.old_rows)
        statement->transitionRels = lappend(statement->transitionRels, transition("pgt_old", false));
    if (one.new_rows)
        statement->transitionRels = lappend(statement->transitionRels, transition("pgt_new", true));
    return statement;
}

void create(Oid table, Oid source, Oid function, const kind& one) {
    const ObjectAddress made =
        CreateTriggerFiringOn(statement_for(one, table, source), nullptr, table, InvalidOid, InvalidOid,
                              InvalidOid, function, InvalidOid, nullptr, true, false, one.fires);
    ObjectAddress extension;
    ObjectAddressSet(extension, ExtensionRelationId, get_extension_oid("pg_trickle", false));
    recordDependencyOn(&made, &extension, DEPENDENCY_AUTO_EXTENSION);
    CommandCounterIncrement();
}

void enable(Oid table, const found_trigger& trigger, const kind& as) {
    const Relation open = table_open(table, NoLock);
    EnableDisableTrigger(open, NameStr(trigger.name), InvalidOid, as.fires, false, false,
                         ShareRowExclusiveLock);
    table_close(open, NoLock);
    CommandCounterIncrement();
}

void drop(Oid trigger) {
    ObjectAddress address;
    ObjectAddressSet(address, TriggerRelationId, trigger);
    performDeletion(&address, DROP_RESTRICT, PERFORM_DELETION_INTERNAL);
    CommandCounterIncrement();
}

} // namespace

bool may_have_triggers(oid table) {
    return !belongs_to_extension(table) && call([table] {
        const char kind = get_rel_relkind(table);
        return table >= FirstNormalObjectId &&
               (kind == RELKIND_RELATION || kind == RELKIND_PARTITIONED_TABLE) &&
               get_rel_persistence(table) != RELPERSISTENCE_TEMP;
    });
}

std::vector<trigger_state> trigger_states(trigger_set set, oid table, oid source) {
    const auto [kinds, function] = call([set] { return describe(set); });
    const found_kinds found =
        call([&] { return find({.kinds = kinds, .function = function}, table, source); });
    std::vector<trigger_state> states;
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        const kind& one = kinds[i];
        if (!call([&] { return is_wanted(one, table); })) continue;
        states.push_back({.name = is_present(found[i]) ? NameStr(found[i].name) : one.name,
                          .on_truncate = one.events == TRIGGER_TYPE_TRUNCATE,
                          .present = is_present(found[i]),
                          .enabled = is_enabled(found[i], one)});
    }
    return states;
}

bool are_enabled(trigger_set set, oid table, oid source) {
    return std::ranges::all_of(trigger_states(set, table, source), &trigger_state::enabled);
}

bool is_any_present(trigger_set set, oid table, oid source) {
    return std::ranges::any_of(trigger_states(set, table, source), &trigger_state::present);
}

std::vector<oid> sources_with_triggers(trigger_set set, oid table) {
    std::vector<oid> sources;
    call([&] {
        each_trigger(table, describe(set).function, [&](const found_trigger& one) {
            if (OidIsValid(one.source) && !std::ranges::contains(sources, one.source))
                sources.push_back(one.source);
        });
    });
    return sources;
}

void create_triggers(trigger_set set, oid table, oid source) {
    call([=] {
        const described all = describe(set);
        const found_kinds found = find(all, table, source);
        for (std::size_t i = 0; i < all.kinds.size(); ++i) {
            const kind& one = all.kinds[i];
            if (!is_wanted(one, table)) continue;
            if (!is_present(found[i])) {
                create(table, source, all.function, one);
            } else if (!is_enabled(found[i], one)) {
                enable(table, found[i], one);
            }
        }
    });
}

bool enable_triggers(trigger_set set, oid table, oid source) {
    return call([=] {
        bool any = false;
        const described all = describe(set);
        const found_kinds found = find(all, table, source);
        for (std::size_t i = 0; i < all.kinds.size(); ++i) {
            if (!is_present(found[i]) || is_enabled(found[i], all.kinds[i])) continue;
            enable(table, found[i], all.kinds[i]);
            any = true;
        }
        return any;
    });
}

void drop_triggers(trigger_set set, oid table, oid source) {
    call([=] {
        for (const found_trigger& one : find(describe(set), table, source)) {
            if (is_present(one)) drop(one.id);
        }
    });
}

} // namespace pgt::pg
