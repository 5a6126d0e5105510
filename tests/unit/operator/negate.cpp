#include <dbsp/operator/negate.hpp>

#include "unit/support/steps.hpp"

#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

namespace dbsp::test {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

TEST_CASE("negate: turns every sign", "[operator][negate]") {
    check_one<int>(-source<int>("a"), {{{{1, 1}, {2, -3}}, {{1, -1}, {2, 3}}}, {{{1, -1}}, {{1, 1}}}});
}

TEST_CASE("negate: the least weight has no negation", "[operator][negate]") {
    engine machine(negate(source<int>("a")));
    machine.input<int>("a").push(1, std::numeric_limits<std::int64_t>::min());
    CHECK_THROWS_MATCHES(machine.step(), overflow_error,
                         MessageMatches(ContainsSubstring("integer overflow in negation")));
}

} // namespace dbsp::test
