#include <dbsp/operator/positive.hpp>

#include "unit/support/steps.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("positive: transitions of the weight of a value", "[operator][positive]") {
    check_one<int>(positive(source<int>("a")), {{{{1, 2}, {2, -1}}, {{1, 2}}},
                                                {{{1, -3}, {2, 3}}, {{1, -2}, {2, 2}}},
                                                {{{1, 2}, {2, -1}}, {{1, 1}, {2, -1}}}});
}

} // namespace dbsp::test
