/// Roles: whose privileges apply.
#pragma once

#include "pg/boundary/declarations.hpp"

#include <string>

namespace pgt::pg {

[[nodiscard]] oid current_user() noexcept;
/// Throws `error` if the role does not exist any more.
[[nodiscard]] std::string user_name(oid role);
/// The role that owns the extension, a superuser. Throws `error` if the extension is not in this
/// database.
[[nodiscard]] oid extension_owner();
/// Whether the current user has the privileges of a role.
[[nodiscard]] bool may_act_as(oid role);
/// Throws `user_error` 42501 inside of a security-restricted operation: code that a refresh, an index or a maintenance command calls must not create anything that outlasts it. `what` is the called function.
void refuse_if_restricted(const char* what);

/// Acts as another role during its lifetime. Existing restrictions remain in force.
class as_user {
  public:
    enum class mode : std::uint8_t {
        /// Changes only the role; for statements of pg_trickle itself.
        unrestricted,
        /// Also refuses whatever could outlast this or change roles; for queries of users.
        restricted,
    };
    explicit as_user(oid role, mode how = mode::restricted) noexcept;
    as_user(const as_user&) = delete;
    as_user& operator=(const as_user&) = delete;
    ~as_user();

  private:
    oid user_before_ = no_oid;
    int restrictions_before_ = 0;
};

} // namespace pgt::pg
