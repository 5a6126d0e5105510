/// Whether changes of a table can be captured, and for whom.
#pragma once

#include "pg/boundary/declarations.hpp"

#include <string_view>

namespace pgt::ext {

/// Whether a partition or child of a source is anything but a logged table of this server that all sessions see.
[[nodiscard]] bool is_out_of_reach(pg::oid member);

/// Throws `user_error` 0A000 for sources whose changes escape triggers on them: those that a crash empties, and those with
/// partitions or children elsewhere.
void refuse_uncapturable(pg::oid source);

/// Throws `user_error` 0A000 for sources whose rows statements change that name other tables: modes that maintain stream tables within
/// the transaction learn from statements what they have changed.
void refuse_rows_by_statement(pg::oid source, std::string_view mode);

/// Whether `owner` may have changes of `source` captured: capture puts triggers on it, holds back what its buffer has, and
/// waits for its writers, so it takes what CREATE TRIGGER takes. Takes no lock.
[[nodiscard]] bool may_capture(pg::oid owner, pg::oid source);

/// Throws `user_error` 0A000 unless triggers see what changes in a table, the source or a partition of it, and a crash leaves it as
/// it is.
void refuse_unless_capturable(pg::oid table);

/// Whether triggers may tell when rows have changed that a query of `source` reads, and `owner` may have them created: all tables
/// whose statements may change such rows are users' own, and `owner` has the privilege TRIGGER on the source and on those above it.
[[nodiscard]] bool may_mark(pg::oid owner, pg::oid source);

/// Throws `user_error` 42501 unless `may_capture`.
void require_capture_right(pg::oid owner, pg::oid source);

} // namespace pgt::ext
