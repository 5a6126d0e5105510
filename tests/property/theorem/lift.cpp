#include "property/support/law.hpp"
#include "property/support/relational.hpp"
#include "property/support/streams.hpp"

using namespace dbsp;
using namespace dbsp::formal;
using namespace dbsp::test;

namespace {
using batches = stream<relation>;

/// Not zero at zero.
relation with_a_loop(const relation& r) { return r + relation{{{0, 0}, 1}}; }
} // namespace

TEST_CASE("theorem: lifting distributes over composition", "[theorem][lift]") {
    auto const both = [](const relation& r) { return distinct(fold_targets(r)); };
    check_law("↑(f∘g) == ↑f∘↑g",
              [=](const batches& s) { must_agree(lift(both)(s), lift(distinct)(lift(fold_targets)(s))); });
}

TEST_CASE("theorem: lifting a binary function distributes over composition", "[theorem][lift]") {
    auto const both = [](const relation& a, const relation& b) { return compose(distinct(a), inverse(b)); };
    check_law("↑(f∘(g, h)) == ↑f∘(↑g, ↑h)", [=](const batches& a, const batches& b) {
        must_agree(lift(both)(a, b), lift(compose)(lift(distinct)(a), lift(inverse)(b)));
    });
}

TEST_CASE("theorem: a lifted function is causal", "[theorem][lift]") {
    check_law("↑f(s)[t] depends on s[0..t]",
              [](const batches& s, const batches& other) { must_be_causal(lift(distinct), s, other); });
}

TEST_CASE("theorem: a lifted function is time invariant if it is zero at zero", "[theorem][lift]") {
    check_law("↑f∘z⁻¹ == z⁻¹∘↑f", [](const batches& s) { must_be_time_invariant(lift(distinct), s); });
}

TEST_CASE("a lifted function that is not zero at zero is not time invariant", "[theorem][lift]") {
    batches const s{relation{{{1, 2}, 1}}};
    CHECK_FALSE(equal_up_to(lift(with_a_loop)(delay(s)), delay(lift(with_a_loop)(s)), horizon));
}

TEST_CASE("theorem: lifting a linear function gives a linear operator", "[theorem][lift]") {
    check_law("↑f(a + b) == ↑f(a) + ↑f(b)",
              [](const batches& a, const batches& b) { must_be_linear(lift(fold_targets), a, b); });
}

TEST_CASE("theorem: lifting a bilinear function gives a bilinear operator", "[theorem][lift]") {
    check_law("a ↑⋈ (b + c) == a ↑⋈ b + a ↑⋈ c", [](const batches& a, const batches& b, const batches& c) {
        auto const join = lift(compose);
        must_agree(join(a, b + c), join(a, b) + join(a, c));
        must_agree(join(a + b, c), join(a, c) + join(b, c));
    });
}
