/// The laws of a commutative ring with one, and of the order of weights.
#pragma once

#include "property/laws/group.hpp"

namespace dbsp::test {

/// Checks the laws of a ring on values of `generator`, those of its group included.
template <ring R> void check_ring_laws(const rc::Gen<R>& generator = rc::gen::arbitrary<R>()) {
    check_group_laws<R>(generator);
    check_law("a * (b * c) == (a * b) * c", [&] {
        auto const [a, b, c] = *rc::gen::tuple(generator, generator, generator);
        RC_ASSERT(a * (b * c) == (a * b) * c);
    });
    check_law("a * b == b * a", [&] {
        auto const [a, b] = *rc::gen::pair(generator, generator);
        RC_ASSERT(a * b == b * a);
    });
    check_law("a * (b + c) == a * b + a * c", [&] {
        auto const [a, b, c] = *rc::gen::tuple(generator, generator, generator);
        RC_ASSERT(a * (b + c) == a * b + a * c);
    });
    check_law("a * 1 == a", [&] {
        auto const a = *generator;
        RC_ASSERT(a * R{1} == a);
    });
}

/// Checks that the order of a ring fits its operations.
template <weight_ring W> void check_weight_laws(const rc::Gen<W>& generator = rc::gen::arbitrary<W>()) {
    check_ring_laws<W>(generator);
    check_law("a > 0 and b > 0 imply a + b > 0 and a * b > 0", [&] {
        auto const [a, b] = *rc::gen::pair(generator, generator);
        RC_ASSERT(!(a > W{} && b > W{}) || (a + b > W{} && a * b > W{}));
    });
    check_law("a < b means a - b < 0", [&] {
        auto const [a, b] = *rc::gen::pair(generator, generator);
        RC_ASSERT((a < b) == (a + (-b) < W{}));
    });
}

} // namespace dbsp::test
