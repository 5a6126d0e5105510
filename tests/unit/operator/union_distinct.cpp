#include <dbsp/operator/union_distinct.hpp>

#include "unit/support/steps.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("union_distinct: a row of either input, once", "[operator][union_distinct]") {
    check_two<int, int>(
        union_distinct(source<int>("a"), source<int>("b")),
        {{{{1, 2}}, {{1, 1}, {2, 1}}, {{1, 1}, {2, 1}}}, {{{1, -2}}, {}, {}}, {{}, {{1, -1}}, {{1, -1}}}});
}

} // namespace dbsp::test
