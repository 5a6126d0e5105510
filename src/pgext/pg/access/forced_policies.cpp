#include "pg/access/forced_policies.hpp"

#include "pg/boundary/server.hpp"

extern "C" {
#include <miscadmin.h>
}

namespace pgt::pg {

without_forced_policies::without_forced_policies() noexcept {
    GetUserIdAndSecContext(&user_, &restrictions_before_);
    SetUserIdAndSecContext(user_, restrictions_before_ | SECURITY_NOFORCE_RLS);
}

without_forced_policies::~without_forced_policies() { SetUserIdAndSecContext(user_, restrictions_before_); }

} // namespace pgt::pg
