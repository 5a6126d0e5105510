/// Where in a change buffer rows have been written lately, and whether consumed ones were left in it: so that a refresh need not
/// read what is pending for other consumers.
///
/// Kept in shared memory. Whatever is not known, because the module was not loaded when the server started or the server has
/// only just started, is found out by reading the whole buffer.
#pragma once

#include "pg/boundary/declarations.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace pgt::pg {

using block_number = std::uint32_t;

/// Blocks from the first to the last.
struct block_range {
    block_number first = 0;
    block_number last = 0;
    bool operator==(const block_range&) const = default;
};
/// In ascending order, without gaps of no blocks between them.
using block_ranges = std::vector<block_range>;
/// Wherever a row may stand.
inline constexpr block_range all_blocks{.first = 0, .last = std::numeric_limits<block_number>::max()};

/// Asks the server for the memory. Call it when the module is loaded, and only if the server is just starting.
void request_buffer_progress();

/// Where writers of a buffer say which blocks they have put rows into; null if no consumer counts them. A transaction has to look for
/// it after it has got its number, and to say so after the row was written. Neither raises errors.
struct buffer_place;
[[nodiscard]] buffer_place* find_place(const RelationData* buffer) noexcept;
void note_block(buffer_place* place, block_number written) noexcept;

/// Where the rows of transactions from `oldest` on stand, as far as they were written before the call.
[[nodiscard]] block_ranges blocks_since(const RelationData* buffer, std::uint64_t oldest);

/// Counts from now on what transactions that have no number yet will write: later calls of `blocks_since` will know. Says
/// from which transaction on; 0 without shared memory.
std::uint64_t begin_count(const RelationData* buffer);

/// Who made a change.
struct change_origin {
    std::uint64_t transaction = 0;
    std::uint32_t command = 0;
    auto operator<=>(const change_origin&) const = default;
};

/// What stands in a buffer before the blocks that the last refreshes have read.
struct left_behind {
    bool is_known = false;
    std::optional<change_origin> oldest; ///< if it is known: none if nothing was left
};
[[nodiscard]] left_behind what_was_left(const RelationData* buffer);
/// Says what was left now. `by_deleting`: this transaction has deleted the rest, which counts only if it commits.
void note_left(const RelationData* buffer, std::optional<change_origin> oldest, bool by_deleting);
/// This change, too, is left.
void also_left(const RelationData* buffer, std::optional<change_origin> one);
void forget_what_was_left(const RelationData* buffer);

/// Whether emptying the buffer as a whole may be tried: there is shared memory, and the last attempt did not fail.
[[nodiscard]] bool may_be_emptied(const RelationData* buffer);
/// Notes that an attempt begins; with success there will be another file.
void note_emptying(const RelationData* buffer);

} // namespace pgt::pg
