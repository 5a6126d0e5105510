#include "unit/row/sample.hpp"

#include <catch2/catch_test_macros.hpp>

#include <string>

using namespace dbsp;

namespace {
/// How deep a tree is.
struct depth {
    template <fixed_string Name> constexpr int operator()(const column<Name>&) const { return 1; }
    template <class T> constexpr int operator()(const literal<T>&) const { return 1; }
    template <class Op> constexpr int operator()(Op, auto... operand) const {
        return 1 + std::max({operand...});
    }
};

/// Prefix notation.
struct lisp {
    template <fixed_string Name> std::string operator()(const column<Name>&) const {
        return std::string(Name);
    }
    template <class T> std::string operator()(const literal<T>& constant) const {
        return std::to_string(constant.value);
    }
    template <class Op> std::string operator()(Op, const auto&... operand) const {
        return "(" + std::string(Op::name) + ((" " + operand) + ...) + ")";
    }
};
} // namespace

TEST_CASE("fold: gives each operator the results for its operands", "[row][fold]") {
    CHECK(fold(col<"a"> * 2 > -col<"b">, lisp{}) == "(> (* a 2) (- b))");
    CHECK(fold(between(col<"a">, 1, 2), lisp{}) == "(BETWEEN a 1 2)");
}

TEST_CASE("fold: works at compile time, on leaves too", "[row][fold]") {
    STATIC_REQUIRE(fold(col<"a">, depth{}) == 1);
    STATIC_REQUIRE(fold((col<"a"> + 1) * 2 == col<"b">, depth{}) == 4);
}
