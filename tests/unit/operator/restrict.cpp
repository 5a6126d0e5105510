#include <dbsp/operator/restrict.hpp>

#include "unit/support/steps.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("restrict: the rows whose key is among those of the entries of the other", "[operator][restrict]") {
    auto const first = [](const row& r) { return r.first; };
    check_two<row, row>(restrict(source<row>("a"), source<row>("b"), first),
                        {{{{{1, 1}, 2}, {{2, 2}, 1}}, {{{1, 9}, -1}}, {{{1, 1}, 2}}},
                         {{}, {{{1, 8}, 1}}, {}},
                         {{}, {{{1, 8}, -1}, {{1, 9}, 1}, {{2, 0}, 1}}, {{{1, 1}, -2}, {{2, 2}, 1}}}});
}

} // namespace dbsp::test
