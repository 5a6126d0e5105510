/// Comparing stream tables with their queries piece by piece: for users, and for the scheduler.
#pragma once

#include "catalog/history.hpp"
#include "catalog/stream_table.hpp"
#include "refresh/compare_piece.hpp"

#include <cstdint>
#include <optional>

namespace pgt::ext {

/// What was compared, and what is left.
struct audited_piece {
    compared_piece compared;
    std::optional<std::int64_t> from; ///< after this row id; nothing: from the first one of the relation on
    bool is_last = false;             ///< all pieces have been compared
};

/// Brings a table that was locked with `lock_for_refresh` up to date, compares the next piece of it, and records the result: after the last piece, and where
/// rows differ. Without `rows` the piece is so large that it is expected to take `audit_piece_ms`. A table that is planned again begins with the first piece
/// again. Throws as `verify_locked_table`.
[[nodiscard]] audited_piece audit_next_piece(stream_table table, std::optional<std::int64_t> rows,
                                             initiator by);

} // namespace pgt::ext
