#include <dbsp/row/field.hpp>

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <type_traits>

TEST_CASE("field: carries a name and a type", "[row][field]") {
    using amount = dbsp::field<"amount", double>;
    STATIC_REQUIRE(amount::name == std::string_view("amount"));
    STATIC_REQUIRE(std::is_same_v<amount::type, double>);
}

TEST_CASE("field: is spelled in messages as it is written", "[row][field]") {
    CHECK(dbsp::detail::type_name<dbsp::field<"name", std::string>>() == "field<\"name\", std::string>");
}
