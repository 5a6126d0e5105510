#include <dbsp/operator/delay.hpp>

#include "unit/support/steps.hpp"

#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

namespace dbsp::test {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

TEST_CASE("delay: the first steps", "[operator][delay]") {
    std::vector<std::pair<zset<int>, zset<int>>> const steps{
        {{{1, 1}}, {}}, {{{2, 1}}, {{1, 1}}}, {{}, {{2, 1}}}, {{}, {}}};
    engine machine(delay(source<int>("a")));
    evaluator meaning(delay(source<int>("a")));
    for (const auto& [in, out] : steps) {
        machine.input<int>("a").push(in);
        meaning.input<int>("a").push(in);
        CHECK(machine.step() == out);
        CHECK(meaning.step() == out);
    }
}

TEST_CASE("delay: a clock that is not there is an error", "[operator][delay]") {
    auto const wrong = delay(source<int>("a"), 1);
    CHECK_THROWS_AS(engine(wrong), circuit_error);
    CHECK_THROWS_MATCHES(evaluator(wrong), circuit_error,
                         MessageMatches(ContainsSubstring("delay: its clock is outside the circuit")));
}

} // namespace dbsp::test
