#include "pg/access/identity.hpp"

#include <pgt/error.hpp>

#include <format>

#include "pg/boundary/guard.hpp"

extern "C" {
#include <access/genam.h>
#include <access/htup_details.h>
#include <access/table.h>
#include <catalog/pg_extension.h>
#include <commands/extension.h>
#include <utils/acl.h>
#include <utils/fmgroids.h>
}

namespace pgt::pg {
namespace {

oid owner_of_extension(const char* name) {
    const Relation extensions = table_open(ExtensionRelationId, AccessShareLock);
    ScanKeyData key;
    ScanKeyInit(&key, Anum_pg_extension_extname, BTEqualStrategyNumber, F_NAMEEQ, CStringGetDatum(name));
    const SysScanDesc scan = systable_beginscan(extensions, ExtensionNameIndexId, true, nullptr, 1, &key);
    const HeapTuple tuple = systable_getnext(scan);
    if (!HeapTupleIsValid(tuple)) {
        ereport(ERROR, (errcode(ERRCODE_UNDEFINED_OBJECT), errmsg("extension \"%s\" does not exist", name)));
    }
    const Oid owner = (reinterpret_cast<Form_pg_extension>(GETSTRUCT(tuple)))->extowner;
    systable_endscan(scan);
    table_close(extensions, AccessShareLock);
    return owner;
}

} // namespace

oid current_user() noexcept { return GetUserId(); }

std::string user_name(oid role) {
    return call([=] { return const_cast<const char*>(GetUserNameFromId(role, false)); });
}

oid extension_owner() {
    return call([] { return owner_of_extension("pg_trickle"); });
}

bool may_act_as(oid role) {
    return call([=] { return has_privs_of_role(GetUserId(), role); });
}

void refuse_if_restricted(const char* what) {
    if (!InSecurityRestrictedOperation()) return;
    throw user_error(sqlstate::insufficient_privilege,
                     std::format("cannot execute {} within security-restricted operation", what))
        .detail("It was called from what a refresh, an index or a maintenance command runs with the "
                "privileges of "
                "an owner.");
}

as_user::as_user(oid role, mode how) noexcept {
    GetUserIdAndSecContext(&user_before_, &restrictions_before_);
    const int more = how == mode::restricted ? SECURITY_RESTRICTED_OPERATION : 0;
    SetUserIdAndSecContext(role, restrictions_before_ | SECURITY_LOCAL_USERID_CHANGE | more);
}

as_user::~as_user() { SetUserIdAndSecContext(user_before_, restrictions_before_); }

} // namespace pgt::pg
