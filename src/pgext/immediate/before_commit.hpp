/// What stream tables apply when the transaction commits.
#pragma once

namespace pgt::ext {

/// Applies what replication has changed, and all changes to stream tables in mode ON COMMIT, until deferred triggers change nothing more. Throws `user_error` if a statement has not told what it has changed; `is_prepared`: the transaction is not committed but prepared.
void apply_before_commit(bool is_prepared);

} // namespace pgt::ext
