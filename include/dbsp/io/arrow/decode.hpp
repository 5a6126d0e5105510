/// How the buffers of an Arrow array hold values: one function for each format.
#pragma once

#include <dbsp/io/arrow/cell.hpp>
#include <dbsp/io/arrow/handle.hpp>

#include <array>
#include <cstddef>
#include <cstring>
#include <limits>
#include <type_traits>

namespace dbsp::arrow::detail {

using index = std::int64_t;
/// The value at an index that counts from the beginning of the buffers; it is not null.
using decoder = cell (*)(const ArrowArray&, index);

template <class T> T load(const void* buffer, index at) {
    T value;
    std::memcpy(&value, static_cast<const char*>(buffer) + static_cast<std::size_t>(at) * sizeof(T),
                sizeof(T));
    return value;
}
inline bool bit(const void* buffer, index at) {
    return ((load<std::uint8_t>(buffer, at / 8) >> static_cast<unsigned>(at % 8)) & 1U) != 0;
}

/// `whole * factor`.
inline std::int64_t scaled(std::int64_t whole, std::int64_t factor) {
    std::int64_t result = 0;
    if (__builtin_mul_overflow(whole, factor, &result)) {
        throw error("a timestamp beyond what microseconds reach");
    }
    return result;
}
/// `part / divisor`, where nothing is lost.
inline std::int64_t divided(std::int64_t part, std::int64_t divisor, const char* unit) {
    if (part % divisor != 0) { throw error("a value finer than a " + std::string(unit)); }
    return part / divisor;
}

inline cell boolean(const ArrowArray& from, index at) { return bit(from.buffers[1], at); }
template <class T> cell integer(const ArrowArray& from, index at) {
    using wide = std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>;
    return cell(std::in_place_type<wide>, load<T>(from.buffers[1], at));
}
template <class T> cell real(const ArrowArray& from, index at) {
    return static_cast<double>(load<T>(from.buffers[1], at));
}

template <class Offset> std::string_view between_offsets(const ArrowArray& from, index at) {
    auto const begin = load<Offset>(from.buffers[1], at);
    auto const end = load<Offset>(from.buffers[1], at + 1);
    if (begin < 0 || end < begin) { throw error("offsets that descend"); }
    return {static_cast<const char*>(from.buffers[2]) + begin, static_cast<std::size_t>(end - begin)};
}
/// Up to twelve bytes stand in the view itself; longer ones in the buffer with the number that it names.
inline std::string_view viewed(const ArrowArray& from, index at) {
    const auto* view = static_cast<const char*>(from.buffers[1]) + 16 * at;
    auto const length = load<std::int32_t>(view, 0);
    if (length <= 12) { return {view + 4, static_cast<std::size_t>(length)}; }
    auto const buffer = load<std::int32_t>(view, 2);
    if (buffer < 0 || buffer + 3 >= from.n_buffers) { throw error("a view into a buffer that is not there"); }
    return {static_cast<const char*>(from.buffers[2 + buffer]) + load<std::int32_t>(view, 3),
            static_cast<std::size_t>(length)};
}
template <auto Read> cell text(const ArrowArray& from, index at) { return Read(from, at); }
template <auto Read> cell bytes(const ArrowArray& from, index at) { return bytes_view{Read(from, at)}; }

inline cell days(const ArrowArray& from, index at) { return date{load<std::int32_t>(from.buffers[1], at)}; }
inline cell days_in_milliseconds(const ArrowArray& from, index at) {
    constexpr std::int64_t a_day = 86'400'000;
    auto const day = divided(load<std::int64_t>(from.buffers[1], at), a_day, "day");
    if (day < std::numeric_limits<std::int32_t>::min() || day > std::numeric_limits<std::int32_t>::max()) {
        throw error("a date out of range");
    }
    return date{static_cast<std::int32_t>(day)};
}
template <std::int64_t Factor> cell coarse_time(const ArrowArray& from, index at) {
    return timestamp{scaled(load<std::int64_t>(from.buffers[1], at), Factor)};
}
inline cell nanoseconds(const ArrowArray& from, index at) {
    return timestamp{divided(load<std::int64_t>(from.buffers[1], at), 1000, "microsecond")};
}
inline cell nothing(const ArrowArray&, index) { return {}; }

/// A format of columns: how the interface writes it, how many buffers it has at least, how a value is read.
struct format {
    std::string_view code;
    index buffers;
    decoder decode;
};
inline constexpr std::array formats{
    format{"n", 0, nothing},
    format{"b", 2, boolean},
    format{"c", 2, integer<std::int8_t>},
    format{"C", 2, integer<std::uint8_t>},
    format{"s", 2, integer<std::int16_t>},
    format{"S", 2, integer<std::uint16_t>},
    format{"i", 2, integer<std::int32_t>},
    format{"I", 2, integer<std::uint32_t>},
    format{"l", 2, integer<std::int64_t>},
    format{"L", 2, integer<std::uint64_t>},
    format{"f", 2, real<float>},
    format{"g", 2, real<double>},
    format{"u", 3, text<between_offsets<std::int32_t>>},
    format{"U", 3, text<between_offsets<std::int64_t>>},
    format{"vu", 3, text<viewed>},
    format{"z", 3, bytes<between_offsets<std::int32_t>>},
    format{"Z", 3, bytes<between_offsets<std::int64_t>>},
    format{"vz", 3, bytes<viewed>},
    format{"tdD", 2, days},
    format{"tdm", 2, days_in_milliseconds},
    format{"tss:", 2, coarse_time<1'000'000>},
    format{"tsm:", 2, coarse_time<1'000>},
    format{"tsu:", 2, coarse_time<1>},
    format{"tsn:", 2, nanoseconds},
};

} // namespace dbsp::arrow::detail
