#include <dbsp/row/row.hpp>

#include <catch2/catch_test_macros.hpp>
#include <rapidcheck/catch.h>

#include <cstdint>
#include <optional>
#include <utility>

using namespace dbsp;

namespace {
constexpr auto a = col<"a">;
constexpr auto b = col<"b">;

/// The value, or nothing if it overflowed or was undefined.
template <class E, class Row> std::optional<std::int64_t> attempt(const E& e, const Row& row) {
    try {
        return static_cast<std::int64_t>(e(row));
    } catch (const error&) { return std::nullopt; }
}

/// What fits the common type of `A` and `B`, computed in 64 bits.
template <class A, class B> std::optional<std::int64_t> fitting(std::int64_t exact) {
    return std::in_range<std::common_type_t<A, B>>(exact) ? std::optional(exact) : std::nullopt;
}

/// For every operator: the exact result, or an error if it does not fit.
template <class A, class B> void exact_or_error(const char* name) {
    rc::prop(name, [](A x, B y) {
        auto const row = make_record<"a", "b">(x, y);
        std::int64_t const i = x;
        std::int64_t const j = y;
        RC_ASSERT(attempt(a + b, row) == (fitting<A, B>(i + j)));
        RC_ASSERT(attempt(a - b, row) == (fitting<A, B>(i - j)));
        RC_ASSERT(attempt(a * b, row) == (fitting<A, B>(i * j)));
        RC_ASSERT(attempt(-a, row) == (fitting<A, A>(-i)));
        RC_ASSERT(attempt(a / b, row) == (j == 0 ? std::nullopt : fitting<A, B>(i / j)));
        RC_ASSERT(attempt(a % b, row) == (j == 0 ? std::nullopt : fitting<A, B>(i % j)));
    });
}

/// Exactly one of less, equal, greater, and the one that mathematics says.
template <class A, class B> void ordered(const char* name) {
    rc::prop(name, [](A x, B y) {
        auto const row = make_record<"a", "b">(x, y);
        RC_ASSERT((a < b)(row) == (std::int64_t{x} < std::int64_t{y}));
        RC_ASSERT((a == b)(row) == (std::int64_t{x} == std::int64_t{y}));
        RC_ASSERT((a < b)(row) + (a == b)(row) + (a > b)(row) == 1);
        RC_ASSERT((a <= b)(row) != (a > b)(row));
        RC_ASSERT((a >= b)(row) != (a < b)(row));
    });
}
} // namespace

TEST_CASE("arithmetic: integers give the exact result or an error", "[row][arithmetic]") {
    exact_or_error<std::int8_t, std::int8_t>("8 bits");
    exact_or_error<std::int32_t, std::int32_t>("32 bits");
    exact_or_error<std::int16_t, std::int32_t>("unlike widths");
    exact_or_error<std::int32_t, std::uint16_t>("unlike signs");
    exact_or_error<std::uint32_t, std::int16_t>("unlike signs, unsigned result");
}

TEST_CASE("comparison: integers are ordered by value", "[row][comparison]") {
    ordered<std::int8_t, std::uint8_t>("8 bits");
    ordered<std::int32_t, std::uint32_t>("32 bits");
    ordered<std::uint16_t, std::int64_t>("unlike widths");
}

TEST_CASE("comparison: floating point is totally ordered", "[row][comparison]") {
    rc::prop("with NaN on top", [](double x, double y, bool x_is_nan, bool y_is_nan) {
        double const nan = std::numeric_limits<double>::quiet_NaN();
        auto const row = make_record<"a", "b">(x_is_nan ? nan : x, y_is_nan ? nan : y);
        RC_ASSERT((a < b)(row) + (a == b)(row) + (a > b)(row) == 1);
        RC_ASSERT((a == b)(row) == (x_is_nan == y_is_nan && (x_is_nan || x == y)));
    });
}

TEST_CASE("cast: to a type that holds every value and back is no change", "[row][cast]") {
    rc::prop("int32 in double and int64", [](std::int32_t x) {
        auto const row = make_record<"a">(x);
        RC_ASSERT(cast<std::int32_t>(cast<double>(a))(row) == x);
        RC_ASSERT(cast<std::int32_t>(cast<std::int64_t>(a))(row) == x);
    });
}

TEST_CASE("cast: a fraction goes to an integer at most one half away", "[row][cast]") {
    rc::prop("for 32 bits", [](std::int32_t x, std::int32_t y) {
        RC_PRE(y != 0);
        double const fraction = static_cast<double>(x) / static_cast<double>(y);
        double const rounded = static_cast<double>(cast<std::int64_t>(a)(make_record<"a">(fraction)));
        RC_ASSERT(rounded - fraction <= 0.5);
        RC_ASSERT(fraction - rounded <= 0.5);
    });
}
