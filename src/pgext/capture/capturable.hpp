/// Whether changes of a table can be captured, and for whom.
#pragma once

#include "pg/boundary/declarations.hpp"

namespace pgt::ext {

/// Throws `user_error` 0A000 for sources whose changes escape triggers on them: those that a crash empties, those that are
/// changed by way of a parent, those with partitions elsewhere, and the extension's own tables.
void refuse_uncapturable(pg::oid source);

/// Whether `owner` may have changes of `source` captured: capture puts triggers on it, holds back what its buffer has, and
/// waits for its writers, so it takes what CREATE TRIGGER takes. Takes no lock.
[[nodiscard]] bool may_capture(pg::oid owner, pg::oid source);

/// Throws `user_error` 42501 unless `may_capture`.
void require_capture_right(pg::oid owner, pg::oid source);

} // namespace pgt::ext
