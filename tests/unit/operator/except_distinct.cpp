#include <dbsp/operator/except_distinct.hpp>

#include "unit/support/steps.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("except_distinct: what the first has and the second has not, once", "[operator][except_distinct]") {
    check_two<int, int>(except_distinct(source<int>("a"), source<int>("b")),
                        {{{{1, 3}, {2, 1}}, {{2, 1}}, {{1, 1}}},
                         {{}, {{1, 1}, {2, -1}}, {{1, -1}, {2, 1}}},
                         {{{2, -1}}, {{1, -1}}, {{1, 1}, {2, -1}}}});
}

} // namespace dbsp::test
