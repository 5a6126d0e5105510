/// Deferred triggers that are queued while a transaction is about to commit.
#pragma once

namespace pgt::pg {

/// Fires those that are queued. Only before the commit.
void fire_deferred_triggers();

} // namespace pgt::pg
