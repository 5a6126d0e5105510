/// What stream tables in mode IMMEDIATE apply only when the transaction commits.
#pragma once

namespace pgt::ext {

/// Applies what replication has changed. Throws `user_error` if a statement has not told what it has changed.
void apply_before_commit();

} // namespace pgt::ext
