#include <dbsp/operator/plus.hpp>

#include "unit/support/steps.hpp"

#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

namespace dbsp::test {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

TEST_CASE("plus: weights add up, and may cancel", "[operator][plus]") {
    auto const sum = source<int>("a") + source<int>("b");
    check_two<int, int>(sum, {{{{1, 1}}, {{1, 1}, {2, 1}}, {{1, 2}, {2, 1}}},
                              {{{1, -1}}, {{1, 1}}, {}},
                              {{}, {{2, -2}}, {{2, -2}}}});
}

TEST_CASE("plus: of three", "[operator][plus]") {
    auto const a = source<int>("a");
    check_one<int>(plus(a, a, a), {{{{1, 2}}, {{1, 6}}}});
}

TEST_CASE("plus: a weight that does not fit is an error, not a wrap", "[operator][plus]") {
    auto const a = source<int>("a");
    engine machine(a + a);
    machine.input<int>("a").push(1, std::numeric_limits<std::int64_t>::max());
    CHECK_THROWS_MATCHES(machine.step(), overflow_error,
                         MessageMatches(ContainsSubstring("integer overflow in addition")));
    evaluator meaning(a + a);
    meaning.input<int>("a").push(1, std::numeric_limits<std::int64_t>::max());
    CHECK_THROWS_AS(meaning.step(), overflow_error);
}

} // namespace dbsp::test
