/// `cell`: one value of an Arrow column, and the types for what C++ has no value type of.
#pragma once

#include <compare>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <variant>

namespace dbsp::arrow {

/// Days since 1970-01-01.  An enumeration, so that it is hashed, compared and ordered as a number, and no number is taken for it.
enum class date : std::int32_t {};
/// Microseconds since 1970-01-01 00:00:00, without a time zone.
enum class timestamp : std::int64_t {};

inline std::ostream& operator<<(std::ostream& out, date d) {
    return out << "day " << static_cast<std::int32_t>(d);
}
inline std::ostream& operator<<(std::ostream& out, timestamp t) {
    return out << "microsecond " << static_cast<std::int64_t>(t);
}

/// Bytes that are no text.
struct bytes_view {
    std::string_view bytes;
    friend bool operator==(bytes_view, bytes_view) = default;
};

/// Null, or a value; texts and bytes stay where the array keeps them.
using cell = std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::string_view,
                          bytes_view, date, timestamp>;

} // namespace dbsp::arrow
