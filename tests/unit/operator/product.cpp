#include <dbsp/operator/product.hpp>

#include "unit/support/steps.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("product: every pair, weights multiplied", "[operator][product]") {
    check_two<int, int>(product(source<int>("a"), source<int>("b")),
                        {{{{1, 2}}, {{5, 1}, {6, -1}}, {{{1, 5}, 2}, {{1, 6}, -2}}},
                         {{{1, -2}}, {{7, 1}}, {{{1, 5}, -2}, {{1, 6}, 2}}}});
}

TEST_CASE("theta_join: the pairs for which the condition holds", "[operator][product]") {
    auto const less = theta_join(source<int>("a"), source<int>("b"), [](int a, int b) { return a < b; });
    check_two<int, int>(less, {{{{1, 1}, {9, 1}}, {{5, 1}}, {{{1, 5}, 1}}},
                               {{}, {{5, -1}, {10, 1}}, {{{1, 5}, -1}, {{1, 10}, 1}, {{9, 10}, 1}}}});
}

} // namespace dbsp::test
