#include "unit/row/sample.hpp"

#include <catch2/catch_test_macros.hpp>

#include <concepts>
#include <utility>

using dbsp::field;
using dbsp::to_record;

TEST_CASE("to_record: keeps names, types and values of a struct", "[row][to_record]") {
    auto r = to_record(sample::order{1, "north", 2.5});
    STATIC_REQUIRE(std::same_as<decltype(r), dbsp::record<field<"id", int>, field<"region", std::string>,
                                                          field<"amount", std::optional<double>>>>);
    CHECK(dbsp::get<"region">(r) == "north");
    CHECK(dbsp::get<"amount">(r) == 2.5);
}

TEST_CASE("to_record: leaves a record as it is", "[row][to_record]") {
    const sample::person ada{1, "Ada"};
    STATIC_REQUIRE(std::same_as<dbsp::to_record_t<const sample::person&>, sample::person>);
    CHECK(to_record(ada) == ada);
}
