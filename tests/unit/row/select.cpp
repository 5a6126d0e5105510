#include "unit/row/sample.hpp"

#include <catch2/catch_test_macros.hpp>

#include <string>

using namespace dbsp;

TEST_CASE("select: gives a record with the names and values of its items", "[row][select]") {
    constexpr auto chosen = select(col<"y">, as<"sum">(col<"x"> + col<"y">));
    STATIC_REQUIRE(chosen(sample::point{1, 2}) == make_record<"y", "sum">(2, 3));
}

TEST_CASE("select: the values are free of the row and of the selection", "[row][select]") {
    auto const chosen = select(col<"name">, as<"kind">("person"));
    STATIC_REQUIRE(std::same_as<decltype(chosen(sample::person{})),
                                record<field<"name", std::string>, field<"kind", std::string>>>);
    CHECK(chosen(sample::person{1, "Ada"}) ==
          make_record<"name", "kind">(std::string("Ada"), std::string("person")));
}

TEST_CASE("select: without items gives the record without columns", "[row][select]") {
    STATIC_REQUIRE(select()(sample::point{1, 2}) == record<>{});
}

TEST_CASE("select: prints the list of SELECT", "[row][select]") {
    CHECK(print(select(col<"id">, as<"double">(col<"amount"> * 2))) == R"("id", "amount" * 2 AS "double")");
}
