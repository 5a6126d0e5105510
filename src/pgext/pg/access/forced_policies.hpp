/// `without_forced_policies`: the owner of a table reads and writes all of it, whatever policies are forced upon him.
#pragma once

#include "pg/boundary/declarations.hpp"

namespace pgt::pg {

/// While one lives, the server analyses statements as if no table of the current user had FORCE ROW LEVEL SECURITY, as it does for its
/// own checks of foreign keys. For statements that maintain a stream table, and only while they are analysed: functions that they call are under
/// the policies. Whether a source may be read whole is what `query_rights` checks, outside of this.
class without_forced_policies {
  public:
    without_forced_policies() noexcept;
    without_forced_policies(const without_forced_policies&) = delete;
    without_forced_policies& operator=(const without_forced_policies&) = delete;
    ~without_forced_policies();

  private:
    oid user_ = no_oid;
    int restrictions_before_ = 0;
};

} // namespace pgt::pg
