/// `gathered`: an order of rows in which those of one hash stand near each other.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <vector>

namespace dbsp::detail {

/// Rows are divided by some bits of their hashes, into parts of some hundreds; within each they keep their order.
class gathered {
  public:
    /// `hash_at(i)` of `count` rows, less than 2^32.
    template <class HashAt> gathered(std::size_t count, HashAt&& hash_at) : order_(count) {
        auto const bits = std::clamp(static_cast<unsigned>(std::bit_width(count / 512)), 1U, 11U);
        std::vector<std::uint32_t> next(std::size_t{1} << bits);
        std::vector<std::uint16_t> parts(count);
        for (std::size_t i = 0; i < count; ++i) {
            parts[i] = part_of(hash_at(i), bits);
            ++next[parts[i]];
        }
        std::uint32_t sum = 0;
        for (auto& one : next) {
            sum += one;
            one = sum - one;
        }
        for (std::size_t i = 0; i < count; ++i) { order_[next[parts[i]]++] = static_cast<std::uint32_t>(i); }
    }

    [[nodiscard]] std::size_t operator[](std::size_t at) const { return order_[at]; }
    /// `use` for `count` places from `from` on, if there are so many.
    template <class Use> void ahead(std::size_t from, std::size_t count, Use&& use) const {
        for (auto at = from; at < std::min(from + count, order_.size()); ++at) { use(order_[at]); }
    }

  private:
    static std::uint16_t part_of(std::uint64_t hash, unsigned bits) {
        constexpr std::uint64_t odd =
            0xD6E8FEB86659FD93U; // not that of the tables: they would be filled from one end
        return static_cast<std::uint16_t>(hash * odd >> (64U - bits));
    }

    std::vector<std::uint32_t> order_;
};

} // namespace dbsp::detail
