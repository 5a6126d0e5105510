#include "unit/row/sample.hpp"

#include <catch2/catch_test_macros.hpp>

#include <concepts>
#include <cstdint>
#include <limits>
#include <string>

using namespace dbsp;

namespace {
template <class To, class From> constexpr auto converted(From x) {
    return cast<To>(col<"x">)(make_record<"x">(x));
}
} // namespace

TEST_CASE("cast: widens, and narrows what fits", "[row][cast]") {
    STATIC_REQUIRE(converted<long>(1) == 1L);
    STATIC_REQUIRE(converted<std::int8_t>(-128L) == -128);
    STATIC_REQUIRE(converted<double>(3) == 3.0);
    STATIC_REQUIRE(std::same_as<decltype(converted<std::int8_t>(1)), std::int8_t>);
}

TEST_CASE("cast: what does not fit is an overflow_error", "[row][cast]") {
    CHECK_THROWS_AS(converted<std::int8_t>(128), overflow_error);
    CHECK_THROWS_AS(converted<unsigned>(-1), overflow_error);
    CHECK_THROWS_AS(converted<int>(2147483647.5), overflow_error);
    CHECK_THROWS_AS(converted<std::int64_t>(9223372036854775808.0), overflow_error);
    CHECK_THROWS_AS(converted<int>(std::numeric_limits<double>::quiet_NaN()), overflow_error);
    CHECK_THROWS_AS(converted<float>(1e300), overflow_error);
    CHECK(converted<float>(std::numeric_limits<double>::infinity()) ==
          std::numeric_limits<float>::infinity());
}

TEST_CASE("cast: a fraction goes to the nearest integer, a half to the even one", "[row][cast]") {
    STATIC_REQUIRE(converted<int>(2.5) == 2);
    STATIC_REQUIRE(converted<int>(3.5) == 4);
    STATIC_REQUIRE(converted<int>(-2.5) == -2);
    STATIC_REQUIRE(converted<int>(-2.6) == -3);
    STATIC_REQUIRE(converted<int>(2.4) == 2);
    STATIC_REQUIRE(converted<unsigned>(-0.5) == 0U);
    STATIC_REQUIRE(converted<int>(-2147483648.5) == std::numeric_limits<int>::min());
    STATIC_REQUIRE(converted<std::int64_t>(-9223372036854775808.0) ==
                   std::numeric_limits<std::int64_t>::min());
}

TEST_CASE("cast: integers to truth values and back, and to text", "[row][cast]") {
    STATIC_REQUIRE(converted<bool>(2) && !converted<bool>(0));
    STATIC_REQUIRE(converted<int>(true) == 1);
    CHECK(converted<std::string>(-15) == "-15");
}

TEST_CASE("cast: keeps a value of the same type, and a missing one missing", "[row][cast]") {
    CHECK(converted<std::string>(std::string("text")) == "text");
    CHECK(cast<double>(col<"none">)(sample::sparse_row) == std::nullopt);
    CHECK(cast<double>(col<"b">)(sample::sparse_row) == 7.0);
}
