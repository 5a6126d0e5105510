#include "unit/row/sample.hpp"

#include <catch2/catch_test_macros.hpp>

#include <memory>
#include <string>
#include <type_traits>
#include <utility>

using dbsp::concat;
using dbsp::make_record;

TEST_CASE("concat: the columns of the left row, then those of the right", "[row][concat]") {
    constexpr auto joined = concat(make_record<"a">(1), make_record<"b", "c">(2.0, 'c'));
    STATIC_REQUIRE(joined == make_record<"a", "b", "c">(1, 2.0, 'c'));
}

TEST_CASE("concat: takes adapted structs, on either side", "[row][concat]") {
    CHECK(concat(sample::point{1, 2}, sample::person{3, "Ada"}) ==
          make_record<"x", "y", "id", "name">(1, 2, 3, std::string("Ada")));
}

TEST_CASE("concat: moves out of what is given up, and only out of that", "[row][concat]") {
    auto left = make_record<"p">(std::make_unique<int>(1));
    const auto right = make_record<"s">(std::string("kept"));
    auto joined = concat(std::move(left), right);
    CHECK(*dbsp::get<"p">(joined) == 1);
    CHECK(dbsp::get<"s">(right) == "kept");
}

TEST_CASE("concat: the record without columns changes nothing", "[row][concat]") {
    constexpr auto r = make_record<"a">(1);
    STATIC_REQUIRE(concat(r, dbsp::record<>{}) == r);
    STATIC_REQUIRE(concat(dbsp::record<>{}, r) == r);
}
