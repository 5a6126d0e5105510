/// `state_size`: how much is kept, in rows and in bytes.
#pragma once

#include <dbsp/value/equal.hpp>

#include <cstdint>
#include <ranges>
#include <string>
#include <type_traits>

namespace dbsp {

/// The size of a state.  The bytes are an estimate of what it has allocated: tables and rows, without what allocators add.
struct state_size {
    std::uint64_t rows = 0; ///< entries in memory: one that occurs many times is one
    std::uint64_t bytes = 0;
    std::uint64_t disk_rows = 0;  ///< entries that an engine with `spills` has put on disk
    std::uint64_t disk_bytes = 0; ///< as they were written, before the store compresses them

    friend state_size operator+(state_size a, state_size b) {
        return {a.rows + b.rows, a.bytes + b.bytes, a.disk_rows + b.disk_rows, a.disk_bytes + b.disk_bytes};
    }
    friend bool operator==(const state_size&, const state_size&) = default;
};

namespace detail {
/// What a value has allocated besides itself, where it is a text or consists of others; 0 for types that are not known.
template <class T> std::uint64_t heap_bytes(const T& value) {
    if constexpr (std::is_trivially_copyable_v<T>) {
        return 0;
    } else if constexpr (std::same_as<T, std::string>) {
        return value.capacity() > std::string().capacity() ? value.capacity() + 1 : 0;
    } else if constexpr (optional_like<T>) {
        return value ? heap_bytes(*value) : 0;
    } else if constexpr (product_type<T>) {
        return with_members(
            value, [](const auto&... member) { return (std::uint64_t{0} + ... + heap_bytes(member)); });
    } else if constexpr (is_variant<T>) {
        return std::visit([](const auto& held) { return heap_bytes(held); }, value);
    } else if constexpr (nested_range<T>) {
        std::uint64_t bytes = 0;
        for (const auto& one : value) { bytes += sizeof(one) + heap_bytes(one); }
        return bytes;
    } else {
        return 0;
    }
}

/// Of the state of an aggregate or a group: what it says, else one row.
template <class State> state_size footprint_of(const State& state) {
    if constexpr (requires {
                      { state.footprint() } -> std::same_as<state_size>;
                  }) {
        return state.footprint();
    } else {
        return {1, 0};
    }
}
} // namespace detail

} // namespace dbsp
