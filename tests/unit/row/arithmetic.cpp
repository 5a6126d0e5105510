#include "unit/row/sample.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <limits>

using namespace dbsp;

namespace {
/// `a` and `b` as a row.
template <class A, class B> constexpr auto pair_of(A a, B b) { return make_record<"a", "b">(a, b); }

constexpr auto a_plus_b = col<"a"> + col<"b">;
constexpr auto difference = col<"a"> - col<"b">;
constexpr auto a_times_b = col<"a"> * col<"b">;
constexpr auto quotient = col<"a"> / col<"b">;
constexpr auto rest = col<"a"> % col<"b">;

constexpr int lowest = std::numeric_limits<int>::min();
constexpr int highest = std::numeric_limits<int>::max();
} // namespace

TEST_CASE("arithmetic: computes at compile time too", "[row][arithmetic]") {
    STATIC_REQUIRE(a_plus_b(pair_of(7, 2)) == 9);
    STATIC_REQUIRE(difference(pair_of(7, 2)) == 5);
    STATIC_REQUIRE(a_times_b(pair_of(7, 2)) == 14);
    STATIC_REQUIRE((-col<"a">)(pair_of(7, 2)) == -7);
    STATIC_REQUIRE((10 - col<"a"> * 2 + 1)(pair_of(3, 0)) == 5);
}

TEST_CASE("arithmetic: integers divide towards zero, the rest has the sign of the dividend",
          "[row][arithmetic]") {
    STATIC_REQUIRE(quotient(pair_of(7, 2)) == 3);
    STATIC_REQUIRE(quotient(pair_of(-7, 2)) == -3);
    STATIC_REQUIRE(quotient(pair_of(7, -2)) == -3);
    STATIC_REQUIRE(rest(pair_of(-7, 2)) == -1);
    STATIC_REQUIRE(rest(pair_of(7, -2)) == 1);
    STATIC_REQUIRE(rest(pair_of(lowest, -1)) == 0);
}

TEST_CASE("arithmetic: the result has the common type", "[row][arithmetic]") {
    STATIC_REQUIRE(std::same_as<decltype(a_plus_b(pair_of(short{1}, short{2}))), short>);
    STATIC_REQUIRE(std::same_as<decltype(a_plus_b(pair_of(1, 2L))), long>);
    STATIC_REQUIRE(std::same_as<decltype(a_plus_b(pair_of(1, 2.0))), double>);
    STATIC_REQUIRE(std::same_as<decltype(a_plus_b(pair_of(1, 2.0F))), float>);
    STATIC_REQUIRE(quotient(pair_of(1, 2.0)) == 0.5);
}

TEST_CASE("arithmetic: mixed signs give the exact result or an error", "[row][arithmetic]") {
    STATIC_REQUIRE(a_plus_b(pair_of(-1, 3U)) == 2U);
    STATIC_REQUIRE(quotient(pair_of(-0, 3U)) == 0U);
    STATIC_REQUIRE(a_times_b(pair_of(-1L, 3U)) == -3L);
    CHECK_THROWS_AS(a_plus_b(pair_of(-3, 1U)), overflow_error);
    CHECK_THROWS_AS(quotient(pair_of(-4, 2U)), overflow_error);
    CHECK_THROWS_AS(rest(pair_of(-5, 3U)), overflow_error);
}

TEST_CASE("arithmetic: an integer that does not fit is an overflow_error", "[row][arithmetic]") {
    CHECK_THROWS_AS(a_plus_b(pair_of(highest, 1)), overflow_error);
    CHECK_THROWS_AS(difference(pair_of(lowest, 1)), overflow_error);
    CHECK_THROWS_AS(a_times_b(pair_of(highest, 2)), overflow_error);
    CHECK_THROWS_AS(quotient(pair_of(lowest, -1)), overflow_error);
    CHECK_THROWS_AS((-col<"a">)(pair_of(lowest, 0)), overflow_error);
    CHECK_THROWS_AS((-col<"a">)(pair_of(1U, 0)), overflow_error);
    CHECK_THROWS_AS(a_plus_b(pair_of(std::int8_t{127}, std::int8_t{1})), overflow_error);
    CHECK(a_plus_b(pair_of(highest, 1L)) == 1L + highest);
}

TEST_CASE("arithmetic: the message of an overflow shows the numbers and the type", "[row][arithmetic]") {
    CHECK_THROWS_WITH(a_times_b(pair_of(highest, 2)), "integer overflow: 2147483647 * 2 does not fit int");
}

TEST_CASE("arithmetic: division by zero is a domain_error, in floating point too", "[row][arithmetic]") {
    CHECK_THROWS_AS(quotient(pair_of(1, 0)), domain_error);
    CHECK_THROWS_AS(rest(pair_of(1, 0)), domain_error);
    CHECK_THROWS_AS(quotient(pair_of(1.0, 0)), domain_error);
    CHECK_THROWS_WITH(quotient(pair_of(1, 0)), "division by zero in operator /");
    CHECK(!(col<"none"> / 0)(sample::sparse_row));
    auto const nan = quotient(pair_of(std::numeric_limits<double>::quiet_NaN(), 0.0));
    CHECK(nan != nan);
}

TEST_CASE("arithmetic: a missing operand makes the result missing", "[row][arithmetic]") {
    CHECK((col<"a"> + col<"b">)(sample::sparse_row) == 13);
    CHECK((col<"a"> + col<"none">)(sample::sparse_row) == std::nullopt);
    CHECK((-col<"none">)(sample::sparse_row) == std::nullopt);
    STATIC_REQUIRE(std::same_as<decltype((col<"a"> + col<"b">)(sample::sparse_row)), std::optional<int>>);
}

TEST_CASE("arithmetic: dates and the like follow their own rules", "[row][arithmetic]") {
    using namespace std::chrono;
    auto const row = pair_of(sys_days(2024y / 2 / 28), days(2));
    CHECK(a_plus_b(row) == sys_days(2024y / 3 / 1));
    CHECK((-col<"b">)(row) == days(-2));
}
