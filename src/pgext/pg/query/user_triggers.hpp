/// `without_user_triggers`: keeps triggers of users on stream tables from refreshes that replace rows.
#pragma once

struct EState;

namespace pgt::pg {

/// While one lives, a `change_statement` fires no triggers but those of pg_trickle itself.
class without_user_triggers {
  public:
    /// With false it changes nothing.
    explicit without_user_triggers(bool is_wanted) noexcept;
    without_user_triggers(const without_user_triggers&) = delete;
    without_user_triggers& operator=(const without_user_triggers&) = delete;
    ~without_user_triggers();

  private:
    bool before_;
};

/// Disables them in a statement that was started, if they are not wanted. Only inside `call`.
void leave_out_user_triggers(EState* statement);

} // namespace pgt::pg
