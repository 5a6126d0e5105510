#include <dbsp/row/row.hpp>

#include <catch2/catch_test_macros.hpp>
#include <rapidcheck/catch.h>

#include <optional>

using namespace dbsp;

namespace {
/// A row with one column that is there and two that may be missing, of small numbers, so that equal ones occur.
auto small_row(int x, rc::Maybe<int> y, rc::Maybe<int> z) {
    auto const optional = [](const rc::Maybe<int>& m) { return m ? std::optional(*m % 3) : std::nullopt; };
    return make_record<"x", "y", "z">(x % 3, optional(y), optional(z));
}

constexpr auto x = col<"x">;
constexpr auto y = col<"y">;
constexpr auto z = col<"z">;

template <class A, class B> void same(const char* name, A a, B b) {
    rc::prop(name, [=](int i, rc::Maybe<int> j, rc::Maybe<int> k) {
        auto const row = small_row(i, j, k);
        RC_ASSERT(std::optional<bool>(a(row)) == std::optional<bool>(b(row)));
    });
}
} // namespace

TEST_CASE("logic: expressions obey the laws of their connectives", "[row][logic]") {
    same("De Morgan", !(x == y && y < z), !(x == y) || !(y < z));
    same("a comparison negated is its opposite", !(y < z), y >= z);
    same("not equal is equal negated", y != z, !(y == z));
    same("the order of operands does not matter", x == y || is_null(z), is_null(z) || x == y);
}

TEST_CASE("logic: the other forms are what they stand for", "[row][logic]") {
    same("in is a chain of or", in(x, y, z, 1), x == y || x == z || x == 1);
    same("between is two comparisons", between(x, y, z), x >= y && x <= z);
    same("is_not_null is is_null negated", is_not_null(y), !is_null(y));
    same("case_when with one arm is a coalesce", case_when(is_not_null(y), y == x, z == x), //
         case_when(is_null(y), z == x, y == x));
    same("coalesce skips what is missing", coalesce(y, z, x) == 1,
         case_when(is_not_null(y), y == 1, is_not_null(z), z == 1, x == 1));
}
