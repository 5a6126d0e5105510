/// `table_watch`: what the statements of a stream table depend on, and whether it has changed.
#pragma once

#include "catalog/source.hpp"
#include "catalog/stream_table.hpp"
#include "pg/access/invalidation.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace pgt::ext {

/// Watches the stream table, its states, its definition, and all that the definition reads. Made before any of them is looked at, so that no
/// change is missed.
class table_watch {
  public:
    explicit table_watch(const stream_table& table);

    /// All relations that a refresh may read, partitions aside, in ascending order, which is the order of locks.
    [[nodiscard]] const std::vector<pg::oid>& reads() const noexcept { return reads_; }
    /// The states that exist, in the order of their numbers.
    [[nodiscard]] const std::vector<pg::oid>& states() const noexcept { return states_; }
    /// Whether some source has partitions.
    [[nodiscard]] bool has_partitions() const noexcept { return has_partitions_; }

    /// Whether no definition may have changed since this was made.
    [[nodiscard]] bool is_current(const stream_table& table) const noexcept {
        return generation_ == table.generation && !watch_.triggered();
    }
    /// The same after a closer look at the definitions: only their statistics may have changed.
    [[nodiscard]] bool is_still_current(const stream_table& table);
    /// All that was looked at, as text: that of another session is the same if and only if the definitions are.
    [[nodiscard]] std::string content() const;
    [[nodiscard]] bool has_news() const noexcept { return watch_.triggered(); }

  private:
    explicit table_watch(const stream_table& table, const std::vector<dependency>& dependencies);

    std::int64_t generation_;
    std::vector<pg::oid> states_;
    std::vector<pg::oid> reads_;
    bool has_partitions_;
    pg::relation_watch watch_;
    std::vector<std::vector<std::string>> keys_; ///< of the stream tables among them
    std::uint64_t signature_;                    ///< of the definitions of all relations that are watched
};

} // namespace pgt::ext
