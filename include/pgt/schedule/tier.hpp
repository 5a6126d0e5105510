/// Tiers and service classes: how often a stream table is refreshed, and before which others.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace pgt::schedule {

/// By which factor a tier stretches a schedule that is a duration.
enum class tier : std::uint8_t { hot, warm, cold, frozen };
inline constexpr std::array<std::string_view, 4> tier_names{"hot", "warm", "cold", "frozen"};

/// 0: never refreshed.
[[nodiscard]] constexpr int stretch_of(tier which) {
    constexpr std::array factors{1, 2, 10, 0};
    return factors[static_cast<std::size_t>(which)];
}

/// Which of the tables that are due is refreshed first.
enum class service_class : std::uint8_t { critical, standard, background };
inline constexpr std::array<std::string_view, 3> service_class_names{"critical", "standard", "background"};

/// The value of an enumeration of this name, whose names are given in its order.
template <class T, std::size_t Count>
[[nodiscard]] constexpr std::optional<T> find_name(const std::array<std::string_view, Count>& names,
                                                   std::string_view name) {
    for (std::size_t i = 0; i < Count; ++i) {
        if (names[i] == name) { return static_cast<T>(i); }
    }
    return std::nullopt;
}

[[nodiscard]] constexpr std::string_view name_of(tier which) {
    return tier_names[static_cast<std::size_t>(which)];
}
[[nodiscard]] constexpr std::string_view name_of(service_class which) {
    return service_class_names[static_cast<std::size_t>(which)];
}

} // namespace pgt::schedule
