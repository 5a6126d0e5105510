#include <dbsp/operator/intersect_distinct.hpp>

#include "unit/support/steps.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("intersect_distinct: a row of both inputs, once", "[operator][intersect_distinct]") {
    check_two<int, int>(intersect_distinct(source<int>("a"), source<int>("b")),
                        {{{{1, 2}, {2, 1}}, {{1, 3}}, {{1, 1}}},
                         {{{1, -1}}, {{2, 1}}, {{2, 1}}},
                         {{{1, -1}}, {{2, -1}}, {{1, -1}, {2, -1}}}});
}

} // namespace dbsp::test
