/// pgtrickle.scale_count: the greatest scale among numerics, and how many have it.
///
/// The scale of a sum of numerics is the greatest scale of its terms. An incrementally maintained sum has to know when the last such term is removed. The state is one bigint: the scale in the upper bits, the net count below. NaN and the infinities, which cannot be subtracted from a sum, are a state of their own.
#include "pg/boundary/guard.hpp"
#include "pg/boundary/server.hpp"
#include "pg/value/function.hpp"

extern "C" {
#include <utils/numeric.h>
#include <varatt.h>
}

#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>

namespace pgt::pg {

namespace {

constexpr int count_bits = 48;
constexpr std::int64_t special = std::numeric_limits<std::int64_t>::min();
/// Sums of squares have the same states: the square of a number with more digits after the point would be rounded.
constexpr std::int32_t longest_exact_square = 16383 / 2;

struct scale_and_count {
    std::int64_t scale;
    std::int64_t count;
};

scale_and_count unpacked(std::int64_t packed) {
    constexpr std::int64_t half = std::int64_t{1} << (count_bits - 1);
    const std::int64_t scale = (packed + half) >> count_bits;
    return {.scale = scale, .count = packed - (scale << count_bits)};
}

std::int64_t packed(scale_and_count state) { return (state.scale << count_bits) + state.count; }

/// The state of two collections of terms together.
std::optional<std::int64_t> merged(std::optional<std::int64_t> a, std::optional<std::int64_t> b) {
    if (!a || !b) return a ? a : b;
    if (*a == special || *b == special) return special;
    const scale_and_count x = unpacked(*a);
    const scale_and_count y = unpacked(*b);
    if (x.scale == y.scale) return packed({.scale = x.scale, .count = x.count + y.count});
    return x.scale > y.scale ? a : b;
}

/// The first two bytes of a numeric as it is stored: its form, and the scale of one in the long or the short form. Source: NumericData of the server's numeric.c.
std::uint16_t header_at(const char* stored) {
    std::uint16_t header = 0;
    std::memcpy(&header, VARDATA_ANY(stored), sizeof header);
    return header;
}

/// The scale by the header; none of NaN and the infinities.
std::optional<std::int32_t> scale_in(std::uint16_t header) {
    constexpr unsigned form_bits = 0xC000;
    constexpr unsigned special_form = 0xC000;
    constexpr unsigned short_form = 0x8000;
    constexpr unsigned short_scale_bits = 0x1F80;
    constexpr unsigned short_scale_shift = 7;
    const unsigned form = header & form_bits;
    if (form == special_form) return std::nullopt;
    const unsigned scale =
        form == short_form ? (header & short_scale_bits) >> short_scale_shift : header & ~form_bits;
    return static_cast<std::int32_t>(scale);
}

/// For each row of a table that is filled: only what is compressed or stored elsewhere is copied.
std::uint16_t header_of(datum number) {
    const char* const stored = DatumGetPointer(number);
    if (VARATT_IS_EXTERNAL(stored) || VARATT_IS_COMPRESSED(stored)) {
        return call([number] { return header_at(reinterpret_cast<const char*>(DatumGetNumeric(number))); });
    }
    return header_at(stored);
}

std::int64_t of_number(datum number, std::int64_t weight) {
    const auto scale = scale_in(header_of(number));
    if (!scale || *scale > longest_exact_square) return special;
    return packed({.scale = *scale, .count = weight});
}

/// scale_count_step(state, x, weight)
std::optional<std::int64_t> step(const function_call& caller) {
    const auto state = caller.get<std::optional<std::int64_t>>(0);
    const nullable_datum number = caller.argument(1);
    if (number.is_null) return state;
    return merged(state, of_number(number.value, caller.get<std::int64_t>(2)));
}

nullable_datum scale_count_step(const function_call& caller) {
    return nullable_value<std::optional<std::int64_t>>::to(step(caller));
}

std::optional<std::int64_t> scale_count_merge(std::optional<std::int64_t> a, std::optional<std::int64_t> b) {
    return merged(a, b);
}

/// The state of `stored` terms after a `change` of them; NULL if it does not follow from both: the last term of the greatest scale was removed, or NaN or an infinity is among the terms.
std::optional<std::int64_t> scale_count_add(std::optional<std::int64_t> stored,
                                            std::optional<std::int64_t> change) {
    const auto sum = merged(stored, change);
    if (!sum || *sum == special || unpacked(*sum).count <= 0) return std::nullopt;
    return sum;
}

} // namespace
} // namespace pgt::pg

PGT_SQL_FUNCTION(pgtrickle_scale_count_step, pgt::pg::scale_count_step);
PGT_SQL_FUNCTION(pgtrickle_scale_count_merge, pgt::pg::scale_count_merge);
PGT_SQL_FUNCTION(pgtrickle_scale_count_add, pgt::pg::scale_count_add);
