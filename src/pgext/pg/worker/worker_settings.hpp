/// `pin_settings`, `set_lock_timeout`.
#pragma once

#include <chrono>

namespace pgt::pg {

/// Gives a background worker its own values of all settings by which a database, a role or ALTER SYSTEM could end it, make it wait,
/// or change what its own statements mean; for as long as the process lives. What only costs or saves time stays as users have it. Call
/// it right after connecting. Throws `error`.
void pin_settings();

/// How long transactions of a background worker wait for a lock from now on. Not within one. Throws `error`.
void set_lock_timeout(std::chrono::milliseconds longest);

} // namespace pgt::pg
