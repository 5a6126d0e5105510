#define XXH_INLINE_ALL
#include <xxhash.h>

#include "pg/ddl/signature.hpp"

#include "pg/boundary/guard.hpp"

extern "C" {
#include <access/htup_details.h>
#include <access/relation.h>
#include <catalog/pg_class.h>
#include <catalog/pg_index.h>
#include <nodes/nodes.h>
#include <rewrite/prs2lock.h>
#include <utils/array.h>
#include <utils/rel.h>
#include <utils/relcache.h>
#include <utils/reltrigger.h>
#include <utils/syscache.h>
}

namespace pgt::pg {
namespace {

/// An incremental hash. Plain data, for use inside `call`.
struct hash {
    std::uint64_t value = 0;

    void bytes(const void* data, Size size) { value = XXH3_64bits_withSeed(data, size, value); }
    void number(std::uint64_t one) { bytes(&one, sizeof one); }
    void text(const char* one) { bytes(one, one == nullptr ? 0 : strlen(one) + 1); }
};

/// The row of pg_class, without sizes, ages and the file.
void add_row(hash& to, Oid relation) {
    const HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
    if (!HeapTupleIsValid(tuple)) return;
    const FormData_pg_class& row = *reinterpret_cast<Form_pg_class>(GETSTRUCT(tuple));
    to.text(NameStr(row.relname));
    to.number(row.relnamespace);
    to.number(row.relowner);
    to.number(row.relam);
    for (const char one : {row.relkind, row.relpersistence, row.relreplident})
        to.number(static_cast<std::uint8_t>(one));
    for (const bool one :
         {row.relrowsecurity, row.relforcerowsecurity, row.relispartition, row.relhassubclass})
        to.number(static_cast<std::uint64_t>(one));
    for (const int column : {Anum_pg_class_relacl, Anum_pg_class_reloptions, Anum_pg_class_relpartbound}) {
        bool is_null = false;
        const Datum value = SysCacheGetAttr(RELOID, tuple, static_cast<AttrNumber>(column), &is_null);
        if (!is_null) to.bytes(DatumGetPointer(value), VARSIZE_ANY(DatumGetPointer(value)));
    }
    ReleaseSysCache(tuple);
}

void add_columns(hash& to, TupleDesc description) {
    to.number(static_cast<std::uint64_t>(description->natts));
    for (int i = 0; i < description->natts; ++i) {
        to.bytes(TupleDescAttr(description, i), ATTRIBUTE_FIXED_PART_SIZE);
        to.number(static_cast<std::uint8_t>(TupleDescCompactAttr(description, i)->attnullability));
    }
    const TupleConstr* const checks = description->constr;
    if (checks == nullptr) return;
    for (int i = 0; i < checks->num_defval; ++i) to.text(checks->defval[i].adbin);
    for (int i = 0; i < checks->num_check; ++i) {
        to.text(checks->check[i].ccbin);
        to.number(static_cast<std::uint64_t>(checks->check[i].ccvalid));
    }
}

void add_indexes(hash& to, Relation relation) {
    List* const indexes = RelationGetIndexList(relation);
    for (int i = 0; i < list_length(indexes); ++i) {
        const HeapTuple tuple = SearchSysCache1(INDEXRELID, ObjectIdGetDatum(list_nth_oid(indexes, i)));
        if (!HeapTupleIsValid(tuple)) continue;
        to.number(list_nth_oid(indexes, i));
        to.bytes(GETSTRUCT(tuple), tuple->t_len - tuple->t_data->t_hoff);
        ReleaseSysCache(tuple);
    }
    list_free(indexes);
}

void add_triggers(hash& to, const TriggerDesc* triggers) {
    if (triggers == nullptr) return;
    for (int i = 0; i < triggers->numtriggers; ++i) {
        to.number(triggers->triggers[i].tgoid);
        to.number(static_cast<std::uint8_t>(triggers->triggers[i].tgenabled));
    }
}

/// Views have their queries here.
void add_rules(hash& to, const RuleLock* rules) {
    if (rules == nullptr) return;
    for (int i = 0; i < rules->numLocks; ++i) {
        char* const actions = nodeToString(rules->rules[i]->actions);
        to.number(rules->rules[i]->ruleId);
        to.text(actions);
        pfree(actions);
    }
}

void add(hash& to, Oid id) {
    to.number(id);
    const Relation relation = try_relation_open(id, AccessShareLock);
    if (!RelationIsValid(relation)) return;
    add_row(to, id);
    add_columns(to, RelationGetDescr(relation));
    add_indexes(to, relation);
    add_triggers(to, relation->trigdesc);
    add_rules(to, relation->rd_rules);
    relation_close(relation, NoLock);
}

} // namespace

std::uint64_t signature_of(std::span<const oid> relations, std::uint64_t seed) {
    return call([relations, seed] {
        hash all{.value = seed};
        for (const oid one : relations) add(all, one);
        return all.value;
    });
}

} // namespace pgt::pg
