#include "unit/row/sample.hpp"

#include <catch2/catch_test_macros.hpp>

#include <concepts>
#include <string_view>
#include <tuple>

using namespace dbsp;

TEST_CASE("call: shows its operator and its operands", "[row][call]") {
    constexpr auto e = col<"a"> + 2;
    STATIC_REQUIRE(std::same_as<decltype(e)::op, expr::add>);
    STATIC_REQUIRE(decltype(e)::op::name == std::string_view("+"));
    STATIC_REQUIRE(std::same_as<decltype(e.operands), std::tuple<column<"a">, literal<int>>>);
    STATIC_REQUIRE(std::get<1>(e.operands).value == 2);
}

namespace outside {
/// An operator from outside the library.
struct twice {
    static constexpr std::string_view name = "twice";
    static constexpr std::string_view takes = "an int";
    static constexpr auto evaluates = evaluation::strict;
    template <class A> static constexpr bool accepts = std::same_as<A, int>;
    constexpr int operator()(int a) const { return 2 * a; }
    static sql_text print(const sql_text& a) { return {"twice(" + a.text + ")"}; }
};
} // namespace outside

TEST_CASE("call: takes operators of the user's own", "[row][call]") {
    using outside::twice;
    constexpr call<twice, column<"x">> e{};
    CHECK(e(sample::point{3, 0}) == 6);
    CHECK(print(e + 1) == "twice(\"x\") + 1");
}

TEST_CASE("call: a strict operator is missing if an operand is", "[row][call]") {
    using outside::twice;
    CHECK(call<twice, column<"b">>{}(sample::sparse_row) == 14);
    CHECK(call<twice, column<"none">>{}(sample::sparse_row) == std::nullopt);
}
