#include <dbsp/detail/pack.hpp>

#include <catch2/catch_test_macros.hpp>

#include <memory>
#include <string>
#include <type_traits>

using dbsp::detail::get;
using dbsp::detail::pack;

TEST_CASE("pack: holds values side by side, in their order", "[detail][pack]") {
    pack<int, std::string, double> values{{{1}, {std::string("two")}, {3.0}}};
    STATIC_REQUIRE(std::is_aggregate_v<decltype(values)>);
    CHECK(get<0>(values) == 1);
    CHECK(get<1>(values) == "two");
    CHECK(get<2>(values) == 3.0);
    get<0>(values) = 7;
    CHECK(std::as_const(values).apply([](int a, const std::string& b, double c) {
        return std::to_string(a) + b + std::to_string(static_cast<int>(c));
    }) == "7two3");
}

TEST_CASE("pack: apply hands the values on by reference", "[detail][pack]") {
    pack<int, int> values{{{1}, {2}}};
    values.apply([](auto&... value) { ((value *= 10), ...); });
    CHECK(get<0>(values) == 10);
    CHECK(get<1>(values) == 20);
    CHECK(pack<>{}.apply([] { return 5; }) == 5);
}

TEST_CASE("pack: equal types are told apart by their places, and nothing need be copied", "[detail][pack]") {
    pack<int, int> const values{{{1}, {2}}};
    CHECK(get<0>(values) == 1);
    CHECK(get<1>(values) == 2);
    pack<std::unique_ptr<int>> owner{{{std::make_unique<int>(4)}}};
    auto const moved = std::move(owner);
    CHECK(*get<0>(moved) == 4);
}

TEST_CASE("pack: values without content take no room", "[detail][pack]") {
    struct a {};
    struct b {};
    STATIC_REQUIRE(sizeof(pack<a, b, int>) == sizeof(int));
}
