#include <dbsp/operator/except_all.hpp>

#include "unit/support/steps.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("except_all: as often as the first has it more", "[operator][except_all]") {
    check_two<int, int>(except_all(source<int>("a"), source<int>("b")),
                        {{{{1, 3}, {2, 1}}, {{1, 1}, {2, 2}}, {{1, 2}}},
                         {{{1, -2}}, {}, {{1, -2}}},
                         {{{1, 1}, {2, 2}}, {}, {{1, 1}, {2, 1}}}});
}

} // namespace dbsp::test
