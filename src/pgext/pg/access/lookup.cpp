#include "pg/access/lookup.hpp"

#include <pgt/error.hpp>

#include <format>

#include "pg/access/relation.hpp"
#include "pg/boundary/guard.hpp"

extern "C" {
#include <access/htup_details.h>
#include <access/relation.h>
#include <catalog/namespace.h>
#include <catalog/pg_authid.h>
#include <catalog/pg_class.h>
#include <catalog/pg_inherits.h>
#include <storage/bufmgr.h>
#include <utils/acl.h>
#include <utils/lsyscache.h>
#include <utils/rel.h>
#include <utils/syscache.h>
#include <utils/varlena.h>
}

namespace pgt::pg {
namespace {

/// The name as the server reads it. Throws `user_error` for an invalid one.
RangeVar* range_of(const std::string& written) {
    List* names = NIL;
    // It modifies the text.
    char* const copy = call([text = written.c_str()] { return pstrdup(text); });
    const bool is_name = call([=, &names] { return SplitIdentifierString(copy, '.', &names); });
    if (!is_name || names == NIL || list_length(names) > 3) {
        throw user_error(sqlstate::invalid_name, std::format("invalid relation name: \"{}\"", written))
            .hint(
                "Write it as in SQL: name or schema.name, with double quotes around names that have capitals "
                "or special characters.");
    }
    return call([=] {
        List* parts = NIL;
        for (int i = 0; i < list_length(names); ++i) {
            parts = lappend(parts, makeString(static_cast<char*>(list_nth(names, i))));
        }
        return makeRangeVarFromNameList(parts);
    });
}

std::optional<oid> if_valid(oid found) { return OidIsValid(found) ? std::optional(found) : std::nullopt; }

} // namespace

std::optional<oid> find_relation(const std::string& written) {
    const RangeVar* const range = range_of(written);
    return if_valid(call([=] { return RangeVarGetRelid(range, NoLock, true); }));
}

relation_name name_for_creation(const std::string& written) {
    struct parts {
        const char* schema;
        const char* name;
    };
    const RangeVar* const range = range_of(written);
    const parts found = call([=] {
        const Oid schema = RangeVarGetCreationNamespace(range);
        return parts{.schema = get_namespace_name(schema), .name = range->relname};
    });
    return {found.schema, found.name};
}

std::optional<relation_name> name_of_relation(oid relation) {
    struct parts {
        const char* schema;
        const char* name;
    };
    const parts found = call([=] {
        const char* const name = get_rel_name(relation);
        return parts{.schema = name == nullptr ? nullptr : get_namespace_name(get_rel_namespace(relation)),
                     .name = name};
    });
    if (found.name == nullptr || found.schema == nullptr) return std::nullopt;
    return relation_name{found.schema, found.name};
}

std::string printed_name(oid relation) {
    const std::optional<relation_name> name = name_of_relation(relation);
    return name ? name->for_people() : std::to_string(relation);
}

bool is_temporary(const relation_name& name) {
    return call(
        [schema = name.schema.c_str()] { return isAnyTempNamespace(get_namespace_oid(schema, true)); });
}

oid owner_of_relation(oid relation) {
    return call([=]() -> oid {
        const HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
        if (!HeapTupleIsValid(tuple)) return InvalidOid;
        const Oid owner = reinterpret_cast<Form_pg_class>(GETSTRUCT(tuple))->relowner;
        ReleaseSysCache(tuple);
        return owner;
    });
}

bool is_unlogged(oid relation) {
    return call([=] { return get_rel_persistence(relation) == RELPERSISTENCE_UNLOGGED; });
}

bool holds_rows(oid relation) {
    const char kind = call([=] { return get_rel_relkind(relation); });
    return kind == RELKIND_RELATION || kind == RELKIND_PARTITIONED_TABLE || kind == RELKIND_FOREIGN_TABLE ||
           kind == RELKIND_MATVIEW;
}

bool has_kind(oid relation, char kind) {
    return call([=] { return get_rel_relkind(relation) == kind; });
}

std::int64_t blocks_of(oid relation) {
    std::int64_t blocks = 0;
    for (const oid part : lock_with_members(relation, lock_mode::access_share)) {
        blocks += call([=]() -> std::int64_t {
            const Relation open = relation_open(part, NoLock);
            const bool has_storage = RELKIND_HAS_STORAGE(open->rd_rel->relkind);
            const std::int64_t found = has_storage ? RelationGetNumberOfBlocks(open) : 0;
            relation_close(open, NoLock);
            return found;
        });
    }
    return blocks;
}

bool is_owner(oid relation) {
    return call([=] { return object_ownercheck(RelationRelationId, relation, GetUserId()); });
}

bool may_create_triggers(oid role, oid relation) {
    return call([=] { return pg_class_aclcheck(relation, role, ACL_TRIGGER) == ACLCHECK_OK; });
}

bool is_child(oid relation) {
    return call([=] { return has_superclass(relation); });
}

bool may_maintain(oid relation) {
    return call([=] { return pg_class_aclcheck(relation, GetUserId(), ACL_MAINTAIN) == ACLCHECK_OK; });
}

bool may_see_statistics(oid relation) {
    return call([=] {
        bool is_missing = false;
        const Oid user = GetUserId();
        return has_privs_of_role(user, ROLE_PG_READ_ALL_STATS) ||
               pg_class_aclcheck_ext(relation, user, ACL_SELECT, &is_missing) == ACLCHECK_OK ||
               (!is_missing && pg_attribute_aclcheck_all_ext(relation, user, ACL_SELECT, ACLMASK_ANY,
                                                             &is_missing) == ACLCHECK_OK);
    });
}

std::int64_t estimated_rows(oid relation) {
    return call([=]() -> std::int64_t {
        const HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
        if (!HeapTupleIsValid(tuple)) return 0;
        const float4 rows = reinterpret_cast<Form_pg_class>(GETSTRUCT(tuple))->reltuples;
        ReleaseSysCache(tuple);
        return rows < 0 ? 0 : static_cast<std::int64_t>(rows);
    });
}

bool may_select(oid relation) {
    return call([=] { return pg_class_aclcheck(relation, GetUserId(), ACL_SELECT) == ACLCHECK_OK; });
}

} // namespace pgt::pg
