#include "pg/ddl/family.hpp"

#include <algorithm>

#include "pg/access/oid_list.hpp"
#include "pg/boundary/guard.hpp"
#include "pg/ddl/ancestry.hpp"

extern "C" {
#include <access/attmap.h>
#include <access/genam.h>
#include <access/htup_details.h>
#include <access/relation.h>
#include <access/table.h>
#include <catalog/indexing.h>
#include <catalog/pg_class.h>
#include <catalog/pg_inherits.h>
#include <storage/bufmgr.h>
#include <utils/fmgroids.h>
#include <utils/lsyscache.h>
#include <utils/rel.h>
}

namespace pgt::pg {

List* add_parents(List* to, Oid table) {
    const Relation inherits = table_open(InheritsRelationId, AccessShareLock);
    ScanKeyData key;
    ScanKeyInit(&key, Anum_pg_inherits_inhrelid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(table));
    const SysScanDesc scan = systable_beginscan(inherits, InheritsRelidSeqnoIndexId, true, nullptr, 1, &key);
    while (HeapTuple const tuple = systable_getnext(scan)) {
        to = list_append_unique_oid(
            to, reinterpret_cast<const FormData_pg_inherits*>(GETSTRUCT(tuple))->inhparent);
    }
    systable_endscan(scan);
    table_close(inherits, AccessShareLock);
    return to;
}

bool is_part_of(Oid table, Oid source) {
    List* above = list_make1_oid(table);
    for (int i = 0; i < list_length(above); ++i) {
        if (list_nth_oid(above, i) == source) return true;
        above = add_parents(above, list_nth_oid(above, i));
    }
    return false;
}

bool share_rows(Oid one, Oid other) {
    if (one == other) return true;
    if (!has_subclass(one) && !has_subclass(other)) return false;
    const List* const of_one = find_all_inheritors(one, NoLock, nullptr);
    const List* const of_other = find_all_inheritors(other, NoLock, nullptr);
    for (int i = 0; i < list_length(of_one); ++i)
        if (list_member_oid(of_other, list_nth_oid(of_one, i))) return true;
    return false;
}

namespace {

bool has_stored_generated_columns(const RelationData* table) {
    return table->rd_att->constr != nullptr && table->rd_att->constr->has_generated_stored;
}

bool has_other_layout(const RelationData* table, Oid member) {
    const Relation open = relation_open(member, AccessShareLock);
    const bool found = build_attrmap_by_name_if_req(table->rd_att, open->rd_att, true) != nullptr;
    relation_close(open, NoLock);
    return found;
}

bool has_member_of_other_layout(const RelationData* table) {
    const List* const all = find_all_inheritors(table->rd_id, NoLock, nullptr);
    for (int i = 0; i < list_length(all); ++i)
        if (has_other_layout(table, list_nth_oid(all, i))) return true;
    return false;
}

} // namespace

std::vector<oid> all_parents(oid table) {
    return oids_in(call([table] {
        List* all = add_parents(NIL, table);
        for (int i = 0; i < list_length(all); ++i) all = add_parents(all, list_nth_oid(all, i));
        return all;
    }));
}

bool has_parent(oid table) {
    return call([table] { return add_parents(NIL, table) != NIL; });
}

bool has_plain_children(oid table) {
    return call([table] {
        return get_rel_relkind(table) == RELKIND_RELATION && find_inheritance_children(table, NoLock) != NIL;
    });
}

bool is_changed_by_others(oid table) { return has_parent(table) || has_plain_children(table); }

bool computes_in_partitions(oid table) {
    return call([table] {
        if (get_rel_relkind(table) != RELKIND_PARTITIONED_TABLE) return false;
        const Relation open = relation_open(table, AccessShareLock);
        const bool found = has_stored_generated_columns(open) && has_member_of_other_layout(open);
        relation_close(open, NoLock);
        return found;
    });
}

bool needs_triggers_for_rows(oid table) {
    return is_changed_by_others(table) || computes_in_partitions(table);
}

std::vector<oid> with_descendants(oid table) {
    return oids_in(call([table] { return find_all_inheritors(table, NoLock, nullptr); }));
}

std::vector<oid> family_of(oid table) {
    std::vector<oid> all = oids_in(call([table]() -> List* {
        if (get_rel_relkind(table) == '\0') return list_make1_oid(table); // it is gone
        List* members = find_all_inheritors(table, NoLock, nullptr);
        const int below = list_length(members);
        for (int i = 0; i < list_length(members); ++i) {
            const Oid one = list_nth_oid(members, i);
            // A partition below the table has one parent, which is there already.
            const bool is_known = one != table && i < below && get_rel_relispartition(one);
            if (!is_known) members = add_parents(members, one);
        }
        return members;
    }));
    std::ranges::sort(all);
    return all;
}

bool may_have_rows(oid table) {
    return call([table] {
        const Relation open = relation_open(table, AccessShareLock);
        const bool found = RELKIND_HAS_STORAGE(open->rd_rel->relkind) && RelationGetNumberOfBlocks(open) > 0;
        relation_close(open, NoLock);
        return found;
    });
}

} // namespace pgt::pg
