#include <dbsp/operator/map.hpp>
#include <dbsp/operator/plus.hpp>
#include <dbsp/operator/source.hpp>

#include "unit/support/steps.hpp"

#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

namespace dbsp::test {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

TEST_CASE("source: carries what is pushed, consolidated by the step", "[operator][source]") {
    engine a(source<int>("a"));
    auto& input = a.input<int>("a");
    input.push(1, 2);
    input.insert(2);
    input.erase(2);
    input.erase(3);
    CHECK(a.step() == zset<int>{{1, 2}, {3, -1}});
    CHECK(a.step().empty());
}

TEST_CASE("source: the same name is the same input", "[operator][source]") {
    check_one<int>(source<int>("a") + source<int>("a"), {{{{1, 1}}, {{1, 2}}}, {{{1, -1}}, {{1, -2}}}});
}

TEST_CASE("source: one name with two row types is an error", "[operator][source]") {
    auto const wrong =
        map(source<int>("a"), [](int i) { return static_cast<double>(i); }) + source<double>("a");
    auto const message = MessageMatches(ContainsSubstring("input 'a' has rows of type 'int', not 'double'"));
    CHECK_THROWS_MATCHES(engine(wrong), circuit_error, message);
    CHECK_THROWS_MATCHES(evaluator(wrong), circuit_error, message);
}

TEST_CASE("source: asking for another name or row type is an error that says what there is",
          "[operator][source]") {
    auto const both = map(source<row>("b"), [](const row& r) { return r.first; }) + source<int>("a");
    engine machine(both);
    evaluator meaning(both);
    auto const unknown = MessageMatches(ContainsSubstring("no input called 'c'; the circuit has 'a', 'b'"));
    CHECK_THROWS_MATCHES(machine.input<int>("c"), circuit_error, unknown);
    CHECK_THROWS_MATCHES(meaning.input<int>("c"), circuit_error, unknown);
    auto const other = MessageMatches(ContainsSubstring("input 'a' has rows of type 'int', not 'long'"));
    CHECK_THROWS_MATCHES(machine.input<long>("a"), circuit_error, other);
    CHECK_THROWS_MATCHES(meaning.input<long>("a"), circuit_error, other);
}

} // namespace dbsp::test
