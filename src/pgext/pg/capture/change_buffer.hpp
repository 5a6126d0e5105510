/// Change buffers as tables: making them, reading them, emptying them.
#pragma once

#include "frontier/frontier.hpp"
#include "pg/access/relation.hpp"
#include "pg/access/snapshot.hpp"
#include "pg/capture/buffer_format.hpp"
#include "pg/capture/buffer_progress.hpp"
#include "pg/capture/buffer_rows.hpp"
#include "pg/query/delta_store.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace pgt::pg {

/// The buffer of a source, if it has one.
[[nodiscard]] std::optional<oid> find_buffer(oid source);

/// Makes an empty buffer, which `owner` owns. It is a member of the extension: it is dropped with it, dumps leave it out, and it cannot be dropped by itself. Its changes are not replicated logically.
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

/// A row of a buffer: where it stands, and the change it is of.
struct change_tid {
    block_number block;
    std::uint16_t line;
    change_origin by;
};

/// What has been read from a buffer.
struct buffer_content {
    /// The changes that the frontier does not cover; nothing if there are none.
    std::optional<delta_store> rows;
    /// Set where `rows` are not copied: until `count_read` their number is an estimate, and what was seen is not known.
    std::shared_ptr<buffer_rows> uncopied;
    /// How many they are, before any are added up.
    std::size_t count = 0;
    /// Whether identical rows are one, with the sum of their weights.
    bool net = false;
    /// Among them the source was truncated.
    bool truncated = false;
    /// What was looked at: no change that the frontier does not cover stands elsewhere.
    block_ranges where;
    /// Of all changes there, applied before or to be applied now.
    std::optional<change_origin> oldest;
    /// How many these are.
    std::size_t seen = 0;
    /// All of them, if they are few; else none.
    std::vector<change_tid> tids;
    static constexpr std::size_t most_tids = 256;

    [[nodiscard]] bool saw_all() const { return where == block_ranges{all_blocks}; }
    /// To be called when statements have read the rows: after this all numbers are right.
    void count_read();
};

/// A column of the source whose changes are wanted, and what they are to be called.
struct wanted_column {
    column_number number = 0;
    delta_column as;
};

/// As they are in the delta.
[[nodiscard]] std::vector<delta_column> columns_of(std::span<const wanted_column> wanted);

/// What is read of a buffer, and what it becomes.
struct buffer_request {
    std::span<const wanted_column> columns;
    std::string name;       ///< of the delta
    bool wants_net = false; ///< add up the weights of identical rows, if that is cheap
    std::size_t uncopied_from =
        0; ///< so many or more are not copied, but read by the statements; 0: all are copied
};

/// Reads what `under` sees and `after` does not cover, in one scan. Throws `user_error` if the buffer lacks a
/// column.
[[nodiscard]] buffer_content read_buffer(const relation& buffer, const ext::frontier& after,
                                         const snapshot& under, const buffer_request& wanted);

/// Whether there is something to read after each of the frontiers, in one scan that ends when there is for all of them.
[[nodiscard]] std::vector<bool> have_changes(const relation& buffer, std::span<const ext::frontier> after,
                                             const snapshot& under);

/// How many there are to read after each of the frontiers, in one scan; that the source was truncated counts as one.
[[nodiscard]] std::vector<std::int64_t>
count_changes(const relation& buffer, std::span<const ext::frontier> after, const snapshot& under);

/// What a buffer takes on disk, with what stands beside it for large values.
[[nodiscard]] std::int64_t bytes_of(const relation& buffer);

struct deletion {
    std::size_t deleted = 0;
    std::optional<change_origin> oldest_left;
};
/// Deletes what `consumed` covers in some blocks; leaves what a concurrent session is deleting.
deletion delete_changes(const relation& buffer, std::span<const block_range> where,
                        const ext::frontier& consumed);

/// The same of some rows, without a scan.
deletion delete_tids(const relation& buffer, std::span<const change_tid> tids, const ext::frontier& consumed);

/// Whether blocks are so many that emptying the buffer as a whole is worth it.
[[nodiscard]] bool are_many(const relation& buffer, std::span<const block_range> blocks);

/// Whether it holds nothing but what `consumed` covers.
[[nodiscard]] bool is_consumed(const relation& buffer, const ext::frontier& consumed);

/// Whether it has places for just so many rows, which a snapshot has seen in it that is still in use: then no other row stands in it. That takes a look at the head of each
/// page, and none at the rows.
[[nodiscard]] bool has_places_for(const relation& buffer, std::size_t rows);

/// If `consumed` covers all that a buffer holds, empties it as a whole when this transaction is
/// about to commit; says whether that is intended. It is not done after all if something was written to it since, a concurrent session
/// uses it, or `is_still_right` says no then. Writers have to wait only for the commit itself. Rows that are deleted one by
/// one leave their place behind, which scans pass until a vacuum has come. `seen` rows of it are known to be covered.
[[nodiscard]] bool empty_at_commit(const relation& buffer, const ext::frontier& consumed, std::size_t seen,
                                   std::function<bool()> is_still_right);

} // namespace pgt::pg
