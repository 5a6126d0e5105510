#include <dbsp/dbsp.hpp>

#include "property/support/operator_law.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

TEST_CASE("fixpoint: one value used twice, with sharing in its body", "[operator][fixpoint]") {
    check_static_operator("used twice", bags<row, row>(3), [](auto a, auto b) {
        auto paths = fixpoint(
            [](auto x, auto e) {
                auto next = share(join(x, e, on(by_second, by_first), ends));
                return distinct(e + next + map(next, swapped));
            },
            a);
        return join(paths, b, on(by_first, by_first), seconds) + paths;
    });
}

} // namespace dbsp::test
