/// Expressions as SQL, and taking them apart.
#include <dbsp/row/row.hpp>

#include <algorithm>
#include <iostream>
#include <string>

using namespace dbsp;

struct money {
    long cents;
};
template <> struct dbsp::sql_literal<money> {
    static std::string text(money m) { return "CAST(" + std::to_string(m.cents) + " / 100.0 AS money)"; }
};
template <> inline constexpr std::string_view dbsp::sql_type_name<money> = "money";

/// How many operators stand above each other.
struct depth {
    template <fixed_string Name> constexpr int operator()(const column<Name>&) const { return 0; }
    template <class T> constexpr int operator()(const literal<T>&) const { return 0; }
    template <class Op> constexpr int operator()(Op, auto... operand) const {
        return 1 + std::max({operand...});
    }
};

constexpr auto total = (col<"price"> - col<"rebate">)*col<"pieces">;

static_assert(fold(total, depth{}) == 2);
static_assert(columns_of<decltype(total)>.size() == 3 && columns_of<decltype(total)>[0] == "price");

using outermost = decltype(total)::op;
static_assert(outermost::name == "*" && std::same_as<outermost, expr::multiply>);

/// An operator of one's own.
struct squared {
    static constexpr std::string_view name = "squared";
    static constexpr std::string_view takes = "a floating-point number";
    static constexpr auto evaluates = evaluation::strict;
    template <class A> static constexpr bool accepts = std::floating_point<A>;

    constexpr auto operator()(std::floating_point auto x) const { return x * x; }
    static sql_text print(const sql_text& x) { return "power(" + x.text + ", 2)"; }
};

int main() {
    std::cout << print(total > 100 && !(col<"region"> == "Land's End")) << '\n'
              << print(col<R"(the "user")"> - lit(-1)) << '\n'
              << print(lit(2.0)) << ' ' << print(lit(std::optional<int>())) << '\n'
              << print(lit(money{250})) << '\n'
              << print(call<squared, column<"x">>{} + 1.0) << '\n';
}
