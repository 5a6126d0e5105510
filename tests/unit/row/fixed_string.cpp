#include <dbsp/row/fixed_string.hpp>

#include <catch2/catch_test_macros.hpp>

#include <string_view>
#include <type_traits>

using dbsp::fixed_string;
using namespace std::string_view_literals;

namespace {
template <fixed_string Text> struct tagged {};
} // namespace

TEST_CASE("fixed_string: equal texts are one template argument, unlike texts two", "[row][fixed_string]") {
    STATIC_REQUIRE(std::is_same_v<tagged<"id">, tagged<fixed_string("id")>>);
    STATIC_REQUIRE(!std::is_same_v<tagged<"id">, tagged<"ie">>);
    STATIC_REQUIRE(!std::is_same_v<tagged<"id">, tagged<"id2">>);
}

TEST_CASE("fixed_string: its view is the literal, NULs within it included", "[row][fixed_string]") {
    STATIC_REQUIRE(fixed_string("amount").view() == "amount"sv);
    STATIC_REQUIRE(fixed_string("").view().empty());
    STATIC_REQUIRE(fixed_string("a\0b").view() == "a\0b"sv);
    STATIC_REQUIRE(fixed_string("abc").size() == 3);
}

TEST_CASE("fixed_string: is compared as text, across sizes and with views", "[row][fixed_string]") {
    STATIC_REQUIRE(fixed_string("a") == fixed_string("a"));
    STATIC_REQUIRE(fixed_string("a") != fixed_string("ab"));
    STATIC_REQUIRE(fixed_string("a") < fixed_string("ab"));
    STATIC_REQUIRE(fixed_string("b") > fixed_string("ab"));
    STATIC_REQUIRE(fixed_string("ab") == "ab"sv);
    STATIC_REQUIRE("aa"sv < fixed_string("ab"));
}

TEST_CASE("fixed_string: concatenation puts one text behind the other", "[row][fixed_string]") {
    STATIC_REQUIRE(fixed_string("left") + fixed_string("_") + fixed_string("right") == "left_right"sv);
    STATIC_REQUIRE((fixed_string("") + fixed_string("x")).size() == 1);
}
