#include "pg/query/rights.hpp"

#include "pg/access/identity.hpp"
#include "pg/access/invalidation.hpp"
#include "pg/access/lookup.hpp"
#include "pg/boundary/guard.hpp"
#include "pg/query/query_facts.hpp"

#include <pgt/error.hpp>

#include <format>

extern "C" {
#include <catalog/objectaddress.h>
#include <catalog/pg_namespace.h>
#include <catalog/pg_proc.h>
#include <executor/executor.h>
#include <nodes/nodeFuncs.h>
#include <nodes/nodes.h>
#include <utils/acl.h>
#include <utils/lsyscache.h>
#include <utils/rls.h>
}

namespace pgt::pg {
namespace {

[[noreturn]] void refuse(const RTEPermissionInfo& missing) {
    const oid role = OidIsValid(missing.checkAsUser) ? missing.checkAsUser : current_user();
    const std::string name = printed_name(missing.relid);
    const char* const kind = call([id = missing.relid] {
        return get_relkind_objtype(get_rel_relkind(id)) == OBJECT_VIEW ? "view" : "table";
    });
    const char* const detail =
        OidIsValid(missing.checkAsUser)
            ? "The query reads it through a view, with the privileges of the view's owner."
            : "A stream table is refreshed with the privileges of its owner, which "
              "must include SELECT on all that "
              "the query reads, also inside views.";
    throw user_error(sqlstate::insufficient_privilege, std::format("permission denied for {} {}", kind, name))
        .detail(detail)
        .hint(std::format("GRANT SELECT ON {} TO {}.", name, user_name(role)));
}

bool is_denied(const RTEPermissionInfo* one) {
    return call([=] { return !ExecCheckOneRelPerms(const_cast<RTEPermissionInfo*>(one)); });
}

/// With row_security off, that is an error where a policy would hide rows.
void check_policies(const RTEPermissionInfo* one) {
    call([=] { (void)check_enable_rls(one->relid, one->checkAsUser, false); });
}

/// Hooks of other modules, such as security labels.
void ask_others(List* relations, List* permissions) {
    if (ExecutorCheckPerms_hook == nullptr) return;
    call([=] { (void)ExecutorCheckPerms_hook(relations, permissions, true); });
}

} // namespace

query_rights::query_rights(const analysed_query& query)
    : memory_(call([] {
          return AllocSetContextCreate(CurrentMemoryContext, "pg_trickle rights", ALLOCSET_SMALL_SIZES);
      })) {
    (void)changes_of_rights(); // they are counted from now on
    call([this, tree = query.tree] {
        const query_facts* const facts = collect_facts(tree);
        MemoryContext const before = MemoryContextSwitchTo(memory_);
        relations_ = static_cast<List*>(copyObjectImpl(facts->range_table));
        permissions_ = static_cast<List*>(copyObjectImpl(facts->permissions));
        schemas_ = list_copy(facts->schemas);
        for (const auto* one = facts->functions; one != nullptr; one = one->next) {
            functions_ = lappend_oid(functions_, one->id);
        }
        MemoryContextSwitchTo(before);
        MemoryContextSetParent(memory_, CacheMemoryContext); // now that nothing can fail any more
    });
}

query_rights::query_rights(const std::string& printed)
    : memory_(call([] {
          return AllocSetContextCreate(CurrentMemoryContext, "pg_trickle rights", ALLOCSET_SMALL_SIZES);
      })) {
    (void)changes_of_rights();
    call([this, text = printed.c_str()] {
        MemoryContext const before = MemoryContextSwitchTo(memory_);
        const auto* const parts = static_cast<const List*>(stringToNode(text));
        relations_ = static_cast<List*>(linitial(parts));
        permissions_ = static_cast<List*>(lsecond(parts));
        functions_ = static_cast<List*>(lthird(parts));
        schemas_ = static_cast<List*>(lfourth(parts));
        MemoryContextSwitchTo(before);
        MemoryContextSetParent(memory_, CacheMemoryContext); // now that nothing can fail any more
    });
}

std::string query_rights::printed() const {
    return call([this] { return nodeToString(list_make4(relations_, permissions_, functions_, schemas_)); });
}

query_rights::~query_rights() {
    call_in_destructor([this] { MemoryContextDelete(memory_); });
}

void query_rights::check() const {
    const std::uint64_t now = changes_of_rights();
    if (allowed_ == current_user() && as_of_ == now) return;
    check_schemas();
    check_relations();
    check_functions();
    allowed_ = current_user();
    as_of_ = now;
}

void query_rights::check_relations() const {
    const ListCell* cell = nullptr;
    foreach (cell, permissions_) {
        const auto* const one = static_cast<const RTEPermissionInfo*>(lfirst(cell));
        if (is_denied(one)) refuse(*one);
        check_policies(one);
    }
    ask_others(relations_, permissions_);
}

void query_rights::check_schemas() const {
    call([this] {
        const ListCell* cell = nullptr;
        foreach (cell, schemas_) {
            const Oid schema = lfirst_oid(cell);
            const AclResult allowed = object_aclcheck(NamespaceRelationId, schema, GetUserId(), ACL_USAGE);
            if (allowed != ACLCHECK_OK) aclcheck_error(allowed, OBJECT_SCHEMA, get_namespace_name(schema));
        }
    });
}

void query_rights::check_functions() const {
    call([this] {
        const ListCell* cell = nullptr;
        foreach (cell, functions_) {
            const Oid function = lfirst_oid(cell);
            const AclResult allowed =
                object_aclcheck(ProcedureRelationId, function, GetUserId(), ACL_EXECUTE);
            if (allowed != ACLCHECK_OK) { aclcheck_error(allowed, OBJECT_FUNCTION, get_func_name(function)); }
        }
    });
}

} // namespace pgt::pg
