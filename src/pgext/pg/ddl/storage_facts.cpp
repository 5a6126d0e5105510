#include "pg/ddl/storage_facts.hpp"

#include "pg/boundary/guard.hpp"

#include <algorithm>
#include <span>

extern "C" {
#include <access/genam.h>
#include <access/htup_details.h>
#include <access/table.h>
#include <catalog/dependency.h>
#include <catalog/index.h>
#include <catalog/indexing.h>
#include <catalog/pg_class.h>
#include <catalog/pg_constraint.h>
#include <catalog/pg_depend.h>
#include <catalog/pg_trigger.h>
#include <commands/tablespace.h>
#include <commands/trigger.h>
#include <miscadmin.h>
#include <parser/parse_func.h>
#include <utils/fmgroids.h>
#include <utils/lsyscache.h>
#include <utils/rel.h>
#include <utils/relcache.h>
}

namespace pgt::pg {
namespace {

constexpr int16 guarded_events = TRIGGER_TYPE_BEFORE | TRIGGER_TYPE_INSERT | TRIGGER_TYPE_UPDATE |
                                 TRIGGER_TYPE_DELETE | TRIGGER_TYPE_TRUNCATE;

std::span<const Trigger> triggers_of(const relation& table) {
    const TriggerDesc* const all = table.get()->trigdesc;
    if (all == nullptr) return {};
    return {all->triggers, static_cast<std::size_t>(all->numtriggers)};
}

Oid guard_function() {
    return call([] {
        List* const name =
            list_make2(makeString(pstrdup("pgtrickle")), makeString(pstrdup("guard_stream_table")));
        return LookupFuncName(name, 0, nullptr, false);
    });
}

bool is_guard(const Trigger& trigger, Oid function) {
    const bool fires =
        trigger.tgenabled == TRIGGER_FIRES_ON_ORIGIN || trigger.tgenabled == TRIGGER_FIRES_ALWAYS;
    return trigger.tgfoid == function && trigger.tgtype == guarded_events && trigger.tgqual == nullptr &&
           trigger.tgnattr == 0 && fires;
}

bool changes_rows(const Trigger& trigger) {
    return TRIGGER_FOR_ROW(trigger.tgtype) && TRIGGER_FOR_BEFORE(trigger.tgtype);
}

bool is_row_trigger(const Trigger& trigger) {
    return TRIGGER_FOR_ROW(trigger.tgtype) && !trigger.tgisinternal;
}

bool is_deferred(const Trigger& trigger) { return trigger.tginitdeferred && !trigger.tgisinternal; }

} // namespace

bool is_guarded(oid table) {
    const Oid function = guard_function();
    const relation open(table, lock_mode::access_share);
    return std::ranges::any_of(triggers_of(open),
                               [function](const Trigger& one) { return is_guard(one, function); });
}

bool has_guard(oid table) {
    const Oid function = guard_function();
    return std::ranges::contains(triggers_of(relation(table, lock_mode::access_share)), function,
                                 &Trigger::tgfoid);
}

bool has_trigger_that_changes_rows(oid table) {
    return std::ranges::any_of(triggers_of(relation(table, lock_mode::access_share)), changes_rows);
}

bool has_row_trigger(oid table) {
    return std::ranges::any_of(triggers_of(relation(table, lock_mode::access_share)), is_row_trigger);
}

bool has_deferred_trigger(oid table) {
    return std::ranges::any_of(triggers_of(relation(table, lock_mode::access_share)), is_deferred);
}

bool has_foreign_key(oid table) { return !referred_by_foreign_keys(table).empty(); }

std::vector<oid> referred_by_foreign_keys(oid table) {
    const List* const found = call([table] {
        List* list = NIL;
        const Relation constraints = table_open(ConstraintRelationId, AccessShareLock);
        ScanKeyData key;
        ScanKeyInit(&key, Anum_pg_constraint_conrelid, BTEqualStrategyNumber, F_OIDEQ,
                    ObjectIdGetDatum(table));
        const SysScanDesc scan =
            systable_beginscan(constraints, ConstraintRelidTypidNameIndexId, true, nullptr, 1, &key);
        while (HeapTuple const tuple = systable_getnext(scan)) {
            const auto& row = *reinterpret_cast<const FormData_pg_constraint*>(GETSTRUCT(tuple));
            if (row.contype == CONSTRAINT_FOREIGN) list = lappend_oid(list, row.confrelid);
        }
        systable_endscan(scan);
        table_close(constraints, AccessShareLock);
        return list;
    });
    std::vector<oid> tables;
    for (int i = 0; i < list_length(found); ++i) tables.push_back(list_nth_oid(found, i));
    return tables;
}

void mark_as_needed(oid index, oid definition) {
    if (is_marked_as_needed(index, definition)) return;
    call([=] {
        const ObjectAddress from = {.classId = RelationRelationId, .objectId = index, .objectSubId = 0};
        const ObjectAddress to = {.classId = RelationRelationId, .objectId = definition, .objectSubId = 0};
        recordDependencyOn(&from, &to, DEPENDENCY_AUTO);
        CommandCounterIncrement();
    });
}

bool is_marked_as_needed(oid index, oid definition) {
    return call([=] {
        const Relation depends = table_open(DependRelationId, AccessShareLock);
        ScanKeyData keys[2];
        ScanKeyInit(&keys[0], Anum_pg_depend_classid, BTEqualStrategyNumber, F_OIDEQ,
                    ObjectIdGetDatum(RelationRelationId));
        ScanKeyInit(&keys[1], Anum_pg_depend_objid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(index));
        const SysScanDesc scan = systable_beginscan(depends, DependDependerIndexId, true, nullptr, 2, keys);
        bool found = false;
        while (HeapTuple const tuple = systable_getnext(scan)) {
            const auto& row = *reinterpret_cast<const FormData_pg_depend*>(GETSTRUCT(tuple));
            found = found || (row.refclassid == RelationRelationId && row.refobjid == definition);
        }
        systable_endscan(scan);
        table_close(depends, AccessShareLock);
        return found;
    });
}

std::vector<oid> unmark_indexes(oid table, oid definition) {
    const relation open(table, lock_mode::access_share);
    const List* const all = call([&open] { return RelationGetIndexList(open.get()); });
    std::vector<oid> needed;
    for (int i = 0; i < list_length(all); ++i) {
        const oid index = list_nth_oid(all, i);
        const auto marks = call([=] {
            return deleteDependencyRecordsForSpecific(RelationRelationId, index, DEPENDENCY_AUTO,
                                                      RelationRelationId, definition);
        });
        if (marks > 0) needed.push_back(index);
    }
    call([] { CommandCounterIncrement(); });
    return needed;
}

oid plain_index_on(const relation& table, std::span<const column_number> columns) {
    return call([&table, columns]() -> Oid {
        const List* const indexes = RelationGetIndexList(table.get());
        for (int i = 0; i < list_length(indexes); ++i) {
            const Relation index = index_open(list_nth_oid(indexes, i), AccessShareLock);
            const int2vector& keys = index->rd_index->indkey;
            const bool fits =
                std::ranges::equal(std::span(keys.values, static_cast<std::size_t>(keys.dim1)), columns) &&
                RelationGetIndexPredicate(index) == NIL && RelationGetIndexExpressions(index) == NIL;
            index_close(index, NoLock);
            if (fits) return list_nth_oid(indexes, i);
        }
        return InvalidOid;
    });
}

oid table_of_index(oid index) {
    return call([index] { return IndexGetRelation(index, true); });
}

std::optional<std::string> named_tablespace_of(oid table) {
    const char* const name = call([table]() -> const char* {
        const Oid tablespace = get_rel_tablespace(table);
        return OidIsValid(tablespace) ? get_tablespace_name(tablespace) : nullptr;
    });
    return name == nullptr ? std::nullopt : std::optional<std::string>(name);
}

std::string tablespace_of(oid relation) {
    const auto named = named_tablespace_of(relation);
    return named ? *named : call([] { return get_tablespace_name(MyDatabaseTableSpace); });
}

} // namespace pgt::pg
