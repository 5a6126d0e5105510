#include "unit/row/sample.hpp"

#include <catch2/catch_test_macros.hpp>

#include <chrono>
#include <concepts>
#include <limits>
#include <string>
#include <string_view>

using namespace dbsp;

namespace {
template <class A, class B> constexpr auto pair_of(A a, B b) { return make_record<"a", "b">(a, b); }

constexpr auto eq = col<"a"> == col<"b">;
constexpr auto ne = col<"a"> != col<"b">;
constexpr auto lt = col<"a"> < col<"b">;
constexpr auto le = col<"a"> <= col<"b">;
constexpr auto gt = col<"a"> > col<"b">;
constexpr auto ge = col<"a"> >= col<"b">;
} // namespace

TEST_CASE("comparison: orders integers", "[row][comparison]") {
    STATIC_REQUIRE(eq(pair_of(1, 1)) && le(pair_of(1, 1)) && ge(pair_of(1, 1)));
    STATIC_REQUIRE(ne(pair_of(1, 2)) && lt(pair_of(1, 2)) && le(pair_of(1, 2)));
    STATIC_REQUIRE(gt(pair_of(2, 1)) && ge(pair_of(2, 1)) && !le(pair_of(2, 1)));
}

TEST_CASE("comparison: integers of different signs go by value", "[row][comparison]") {
    STATIC_REQUIRE(lt(pair_of(-1, 1U)));
    STATIC_REQUIRE(ne(pair_of(-1, std::numeric_limits<unsigned>::max())));
    STATIC_REQUIRE(gt(pair_of(std::numeric_limits<unsigned long>::max(), -1)));
}

TEST_CASE("comparison: NaN equals itself and is above every other number", "[row][comparison]") {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    constexpr double infinity = std::numeric_limits<double>::infinity();
    STATIC_REQUIRE(eq(pair_of(nan, nan)) && !lt(pair_of(nan, nan)) && ge(pair_of(nan, nan)));
    STATIC_REQUIRE(gt(pair_of(nan, infinity)) && lt(pair_of(1, nan)) && ne(pair_of(nan, 1)));
    STATIC_REQUIRE(eq(pair_of(0.0, -0.0)));
}

TEST_CASE("comparison: text goes by bytes, whatever type holds it", "[row][comparison]") {
    CHECK(eq(pair_of(std::string("b"), std::string_view("b"))));
    CHECK(lt(pair_of(std::string("B"), std::string("a"))));
    CHECK((col<"name"> == "Ada")(sample::person{1, "Ada"}));
    CHECK(("Aaa" < col<"name">)(sample::person{1, "Ada"}));
    CHECK((col<"name"> >= std::string("Ada"))(sample::person{1, "Ada"}));
}

TEST_CASE("comparison: one type is compared as it compares itself", "[row][comparison]") {
    using namespace std::chrono;
    STATIC_REQUIRE(lt(pair_of(false, true)));
    STATIC_REQUIRE(lt(pair_of('a', 'b')));
    CHECK(lt(pair_of(sys_days(2024y / 2 / 28), sys_days(2024y / 3 / 1))));
    CHECK(eq(pair_of(sample::person{1, "Ada"}, sample::person{1, "Ada"})));
}

TEST_CASE("comparison: with a missing value is unknown", "[row][comparison]") {
    CHECK((col<"a"> == col<"none">)(sample::sparse_row) == std::nullopt);
    CHECK((col<"none"> == col<"none">)(sample::sparse_row) == std::nullopt);
    CHECK((col<"a"> < col<"b">)(sample::sparse_row) == std::optional(true));
    STATIC_REQUIRE(std::same_as<decltype((col<"a"> < 1)(sample::sparse_row)), bool>);
}

TEST_CASE("comparison: a value may stand on the left", "[row][comparison]") {
    STATIC_REQUIRE((2 > col<"a">)(pair_of(1, 0)));
    STATIC_REQUIRE((1 == col<"a">)(pair_of(1, 0)));
    STATIC_REQUIRE((2 != col<"a">)(pair_of(1, 0)));
}
