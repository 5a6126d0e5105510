#include <dbsp/row/row.hpp>

#include <catch2/catch_test_macros.hpp>
#include <rapidcheck/catch.h>

#include <optional>
#include <string>

using namespace dbsp;

namespace {
/// Evaluates by `fold`, as a stranger to the library would.
template <named_row R> struct plain_value {
    const R& row;
    template <fixed_string Name> auto operator()(const column<Name>& leaf) const { return leaf(row); }
    template <class T> auto operator()(const literal<T>& leaf) const { return leaf(row); }
    auto operator()(expr::add, auto x, auto y) const { return x + y; }
    auto operator()(expr::greater, auto x, auto y) const { return x > y; }
    auto operator()(expr::equal, const auto& x, const auto& y) const { return x == y; }
    auto operator()(expr::conjunction, auto x, auto y) const { return x && y; }
};
} // namespace

TEST_CASE("expression: fold over its parts gives its value", "[row][expression]") {
    rc::prop("for a condition", [](short n, const std::string& name, int bound) {
        auto const row = make_record<"n", "name">(int{n}, name);
        auto const e = col<"n"> + 1 > bound && col<"name"> == "";
        RC_ASSERT(fold(e, plain_value{row}) == e(row));
    });
}

TEST_CASE("expression: depends on its columns only", "[row][expression]") {
    rc::prop("other columns may change", [](int n, const std::string& name, const std::string& other) {
        auto const e = col<"n"> > 5 || col<"n"> == -1;
        RC_ASSERT(e(make_record<"n", "name">(n, name)) == e(make_record<"other", "n">(other, n)));
    });
}

TEST_CASE("select: each column of the result is the value of its item", "[row][select]") {
    rc::prop("for computed items", [](short n, const std::string& name) {
        auto const row = make_record<"n", "name">(int{n}, name);
        auto const chosen = select(col<"name">, as<"twice">(col<"n"> * 2));
        RC_ASSERT(get<"name">(chosen(row)) == name);
        RC_ASSERT(get<"twice">(chosen(row)) == (col<"n"> * 2)(row));
    });
}
