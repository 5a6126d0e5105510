#include <dbsp/row/truth.hpp>

#include <catch2/catch_test_macros.hpp>

#include <concepts>
#include <optional>

using dbsp::kleene_and;
using dbsp::kleene_not;
using dbsp::kleene_or;
using maybe = std::optional<bool>;

namespace {
constexpr maybe unknown;
}

TEST_CASE("is_true: only true keeps a row", "[row][truth]") {
    STATIC_REQUIRE(dbsp::is_true(true));
    STATIC_REQUIRE(!dbsp::is_true(false));
    STATIC_REQUIRE(dbsp::is_true(maybe(true)));
    STATIC_REQUIRE(!dbsp::is_true(maybe(false)));
    STATIC_REQUIRE(!dbsp::is_true(unknown));
}

TEST_CASE("is_false: unknown is not false", "[row][truth]") {
    STATIC_REQUIRE(dbsp::is_false(maybe(false)));
    STATIC_REQUIRE(!dbsp::is_false(unknown));
    STATIC_REQUIRE(!dbsp::is_false(true));
}

TEST_CASE("kleene_not: unknown stays unknown", "[row][truth]") {
    STATIC_REQUIRE(kleene_not(unknown) == unknown);
    STATIC_REQUIRE(kleene_not(maybe(true)) == maybe(false));
    STATIC_REQUIRE(!kleene_not(true));
}

TEST_CASE("kleene_and: one false decides, otherwise one unknown does", "[row][truth]") {
    STATIC_REQUIRE(kleene_and(unknown, false) == maybe(false));
    STATIC_REQUIRE(kleene_and(false, unknown) == maybe(false));
    STATIC_REQUIRE(kleene_and(unknown, true) == unknown);
    STATIC_REQUIRE(kleene_and(unknown, unknown) == unknown);
    STATIC_REQUIRE(kleene_and(maybe(true), true) == maybe(true));
}

TEST_CASE("kleene_or: one true decides, otherwise one unknown does", "[row][truth]") {
    STATIC_REQUIRE(kleene_or(unknown, true) == maybe(true));
    STATIC_REQUIRE(kleene_or(true, unknown) == maybe(true));
    STATIC_REQUIRE(kleene_or(unknown, false) == unknown);
    STATIC_REQUIRE(kleene_or(maybe(false), false) == maybe(false));
}

TEST_CASE("kleene_and, kleene_or: of two bools are a bool", "[row][truth]") {
    STATIC_REQUIRE(std::same_as<decltype(kleene_and(true, false)), bool>);
    STATIC_REQUIRE(std::same_as<decltype(kleene_or(true, false)), bool>);
}

TEST_CASE("is_true: a number is no truth value, missing or not", "[row][truth]") {
    constexpr auto taken = []<class T>(const T& x) {
        return requires { dbsp::is_true(x); } || requires { dbsp::is_false(x); } || requires {
            kleene_not(x);
        } || requires { kleene_and(x, true); } || requires { kleene_or(maybe(true), x); };
    };
    STATIC_REQUIRE(taken(true));
    STATIC_REQUIRE(taken(unknown));
    STATIC_REQUIRE_FALSE(taken(1));
    STATIC_REQUIRE_FALSE(taken(1.5));
    STATIC_REQUIRE_FALSE(taken(std::optional<int>(1)));
    STATIC_REQUIRE_FALSE(taken(&unknown));
}
