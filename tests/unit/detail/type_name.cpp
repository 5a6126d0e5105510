#include <dbsp/detail/type_name.hpp>

#include <catch2/catch_test_macros.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using dbsp::detail::type_name;

namespace {
struct local {};
} // namespace

TEST_CASE("type_name: names types as their users write them", "[detail][type_name]") {
    STATIC_REQUIRE(type_name<int>() == "int");
    STATIC_REQUIRE(type_name<std::string>() == "std::string");
    STATIC_REQUIRE(type_name<std::string_view>() == "std::string_view");
    STATIC_REQUIRE(type_name<std::optional<std::string>>() == "std::optional<std::string>");
    STATIC_REQUIRE(type_name<std::vector<int>>() == "std::vector<int>");
    STATIC_REQUIRE(type_name<std::vector<long>>() == "std::vector<long>");
    STATIC_REQUIRE(type_name<std::pair<unsigned long, int>>() == "std::pair<unsigned long, int>");
    STATIC_REQUIRE(type_name<local>().starts_with("(anonymous namespace)"));
    CHECK(type_name<local>().ends_with("local"));
}
