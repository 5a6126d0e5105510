#include <dbsp/value/compare.hpp>

#include "unit/value/sample.hpp"

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <limits>
#include <string>
#include <tuple>
#include <variant>

using namespace dbsp;
using namespace dbsp::test;

namespace {
constexpr auto no_number = std::numeric_limits<double>::quiet_NaN();
constexpr auto infinity = std::numeric_limits<double>::infinity();

static_assert(compare(1, 2) < 0 && compare(2, 2) == 0);
static_assert(ordered_value<person> && ordered_value<std::optional<int>>);

/// Each is less than those after it.
template <class T, std::size_t N> void check_ascending(const std::array<T, N>& values) {
    for (std::size_t i = 0; i < N; ++i) {
        for (std::size_t j = 0; j < N; ++j) {
            CAPTURE(i, j);
            CHECK(compare(values[i], values[j]) == (i <=> j));
            CHECK(value_less{}(values[i], values[j]) == (i < j));
        }
    }
}
} // namespace

TEST_CASE("NaN is above all numbers", "[value]") {
    check_ascending(std::array{-infinity, -1.0, 0.0, 1.0, infinity, no_number});
    CHECK(compare(0.0, -0.0) == 0);
}

TEST_CASE("empty optionals come last", "[value]") {
    check_ascending(std::array{std::optional(1.0), std::optional(no_number), std::optional<double>()});
}

TEST_CASE("products and ranges are ordered lexicographically", "[value]") {
    check_ascending(std::array{std::tuple(1, no_number), std::tuple(2, 0.0), std::tuple(2, 1.0)});
    using list = std::vector<int>;
    check_ascending(std::array{list{}, list{1}, list{1, 1}, list{2}});
    check_ascending(std::array{std::string(), std::string("a"), std::string("ab"), std::string("b")});
}

TEST_CASE("variants are ordered by alternative first", "[value]") {
    using either = std::variant<int, std::string, int>;
    check_ascending(std::array{either(std::in_place_index<0>, 5), either("a"), either("b"),
                               either(std::in_place_index<2>, 1)});
}

TEST_CASE("Hana structs are ordered by their members", "[value]") {
    check_ascending(std::array{person{"a", 1.0, {}}, person{"a", {}, {}}, person{"a", {}, {{0, 1}}},
                               person{"b", 1.0, {}}});
}

TEST_CASE("C strings are ordered by their texts", "[value]") {
    std::string const texts = std::string("b") + '\0' + "a";
    check_ascending(std::array{texts.c_str() + 2, texts.c_str()});
}
