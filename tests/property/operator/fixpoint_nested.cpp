#include <dbsp/dbsp.hpp>

#include "property/support/recursive_circuits.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

namespace {
/// The closure of `a` under composition with itself and, outside, with `b`.
constexpr auto nested = [](auto a, auto b) {
    return fixpoint(
        [](auto x, auto e, auto f) {
            auto inner = closure_of(recursion_options{}, x);
            return distinct(e + join(inner, f, on(by_second, by_first), ends));
        },
        a, b);
};
} // namespace

TEST_CASE("fixpoint: one in another", "[operator][fixpoint]") {
    check_static_operator("nested", bags<row, row>(3), [](auto a, auto b) { return nested(a, b); });
    check_static_operator("nested, with cancelling derivations", bags<row, row>(3), [](auto a, auto b) {
        return fixpoint(
            [](auto x, auto e, auto f) {
                auto inner = fixpoint(
                    [](auto y, auto start, auto banned) {
                        return distinct(antijoin(start + join(y, start, on(by_second, by_first), ends),
                                                 banned, on(same_row, same_row)));
                    },
                    x, f);
                return distinct(e + map(inner, swapped));
            },
            a, b);
    });
}

} // namespace dbsp::test
