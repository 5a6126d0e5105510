#include "unit/row/sample.hpp"

#include <catch2/catch_test_macros.hpp>

#include <chrono>
#include <concepts>
#include <string>
#include <string_view>

using dbsp::lit;

namespace {
const sample::point any_row{1, 2};

template <class T> using stored = decltype(lit(std::declval<T>()).value);
} // namespace

TEST_CASE("lit: has the same value for every row", "[row][literal]") {
    CHECK(lit(5)(any_row) == 5);
    CHECK(lit("text")(any_row) == "text");
    CHECK(lit(std::optional<int>())(any_row) == std::nullopt);
}

TEST_CASE("lit: owns its text", "[row][literal]") {
    STATIC_REQUIRE(std::same_as<stored<std::string_view>, std::string>);
    STATIC_REQUIRE(std::same_as<stored<const char*>, std::string>);
    STATIC_REQUIRE(std::same_as<stored<const char (&)[3]>, dbsp::fixed_string<2>>);
    char buffer[] = "ab\0cd";
    CHECK(lit(buffer)(any_row) == "ab");
    STATIC_REQUIRE(std::same_as<decltype(lit("text")(any_row)), std::string>);
}

TEST_CASE("lit: takes types that operators do not turn into literals by themselves", "[row][literal]") {
    using namespace std::chrono;
    CHECK(lit(2020y)(any_row) == 2020y);
}
