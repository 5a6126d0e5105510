#include <dbsp/operator/integrate.hpp>

#include "unit/support/steps.hpp"

#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

namespace dbsp::test {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

TEST_CASE("integrate: the first steps", "[operator][integrate]") {
    std::vector<std::pair<zset<int>, zset<int>>> const steps{
        {{{1, 1}}, {{1, 1}}}, {{{2, 1}}, {{1, 1}, {2, 1}}}, {{{1, -1}}, {{2, 1}}}, {{}, {{2, 1}}}};
    engine machine(integrate(source<int>("a")));
    evaluator meaning(integrate(source<int>("a")));
    for (const auto& [in, out] : steps) {
        machine.input<int>("a").push(in);
        meaning.input<int>("a").push(in);
        CHECK(machine.step() == out);
        CHECK(meaning.step() == out);
    }
}

TEST_CASE("integrate: a clock that is not there is an error", "[operator][integrate]") {
    auto const wrong = integrate(source<int>("a"), 1);
    CHECK_THROWS_AS(engine(wrong), circuit_error);
    CHECK_THROWS_MATCHES(evaluator(wrong), circuit_error,
                         MessageMatches(ContainsSubstring("integrate: its clock is outside the circuit")));
}

} // namespace dbsp::test
