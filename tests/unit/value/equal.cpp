#include <dbsp/value/equal.hpp>

#include "unit/value/sample.hpp"

#include <catch2/catch_test_macros.hpp>

#include <limits>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_set>
#include <variant>

using namespace dbsp;
using namespace dbsp::test;

namespace {
constexpr auto no_number = std::numeric_limits<double>::quiet_NaN();

static_assert(equal(1, 1) && !equal(1, 2));
static_assert(equal(no_number, no_number) && equal(no_number, -no_number) && !equal(no_number, 0.0));
static_assert(equal(std::tuple(1, no_number), std::tuple(1, no_number)));
} // namespace

TEST_CASE("NaN equals NaN and the zeros are equal", "[value]") {
    CHECK(equal(no_number, no_number));
    CHECK_FALSE(equal(no_number, 1.0));
    CHECK(equal(0.0, -0.0));
}

TEST_CASE("empty optionals are equal and differ from all others", "[value]") {
    using maybe = std::optional<int>;
    CHECK(equal(maybe(), maybe()));
    CHECK_FALSE(equal(maybe(), maybe(0)));
    CHECK(equal(std::optional(no_number), std::optional(no_number)));
}

TEST_CASE("variants are equal if alternative and value are", "[value]") {
    using either = std::variant<int, double, std::monostate>;
    CHECK(equal(either(no_number), either(no_number)));
    CHECK(equal(either(std::monostate()), either(std::monostate())));
    CHECK_FALSE(equal(either(1), either(1.0)));
}

TEST_CASE("variants that repeat a type tell the alternatives apart", "[value]") {
    using either = std::variant<int, int>;
    CHECK(equal(either(std::in_place_index<1>, 1), either(std::in_place_index<1>, 1)));
    CHECK_FALSE(equal(either(std::in_place_index<0>, 1), either(std::in_place_index<1>, 1)));
}

TEST_CASE("nested ranges are compared element by element", "[value]") {
    using rows = std::vector<std::vector<double>>;
    CHECK(equal(rows{{1, no_number}, {}}, rows{{1, no_number}, {}}));
    CHECK_FALSE(equal(rows{{1, no_number}}, rows{{1, no_number}, {}}));
    CHECK_FALSE(equal(rows{{1, 2}}, rows{{2, 1}}));
    CHECK(equal(std::vector<bool>{true}, std::vector<bool>{true}));
}

TEST_CASE("ranges without an order are compared as sets", "[value]") {
    std::unordered_set<int> up;
    std::unordered_set<int> down;
    for (int i = 0; i < 50; ++i) {
        up.insert(i);
        down.insert(49 - i);
    }
    CHECK(equal(up, down));
    down.insert(50);
    CHECK_FALSE(equal(up, down));
}

TEST_CASE("Hana structs are compared member by member", "[value]") {
    person const ann{"Ann", no_number, {{1, 2}}};
    CHECK(equal(ann, person{"Ann", no_number, {{1, 2}}}));
    CHECK_FALSE(equal(ann, person{"Ann", no_number, {{1, 3}}}));
    CHECK_FALSE(equal(ann, person{"Ann", {}, {{1, 2}}}));
}

TEST_CASE("what Hana doesn't see of a struct is no part of the value", "[value]") {
    CHECK(equal(cached{1, 2}, cached{1, 3}));
    CHECK_FALSE(equal(cached{1, 2}, cached{2, 2}));
}

TEST_CASE("C strings are equal if their texts are, wherever they are kept", "[value]") {
    std::string const one = "text";
    std::string const other = "text";
    CHECK(equal(one.c_str(), other.c_str()));
    CHECK_FALSE(equal(one.c_str(), static_cast<const char*>("other")));
    CHECK(equal(label{"a"}, label{"a"}));
}
