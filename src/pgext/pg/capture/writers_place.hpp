/// `writers_place`: the transactions that have last written to something, and been committed.
#pragma once

#include "pg/access/snapshot.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace pgt::pg {

/// For shared memory: all zero is empty. Holds few transactions, and of those before them only by when a snapshot is certain to see them all.
class writers_place {
  public:
    /// Another transaction has committed. `last_ended` is the highest number among all transactions that have ended, read after that.
    void add(std::uint64_t writer, std::uint64_t last_ended) noexcept {
        for (writer_end& one : recent_) {
            if (one.writer == writer) { return; }
        }
        before_ = std::max(before_, recent_[next_].seen_above());
        recent_[next_] = {.writer = writer, .last_ended = last_ended};
        next_ = (next_ + 1) % recent_.size();
    }

    /// Whether a snapshot sees all of them.
    [[nodiscard]] bool are_seen_by(const snapshot_bounds& seen) const {
        return before_ < seen.end && std::ranges::all_of(
                                         recent_,
                                         [&seen](const writer_end& one) {
                                             return one.writer == 0 || one.writer == seen.own ||
                                                    seen.includes(one.writer);
                                         });
    }

  private:
    struct writer_end {
        std::uint64_t writer; ///< 0: none
        std::uint64_t last_ended;

        /// Every snapshot whose end is above this number was taken after the writer had ended: the end of a snapshot is the number after the highest among the
        /// transactions that had ended when it was taken. Where the writer has that number itself, the snapshot that ends there has seen it end, too.
        [[nodiscard]] std::uint64_t seen_above() const noexcept {
            return writer == last_ended ? last_ended : last_ended + 1;
        }
    };

    std::uint64_t before_; ///< the highest `seen_above` of those that are not among the recent ones
    std::size_t next_;
    std::array<writer_end, 2> recent_;
};

} // namespace pgt::pg
