/// `without_user_triggers`, `without_guard`: keep triggers on stream tables from refreshes.
#pragma once

#include "pg/boundary/declarations.hpp"

struct EState;
struct RelationData;

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

/// While one lives, a `change_statement` does not call the trigger that would refuse direct writes to a stream table, once for each kind of change: it would let
/// them pass.
class without_guard {
  public:
    explicit without_guard(oid table) noexcept;
    without_guard(const without_guard&) = delete;
    without_guard& operator=(const without_guard&) = delete;
    ~without_guard();

  private:
    oid before_;
};

/// Disables in a statement that was started the triggers that are not wanted, and has the others checked when it ends: none is put off. Only inside `call`.
void prepare_triggers(EState* statement);
/// Whether a statement that changes a table fires any trigger that is wanted, and no `own_triggers`. Only inside `call`.
[[nodiscard]] bool fires_other_triggers(const RelationData* table);

/// Whether triggers of users may fire. Throws `error`.
[[nodiscard]] bool has_user_triggers(oid table);

} // namespace pgt::pg
