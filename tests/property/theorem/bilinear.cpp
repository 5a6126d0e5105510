#include "property/support/law.hpp"
#include "property/support/relational.hpp"
#include "property/support/streams.hpp"

using namespace dbsp;
using namespace dbsp::formal;
using namespace dbsp::test;

namespace {
using batches = stream<relation>;

auto const join = lift(compose);
} // namespace

TEST_CASE("theorem: bilinear rule", "[theorem][incremental][bilinear]") {
    check_law("(a⋈b)^Δ == a⋈b + z⁻¹(I(a))⋈b + a⋈z⁻¹(I(b))", [](const batches& a, const batches& b) {
        must_agree(incremental(join)(a, b),
                   join(a, b) + join(delay(integrate(a)), b) + join(a, delay(integrate(b))));
    });
}

TEST_CASE("theorem: bilinear rule in two terms", "[theorem][incremental][bilinear]") {
    check_law("(a⋈b)^Δ == a⋈z⁻¹(I(b)) + I(a)⋈b", [](const batches& a, const batches& b) {
        must_agree(incremental(join)(a, b), join(a, delay(integrate(b))) + join(integrate(a), b));
    });
    check_law("(a⋈b)^Δ == z⁻¹(I(a))⋈b + a⋈I(b)", [](const batches& a, const batches& b) {
        must_agree(incremental(join)(a, b), join(delay(integrate(a)), b) + join(a, integrate(b)));
    });
}

TEST_CASE("theorem: bilinear rule in the new state", "[theorem][incremental][bilinear]") {
    check_law("(a⋈b)^Δ == I(a)⋈b + a⋈I(b) - a⋈b", [](const batches& a, const batches& b) {
        must_agree(incremental(join)(a, b), join(integrate(a), b) + join(a, integrate(b)) - join(a, b));
    });
}

TEST_CASE("theorem: bilinear rule for a join with itself", "[theorem][incremental][bilinear]") {
    auto const self = [](const batches& s) { return join(s, s); };
    check_law("(s⋈s)^Δ == s⋈s + z⁻¹(I(s))⋈s + s⋈z⁻¹(I(s))",
              [=](const batches& s) { must_agree(incremental(self)(s), incremental_product(join)(s, s)); });
}

TEST_CASE("leaving out a term of the bilinear rule is noticed", "[theorem][incremental][bilinear]") {
    batches const a{relation{{{1, 2}, 1}}};
    batches const b{relation{{{2, 3}, 1}}};
    auto const without_both = join(delay(integrate(a)), b) + join(a, delay(integrate(b)));
    CHECK_FALSE(equal_up_to(incremental(join)(a, b), without_both, horizon));
}
