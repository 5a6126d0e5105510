/// What the server does before it tells that a transaction is about to commit, and what SQL that runs then makes necessary again.
#pragma once

namespace pgt::pg {

/// Fires those that are queued. Only before the commit.
void fire_deferred_triggers();
/// Closes the cursors that functions have left open; the server would find them when what they hold is gone. Returns whether there were any, whose end may have queued triggers. Only before the commit,
/// or before the transaction is prepared.
[[nodiscard]] bool close_cursors(bool is_prepared);

} // namespace pgt::pg
