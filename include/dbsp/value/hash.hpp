/// `hash_of(v)`: a 64-bit hash of a value by xxHash, in step with `equal`.
#pragma once

#include <dbsp/value/equal.hpp>
#include <dbsp/value/xxhash.hpp>

#include <bit>
#include <cstdint>
#include <functional>
#include <string_view>

namespace dbsp {

/// Law: `equal(a, b)` implies `hash_of(a) == hash_of(b)`.  The reverse is never relied on: a hash chooses a bucket, values
/// decide.  Source: XXH3 (xxhash.h); products combine the hashes of their members.
template <class T> std::uint64_t hash_of(const T& value) noexcept;

namespace detail {
template <class T> constexpr bool hashes_as_bytes();
/// The members that Hana sees are all there is, and hash as bytes.
template <class T, class... Member>
using bytes_of_members =
    std::bool_constant<(hashes_as_bytes<Member>() && ...) && (sizeof(Member) + ... + 0) == sizeof(T)>;

/// Values whose bytes are equal exactly when they are: integers, enumerations, and structs of nothing else.
template <class T> constexpr bool hashes_as_bytes() {
    if constexpr (std::integral<T> || std::is_enum_v<T>) {
        return true;
    } else if constexpr (hana_struct<T> && std::has_unique_object_representations_v<T>) {
        return decltype(boost::hana::unpack(boost::hana::accessors<T>(), [](auto... member) {
            return bytes_of_members<
                T, std::remove_cvref_t<decltype(boost::hana::second(member)(std::declval<const T&>()))>...>{};
        }))::value;
    } else {
        return false;
    }
}

inline std::uint64_t hash_bytes(const void* data, std::size_t size) noexcept {
    return XXH3_64bits(data, size);
}

/// Combines two hashes: their 128-bit product, folded, as XXH3 does with its lanes.
constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b) noexcept {
    __extension__ using wide = unsigned __int128;
    wide const product = static_cast<wide>(a ^ 0x9E3779B185EBCA87U) * (b ^ 0xC2B2AE3D27D4EB4FU);
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

template <class T> struct no_hash {
    static constexpr std::string text() {
        return "hash_of: type '" + text_of(type_name<T>()) +
               "' has no std::hash; rows, and all that they consist of, need one";
    }
};

template <class T> std::uint64_t hash_float(T value) noexcept {
    if (value == T{0}) { value = T{0}; } // -0.0 equals 0.0
    if (value != value) { return 0x7FF8'0000'0000'0000U; }
    return mix(std::bit_cast<std::uint64_t>(static_cast<double>(value)), 0);
}
} // namespace detail

template <class T> std::uint64_t hash_of(const T& value) noexcept {
    if constexpr (std::integral<T> || std::is_enum_v<T>) {
        return detail::mix(static_cast<std::uint64_t>(value), 0);
    } else if constexpr (std::floating_point<T>) {
        return detail::hash_float(value);
    } else if constexpr (std::convertible_to<const T&, std::string_view>) {
        std::string_view const text = value;
        return detail::hash_bytes(text.data(), text.size());
    } else if constexpr (detail::hashes_as_bytes<T>()) {
        return detail::hash_bytes(&value, sizeof value);
    } else if constexpr (detail::optional_like<T>) {
        return value ? detail::mix(1, hash_of(*value)) : 0;
    } else if constexpr (detail::product_type<T>) {
        std::uint64_t hash = 0;
        detail::with_members(
            value, [&](const auto&... member) { ((hash = detail::mix(hash, hash_of(member))), ...); });
        return hash;
    } else if constexpr (detail::is_variant<T>) {
        return std::visit([&](const auto& x) { return detail::mix(value.index(), hash_of(x)); }, value);
    } else if constexpr (detail::unordered_range<T>) {
        std::uint64_t sum = 0;
        for (const auto& element : value) { sum += hash_of(element); }
        return sum;
    } else if constexpr (detail::nested_range<T>) {
        std::uint64_t hash = 0;
        for (const auto& element : value) { hash = detail::mix(hash, hash_of(element)); }
        return hash;
    } else {
        constexpr bool hashable = std::is_default_constructible_v<std::hash<T>>;
        detail::require<hashable, detail::no_hash<T>>();
        if constexpr (hashable) { return detail::mix(std::hash<T>{}(value), 0); }
    }
}

/// `hash_of` as a function object; its bits are well spread, which hash tables may rely on.
struct value_hash {
    using is_avalanching = void;
    template <class T> std::uint64_t operator()(const T& value) const noexcept { return hash_of(value); }
};

/// What may be a row of a Z-set: copyable, with an equality that `hash_of` agrees with.  Where these are missing, their first use says
/// so.
template <class T>
concept row_value = std::copyable<T> && requires(const T& a) {
    { equal(a, a) } -> std::same_as<bool>;
    { hash_of(a) } -> std::same_as<std::uint64_t>;
};

} // namespace dbsp
