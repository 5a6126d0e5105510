/// Spreads numbers over the places of a table.
#pragma once

#include <cstdint>

namespace pgt::pg {

/// Fibonacci hashing (Knuth, The Art of Computer Programming, volume 3, section 6.4), of which the high bits are the good ones: 24 bits.
[[nodiscard]] constexpr std::uint64_t spread(std::uint64_t number) noexcept {
    return (number * 0x9E3779B97F4A7C15U) >> 40U;
}

} // namespace pgt::pg
