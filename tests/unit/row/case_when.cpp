#include "unit/row/sample.hpp"

#include <catch2/catch_test_macros.hpp>

#include <concepts>
#include <string>

using namespace dbsp;

namespace {
constexpr auto size = case_when(col<"a"> > 100, "large", col<"a"> > 10, "medium", "small");
}

TEST_CASE("case_when: the first condition that is true decides", "[row][case_when]") {
    CHECK(size(make_record<"a">(1000)) == "large");
    CHECK(size(make_record<"a">(50)) == "medium");
    CHECK(size(make_record<"a">(5)) == "small");
}

TEST_CASE("case_when: an unknown condition is not true", "[row][case_when]") {
    CHECK(case_when(col<"unknown">, 1, 2)(sample::sparse_row) == 2);
}

TEST_CASE("case_when: a condition guards its value", "[row][case_when]") {
    constexpr auto inverse = case_when(col<"a"> != 0, 100 / col<"a">, 0);
    CHECK(inverse(make_record<"a">(0)) == 0);
    CHECK(inverse(make_record<"a">(5)) == 20);
}

TEST_CASE("case_when: has the common type, optional if one value may be missing", "[row][case_when]") {
    auto const e = case_when(col<"a"> > 0, col<"b">, 0.5);
    CHECK(e(sample::sparse_row) == 7.0);
    STATIC_REQUIRE(std::same_as<decltype(e(sample::sparse_row)), std::optional<double>>);
    STATIC_REQUIRE(std::same_as<decltype(size(sample::sparse_row)), std::string>);
}
