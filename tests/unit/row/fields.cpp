#include "unit/row/sample.hpp"

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <string_view>
#include <type_traits>

using namespace std::string_view_literals;

TEST_CASE("field_names_v: lists the columns in order", "[row][fields]") {
    STATIC_REQUIRE(dbsp::field_names_v<sample::person> == std::array{"id"sv, "name"sv});
    STATIC_REQUIRE(dbsp::field_names_v<sample::order> == std::array{"id"sv, "region"sv, "amount"sv});
    STATIC_REQUIRE(dbsp::field_names_v<const sample::point&> == std::array{"x"sv, "y"sv});
    STATIC_REQUIRE(dbsp::field_names_v<dbsp::record<>>.empty());
}

TEST_CASE("field_count_v: counts the columns", "[row][fields]") {
    STATIC_REQUIRE(dbsp::field_count_v<sample::order> == 3);
    STATIC_REQUIRE(dbsp::field_count_v<dbsp::record<>> == 0);
}

TEST_CASE("field_type_t: is the type of a column as it was declared", "[row][fields]") {
    STATIC_REQUIRE(std::is_same_v<dbsp::field_type_t<sample::person, "name">, std::string>);
    STATIC_REQUIRE(std::is_same_v<dbsp::field_type_t<sample::order, "amount">, std::optional<double>>);
    STATIC_REQUIRE(std::is_same_v<dbsp::field_type_t<const sample::point&, "y">, int>);
}

TEST_CASE("has_field_v: knows which names there are", "[row][fields]") {
    STATIC_REQUIRE(dbsp::has_field_v<sample::person, "id">);
    STATIC_REQUIRE(!dbsp::has_field_v<sample::person, "i">);
    STATIC_REQUIRE(!dbsp::has_field_v<sample::point, "X">);
    STATIC_REQUIRE(!dbsp::has_field_v<dbsp::record<>, "">);
}
