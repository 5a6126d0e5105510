#include <dbsp/operator/support.hpp>

#include "unit/support/steps.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("support: transitions of the weight of a value", "[operator][support]") {
    check_one<int>(
        support(source<int>("a")),
        {{{{1, 2}, {2, -1}}, {{1, 1}, {2, 1}}}, {{{1, -3}, {2, 1}}, {{2, -1}}}, {{{1, 1}}, {{1, -1}}}});
}

} // namespace dbsp::test
