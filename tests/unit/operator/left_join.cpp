#include <dbsp/operator/left_join.hpp>

#include "unit/support/pairs.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("left_join: a row is alone until its first partner comes, and again when the last one goes",
          "[operator][left_join]") {
    auto const c = left_join(source<row>("a"), source<row>("b"), on(first_of, first_of));
    row const x{1, 1};
    row const y{1, 2};
    row const z{1, 3};
    check_two<row, row>(c, {{{{x, 1}}, {}, {{{x, std::nullopt}, 1}}},
                            {{}, {{y, 1}}, {{{x, std::nullopt}, -1}, {{x, y}, 1}}},
                            {{}, {{y, -1}, {z, 2}}, {{{x, y}, -1}, {{x, z}, 2}}},
                            {{{x, 1}}, {{z, -2}}, {{{x, z}, -2}, {{x, std::nullopt}, 2}}}});
}

TEST_CASE("left_join: a residual condition decides which rows are partners", "[operator][left_join]") {
    auto const c =
        left_join(source<row>("a"), source<row>("b"),
                  on(first_of, first_of, [](const row& a, const row& b) { return a.second < b.second; }));
    row const x{1, 5};
    row const low{1, 4};
    row const high{1, 6};
    check_two<row, row>(c, {{{{x, 1}}, {{low, 1}}, {{{x, std::nullopt}, 1}}},
                            {{}, {{high, 1}}, {{{x, std::nullopt}, -1}, {{x, high}, 1}}}});
}

} // namespace dbsp::test
