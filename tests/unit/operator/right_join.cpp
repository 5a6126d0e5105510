#include <dbsp/operator/right_join.hpp>

#include "unit/support/pairs.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("right_join: a row of the second input is alone without a partner", "[operator][right_join]") {
    auto const c = right_join(source<row>("a"), source<row>("b"), on(first_of, first_of));
    row const x{1, 1};
    row const y{1, 2};
    check_two<row, row>(c, {{{}, {{y, 2}}, {{{std::nullopt, y}, 2}}},
                            {{{x, 1}}, {}, {{{std::nullopt, y}, -2}, {{x, y}, 2}}},
                            {{{x, -1}}, {{y, -1}}, {{{x, y}, -2}, {{std::nullopt, y}, 1}}}});
}

TEST_CASE("right_join: a residual condition sees the left row first", "[operator][right_join]") {
    auto const c =
        right_join(source<row>("a"), source<row>("b"),
                   on(first_of, first_of, [](const row& a, const row& b) { return a.second < b.second; }));
    row const x{1, 5};
    row const low{1, 4};
    row const high{1, 6};
    check_two<row, row>(c, {{{{x, 1}}, {{low, 1}, {high, 1}}, {{{std::nullopt, low}, 1}, {{x, high}, 1}}},
                            {{{x, -1}}, {}, {{{x, high}, -1}, {{std::nullopt, high}, 1}}}});
}

} // namespace dbsp::test
