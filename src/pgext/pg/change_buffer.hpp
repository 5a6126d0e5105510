/// Change buffers as tables: making them, reading them, emptying them.
#pragma once

#include "capture/frontier.hpp"
#include "pg/buffer_format.hpp"
#include "pg/delta_store.hpp"
#include "pg/relation.hpp"
#include "pg/snapshot.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace pgt::pg {

/// The buffer of a source, if it has one.
[[nodiscard]] std::optional<oid> find_buffer(oid source);

/// Makes an empty buffer, which `owner` owns. It is a member of the extension: it goes with it, dumps leave it out, and nobody
/// drops it by itself. What changes in it is no part of logical replication.
oid create_buffer(oid source, std::span<const column> columns, oid owner);
/// Those of `columns` that the buffer lacks, or has with another type.
[[nodiscard]] std::vector<column> not_in_buffer(std::vector<column> columns, oid buffer);
/// Adds columns, in place of those that it has with another type. In rows that are there already, they are NULL.
void add_buffer_columns(oid buffer, std::span<const column> columns);
/// Drops the columns whose types are not those of the source any more: what is in them and what comes has no place together.
void drop_misfits(oid buffer, oid source);
/// Whether it has none of these.
[[nodiscard]] bool fits_source(oid buffer, oid source);
void drop_buffer(oid buffer);

/// Where a change stands in its buffer, and who made it.
struct change_place {
    std::uint32_t block;
    std::uint16_t line;
    std::uint32_t command;
    std::uint64_t transaction;

    /// Ascends in the order of a scan.
    static constexpr std::uint64_t row(std::uint32_t block, std::uint16_t line) {
        return (std::uint64_t{block} << 16U) | line;
    }
    [[nodiscard]] constexpr std::uint64_t row() const { return row(block, line); }
};

/// What has been read from a buffer.
struct buffer_content {
    /// The changes that the frontier does not cover; nothing if there are none.
    std::optional<delta_store> rows;
    /// How many they are, before any are added up.
    std::size_t count = 0;
    /// Whether changes that look alike are one row, with the sum of their weights.
    bool net = false;
    /// Among them the source was truncated.
    bool truncated = false;
    /// All changes that the snapshot sees.
    std::vector<change_place> places;
};

/// A column of the source whose changes are wanted, and what they are to be called.
struct wanted_column {
    column_number number = 0;
    delta_column as;
};

/// What is read of a buffer, and what it becomes.
struct buffer_request {
    std::span<const wanted_column> columns;
    std::string name;       ///< of the delta
    bool wants_net = false; ///< add changes up that look alike, if that is cheap
};

/// Reads what `under` sees and `after` does not cover, in one scan. Throws `user_error` if the buffer lacks a
/// column.
[[nodiscard]] buffer_content read_buffer(const relation& buffer, const ext::frontier& after,
                                         const snapshot& under, const buffer_request& wanted);

/// Whether there is something to read. Stops at the first.
[[nodiscard]] bool has_changes(const relation& buffer, const ext::frontier& after, const snapshot& under);

/// How many there are to read; that the source was truncated counts as one.
[[nodiscard]] std::int64_t count_changes(const relation& buffer, const ext::frontier& after,
                                         const snapshot& under);

/// What a buffer takes on disk, with what stands beside it for large values.
[[nodiscard]] std::int64_t bytes_of(const relation& buffer);

/// Deletes those of `places` that every one of `frontiers` covers; leaves what somebody else is just
/// deleting. Says how many were deleted.
std::size_t delete_changes(const relation& buffer, std::span<const change_place> places,
                           std::span<const ext::frontier> frontiers);

/// Empties a large buffer at once if it holds nothing but what stands in `places`, every one of `frontiers` covers that, and
/// nobody is writing to it or reading it; says whether it did. Others wait for the end of the transaction if they want
/// to. Rows that are deleted one by one leave their place behind, which every scan passes until a vacuum has
/// come.
[[nodiscard]] bool empty_if_large(const relation& buffer, std::span<const change_place> places,
                                  std::span<const ext::frontier> frontiers);

} // namespace pgt::pg
