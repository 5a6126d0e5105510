#include <dbsp/operator/full_join.hpp>

#include "unit/support/pairs.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("full_join: rows of both inputs are alone without a partner", "[operator][full_join]") {
    auto const c = full_join(source<row>("a"), source<row>("b"), on(first_of, first_of));
    row const x{1, 1};
    row const y{1, 2};
    row const z{2, 2};
    check_two<row, row>(
        c, {{{{x, 1}}, {{z, 1}}, {{{x, std::nullopt}, 1}, {{std::nullopt, z}, 1}}},
            {{}, {{y, 1}}, {{{x, std::nullopt}, -1}, {{x, y}, 1}}},
            {{{x, -1}}, {{z, -1}}, {{{x, y}, -1}, {{std::nullopt, y}, 1}, {{std::nullopt, z}, -1}}}});
}

TEST_CASE("full_join: with a residual condition", "[operator][full_join]") {
    auto const c =
        full_join(source<row>("a"), source<row>("b"),
                  on(first_of, first_of, [](const row& a, const row& b) { return a.second < b.second; }));
    row const x{1, 5};
    row const low{1, 4};
    row const high{1, 6};
    check_two<row, row>(c, {{{{x, 1}}, {{low, 1}}, {{{x, std::nullopt}, 1}, {{std::nullopt, low}, 1}}},
                            {{}, {{high, 1}}, {{{x, std::nullopt}, -1}, {{x, high}, 1}}}});
}

} // namespace dbsp::test
