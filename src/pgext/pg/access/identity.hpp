/// Whose rights count.
#pragma once

#include "pg/boundary/declarations.hpp"

#include <string>

namespace pgt::pg {

[[nodiscard]] oid current_user() noexcept;
/// Throws `error` if the role is gone.
[[nodiscard]] std::string user_name(oid role);
/// The role that owns the extension; it may do everything. Throws `error` if the extension is not in this
/// database.
[[nodiscard]] oid extension_owner();
[[nodiscard]] bool is_superuser(oid role);
/// Whether the current user has the rights of a role.
[[nodiscard]] bool may_act_as(oid role);
/// Throws `user_error` 42501 inside of a security-restricted operation: in what a refresh, an index or a maintenance command calls
/// nobody is to make what outlasts it. `what` is the function that was called.
void refuse_if_restricted(const char* what);

/// Acts as another role for as long as this lives. Restrictions that hold already go on holding.
class as_user {
  public:
    enum class mode : std::uint8_t {
        /// Only whose rights count changes; for statements of our own.
        plain,
        /// Also, what could outlast this or change roles is refused; for queries that users wrote.
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
