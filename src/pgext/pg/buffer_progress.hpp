/// Where in a change buffer rows have been written lately, and whether taken-in ones were left in it: so that a refresh need not
/// read what waits for others.
///
/// Kept in shared memory. Whatever is not known, because the module was not loaded when the server started or the server has
/// only just started, is found out by reading the whole buffer.
#pragma once

#include "pg/declarations.hpp"

#include <atomic>
#include <cstdint>
#include <limits>
#include <optional>

namespace pgt::pg {

using block_number = std::uint32_t;
/// After all blocks: nothing was written.
inline constexpr block_number no_block = std::numeric_limits<block_number>::max();

/// Asks the server for the memory. Call it when the module is loaded, and only if the server is just starting.
void request_buffer_progress();

/// The lowest block that writers of a buffer have put a row into since somebody asked; null if nobody has. A transaction
/// that writes has to ask after it has got its number. Nothing here raises errors.
using lowest_block = std::atomic<block_number>;
[[nodiscard]] lowest_block* find_lowest_block(const RelationData* buffer) noexcept;
/// To be called after the row was written, before the transaction commits.
inline void note_block(lowest_block* lowest, block_number written) noexcept {
    block_number before = lowest->load();
    while (written < before && !lowest->compare_exchange_weak(before, written)) {}
}

/// No row of a transaction from `oldest` on stands in a block before this one: a bound that holds for what was written before
/// the call. `no_block`: there is no such row.
[[nodiscard]] block_number first_block_of(const RelationData* buffer, std::uint64_t oldest);

/// Counts from now on what transactions that have no number yet will write: later calls of `first_block_of` will know.
/// Says from which transaction on.
std::uint64_t begin_count(const RelationData* buffer);
/// Whether nothing was written by such transactions since `begin_count` gave this number.
[[nodiscard]] bool nothing_written_since(const RelationData* buffer, std::uint64_t transaction);

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
