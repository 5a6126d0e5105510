#include <dbsp/value/print.hpp>

#include "unit/value/sample.hpp"

#include <catch2/catch_test_macros.hpp>

#include <cstdint>
#include <string>
#include <tuple>
#include <variant>

using namespace dbsp;
using namespace dbsp::test;

namespace {
struct opaque {};
} // namespace

TEST_CASE("numbers are printed plainly, those of one byte too", "[value]") {
    CHECK(to_text(-1) == "-1");
    CHECK(to_text(2.5) == "2.5");
    CHECK(to_text(true) == "true");
    CHECK(to_text(std::int8_t{-7}) == "-7");
    CHECK(to_text(std::uint8_t{200}) == "200");
    CHECK(to_text('x') == "x");
}

TEST_CASE("strings are printed in quotes", "[value]") {
    CHECK(to_text(std::string("a b")) == "'a b'");
    CHECK(to_text("a") == "'a'");
}

TEST_CASE("optionals, products, variants and ranges are printed as what they hold", "[value]") {
    CHECK(to_text(std::optional<int>()) == "null");
    CHECK(to_text(std::optional(std::string("a"))) == "'a'");
    CHECK(to_text(std::tuple(1, std::string("a"))) == "(1, 'a')");
    CHECK(to_text(std::tuple<>()) == "()");
    CHECK(to_text(std::variant<int, std::string>("a")) == "'a'");
    CHECK(to_text(std::vector<std::vector<int>>{{1, 2}, {}}) == "[[1, 2], []]");
    CHECK(to_text(person{"Ann", {}, {{1, 2}}}) == "('Ann', null, [(1, 2)])");
}

TEST_CASE("a type that can't be printed is a question mark", "[value]") { CHECK(to_text(opaque()) == "?"); }
