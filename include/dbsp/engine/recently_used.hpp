/// `recently_used`: which entries of a table have been used lately, by their hashes.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace dbsp::detail {

/// A set of hashes in a bit for each, which may be another one's, too.  Entries of one hash are in it together, or not.
class recently_used {
  public:
    void note(std::uint64_t hash) noexcept { bits_[word(hash)] |= bit(hash); }
    [[nodiscard]] bool contains(std::uint64_t hash) const { return (bits_[word(hash)] & bit(hash)) != 0; }
    /// Forgets all, and has room for the entries of a table of this size.
    void begin_anew(std::size_t entries) { bits_.assign(std::bit_ceil(entries / 8 + least), 0); }

  private:
    static constexpr std::size_t least = 64;
    [[nodiscard]] std::size_t word(std::uint64_t hash) const { return (hash >> 6U) & (bits_.size() - 1); }
    static std::uint64_t bit(std::uint64_t hash) { return std::uint64_t{1} << (hash & 63U); }

    std::vector<std::uint64_t> bits_ = std::vector<std::uint64_t>(least);
};

} // namespace dbsp::detail
