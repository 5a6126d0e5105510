/// The laws of an abelian group: one line of test for each model.
#pragma once

#include <dbsp/concept/group.hpp>

#include "property/support/law.hpp"

#include <functional>

namespace dbsp::test {

/// Checks the laws on values of `generator`; `equal` for groups whose `==` cannot be decided.
///
///     TEST_CASE("a Z-set is an abelian group", "[zset]") { check_group_laws<zset<int>>(); }
template <group_operations G, class Equal = std::equal_to<>>
void check_group_laws(const rc::Gen<G>& generator = rc::gen::arbitrary<G>(), Equal equal = {}) {
    check_law("a + (b + c) == (a + b) + c", [&] {
        auto const [a, b, c] = *rc::gen::tuple(generator, generator, generator);
        RC_ASSERT(equal(a + (b + c), (a + b) + c));
    });
    check_law("a + b == b + a", [&] {
        auto const [a, b] = *rc::gen::pair(generator, generator);
        RC_ASSERT(equal(a + b, b + a));
    });
    check_law("a + 0 == a", [&] {
        auto const a = *generator;
        RC_ASSERT(equal(a + G{}, a));
    });
    check_law("a + (-a) == 0", [&] {
        auto const a = *generator;
        RC_ASSERT(equal(a + (-a), G{}));
    });
    if constexpr (requires(const G& a) { a - a; }) {
        check_law("a - b == a + (-b)", [&] {
            auto const [a, b] = *rc::gen::pair(generator, generator);
            RC_ASSERT(equal(a - b, a + (-b)));
        });
    }
}

} // namespace dbsp::test
