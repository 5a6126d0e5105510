/// `pin_settings`.
#pragma once

namespace pgt::pg {

/// Gives a background worker its own values of all settings by which a database, a role or ALTER SYSTEM could end it, make it wait,
/// or change what its own statements mean; for as long as the process lives. What only costs or saves time stays as users have it. Call
/// it right after connecting. Throws `error`.
void pin_settings();

} // namespace pgt::pg
