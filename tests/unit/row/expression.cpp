#include "unit/row/sample.hpp"

#include <catch2/catch_test_macros.hpp>

#include <concepts>
#include <string>

using namespace dbsp;

TEST_CASE("expression: columns, literals and calls are models, values are not", "[row][expression]") {
    STATIC_REQUIRE(expression<column<"id">>);
    STATIC_REQUIRE(expression<const literal<int>&>);
    STATIC_REQUIRE(expression<decltype(col<"id"> + 1)>);
    STATIC_REQUIRE(!expression<int>);
    STATIC_REQUIRE(!expression<decltype(as<"x">(col<"id">))>);
}

TEST_CASE("expression: one can be a constant, copied and assigned", "[row][expression]") {
    constexpr auto condition = col<"id"> * 2 > 1 && col<"name"> == "Ada";
    STATIC_REQUIRE(std::semiregular<std::remove_const_t<decltype(condition)>>);
    auto copy = condition;
    copy = condition;
    CHECK(copy(sample::person{1, "Ada"}));
}

TEST_CASE("value_of_t: is what a call gives, free of references", "[row][expression]") {
    STATIC_REQUIRE(std::same_as<value_of_t<column<"name">, sample::person>, std::string>);
    STATIC_REQUIRE(std::same_as<value_of_t<decltype(lit("text")), sample::person>, std::string>);
    STATIC_REQUIRE(std::same_as<value_of_t<decltype(col<"b"> > 1), sample::sparse>, std::optional<bool>>);
}
