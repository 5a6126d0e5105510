#include "pg/access/relation.hpp"

#include "pg/access/oid_list.hpp"
#include "pg/boundary/guard.hpp"

#include <algorithm>
#include <utility>

extern "C" {
#include <access/relation.h>
#include <catalog/namespace.h>
#include <catalog/partition.h>
#include <catalog/pg_inherits.h>
#include <storage/lmgr.h>
#include <utils/lsyscache.h>
#include <utils/rel.h>
}

namespace pgt::pg {
namespace {

generated made(char letter) {
    switch (letter) {
    case ATTRIBUTE_GENERATED_STORED: return generated::stored;
    case ATTRIBUTE_GENERATED_VIRTUAL: return generated::virtually;
    default: return generated::no;
    }
}

column describe(const FormData_pg_attribute& attribute) {
    return {.number = attribute.attnum,
            .name = NameStr(attribute.attname),
            .type = attribute.atttypid,
            .modifier = attribute.atttypmod,
            .collation = attribute.attcollation,
            .made = made(attribute.attgenerated),
            .not_null = attribute.attnotnull};
}

} // namespace

relation::relation(oid id, lock_mode mode)
    : relation_(call([=] { return relation_open(id, static_cast<LOCKMODE>(mode)); })) {}

std::optional<relation> relation::find(oid id, lock_mode mode) {
    RelationData* const open = call([=] { return try_relation_open(id, static_cast<LOCKMODE>(mode)); });
    if (open == nullptr) return std::nullopt;
    return relation(open);
}

std::optional<relation> relation::find_if_free(oid id, lock_mode mode) {
    RelationData* const open = call([=]() -> RelationData* {
        if (!ConditionalLockRelationOid(id, static_cast<LOCKMODE>(mode))) return nullptr;
        RelationData* const found = try_relation_open(id, NoLock);
        if (found == nullptr) UnlockRelationOid(id, static_cast<LOCKMODE>(mode));
        return found;
    });
    if (open == nullptr) return std::nullopt;
    return relation(open);
}

relation::relation(relation&& other) noexcept : relation_(std::exchange(other.relation_, nullptr)) {}

relation::~relation() {
    if (relation_ != nullptr) call_in_destructor([open = relation_] { relation_close(open, NoLock); });
}

oid relation::id() const noexcept { return RelationGetRelid(relation_); }
oid relation::owner() const noexcept { return relation_->rd_rel->relowner; }
std::string relation::name() const { return RelationGetRelationName(relation_); }
char relation::kind() const noexcept { return relation_->rd_rel->relkind; }
bool relation::is_temporary() const noexcept { return RelationUsesLocalBuffers(relation_); }
bool relation::is_unlogged() const noexcept {
    return relation_->rd_rel->relpersistence == RELPERSISTENCE_UNLOGGED;
}

std::string relation::schema() const {
    const char* const name =
        call([this]() -> const char* { return get_namespace_name(RelationGetNamespace(relation_)); });
    return name == nullptr ? "" : name;
}

std::vector<column> relation::columns() const {
    const TupleDescData* const description = relation_->rd_att;
    std::vector<column> result;
    for (int i = 0; i < description->natts; ++i) {
        const FormData_pg_attribute& attribute = *TupleDescAttr(const_cast<TupleDescData*>(description), i);
        if (!attribute.attisdropped) result.push_back(describe(attribute));
    }
    return result;
}

namespace {

/// Inside `call`: a relation and those below it. One that is gone has none.
List* members_of(Oid root, LOCKMODE mode) {
    if (get_rel_relkind(root) == '\0') return list_make1_oid(root);
    return find_all_inheritors(root, mode, nullptr);
}

} // namespace

std::vector<oid> lock_with_members(oid root, lock_mode mode) {
    return oids_in(call([=] {
        LockRelationOid(root, static_cast<LOCKMODE>(mode));
        return members_of(root, static_cast<LOCKMODE>(mode));
    }));
}

std::vector<oid> with_members(std::span<const oid> roots) {
    std::vector<oid> all;
    for (const oid root : roots) {
        const List* const found = call([root] { return members_of(root, NoLock); });
        for (const oid one : oids_in(found)) all.push_back(one);
    }
    return in_lock_order(std::move(all));
}

std::vector<oid> ancestors(oid partition) {
    return oids_in(
        call([=] { return get_rel_relispartition(partition) ? get_partition_ancestors(partition) : NIL; }));
}

std::optional<oid> find_relation(const std::string& schema, const std::string& name) {
    const oid found = call([in = schema.c_str(), called = name.c_str()] {
        const Oid space = get_namespace_oid(in, true);
        return OidIsValid(space) ? get_relname_relid(called, space) : InvalidOid;
    });
    if (found == no_oid) return std::nullopt;
    return found;
}

} // namespace pgt::pg
