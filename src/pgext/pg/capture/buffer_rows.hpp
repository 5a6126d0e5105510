/// `buffer_rows`: the changes in a buffer that a frontier does not cover, read by statements without a copy.
#pragma once

#include "frontier/frontier.hpp"
#include "pg/access/relation.hpp"
#include "pg/access/snapshot.hpp"
#include "pg/capture/buffer_progress.hpp"
#include "pg/query/captured_rows.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace pgt::pg {

/// What was read of a buffer.
struct read_counts {
    std::size_t count = 0;               ///< changes that the frontier does not cover
    std::size_t seen = 0;                ///< all changes that the snapshot sees in these blocks
    std::optional<change_origin> oldest; ///< of the latter
};

class buffer_rows final : public captured_rows {
  public:
    /// `positions`: where the buffer holds the columns of the delta, counted from 0. The snapshot must outlast this object.
    buffer_rows(oid buffer, ext::frontier after, const snapshot& under, block_ranges where,
                std::vector<int> positions);

    [[nodiscard]] row_reader* begin(std::span<const int> columns) override;

    /// What the first reader that came to its end has counted. If none has, all is read now.
    [[nodiscard]] const read_counts& counts();

  private:
    friend class buffer_rows_reader;

    relation buffer_;
    ext::frontier after_;
    const snapshot* under_;
    block_ranges where_;
    std::vector<int> positions_;
    std::optional<read_counts> counts_;
};

/// What pages show without a look at the states of transactions: a change whose transaction was rolled back counts, and a change that another session is deleting does not.
struct buffer_glance {
    std::size_t rows = 0;   ///< changes that the frontier does not cover
    bool truncated = false; ///< the source may have been truncated among them
};
[[nodiscard]] buffer_glance glance_at(const relation& buffer, std::span<const block_range> where,
                                      const ext::frontier& after, const snapshot& under);

} // namespace pgt::pg
