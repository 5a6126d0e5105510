#include <dbsp/operator/filter.hpp>

#include "unit/support/steps.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("filter: keeps weights, negative ones too", "[operator][filter]") {
    auto const even = filter(source<int>("a"), [](int i) { return i % 2 == 0; });
    check_one<int>(even, {{{{1, 1}, {2, 3}}, {{2, 3}}}, {{{2, -4}, {4, 1}}, {{2, -4}, {4, 1}}}, {{}, {}}});
}

TEST_CASE("filter: unknown is not true", "[operator][filter]") {
    auto const known =
        filter(source<std::optional<bool>>("a"), [](const std::optional<bool>& b) { return b; });
    check_one<std::optional<bool>>(known, {{{{true, 1}, {false, 1}, {std::nullopt, 1}}, {{true, 1}}}});
}

} // namespace dbsp::test
