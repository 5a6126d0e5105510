#include <dbsp/operator/intersect_all.hpp>

#include "unit/support/steps.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("intersect_all: as often as in the one that has it less often", "[operator][intersect_all]") {
    check_two<int, int>(intersect_all(source<int>("a"), source<int>("b")), {{{{1, 3}}, {{1, 2}}, {{1, 2}}},
                                                                            {{{1, -2}}, {}, {{1, -1}}},
                                                                            {{{1, 2}}, {{1, 5}}, {{1, 2}}},
                                                                            {{}, {{1, -9}}, {{1, -3}}}});
}

} // namespace dbsp::test
