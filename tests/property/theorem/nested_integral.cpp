#include "property/support/law.hpp"
#include "property/support/relational.hpp"
#include "property/support/streams.hpp"

using namespace dbsp;
using namespace dbsp::formal;
using namespace dbsp::test;

namespace {
using batches = stream<relation>;

/// Random streams are zero from their ninth element on, with gaps before that.
constexpr vanishing with_gaps{.budget = 20, .quiet = 9};
relation total(const batches& s) { return nested_integral(s, with_gaps); }
} // namespace

TEST_CASE("theorem: ∫ undoes δ₀", "[theorem][delta0][nested_integral]") {
    check_law("∫(δ₀(a)) == a", [](const relation& a) { RC_ASSERT(nested_integral(delta0(a)) == a); });
}

TEST_CASE("theorem: δ₀ is linear", "[theorem][delta0]") {
    check_law("δ₀(a + b) == δ₀(a) + δ₀(b)", [](const relation& a, const relation& b) {
        must_agree(delta0(a + b), delta0(a) + delta0(b));
        must_agree(delta0(-a), -delta0(a));
    });
}

TEST_CASE("theorem: ∫ is linear", "[theorem][nested_integral]") {
    check_law("∫(a + b) == ∫(a) + ∫(b)", [](const batches& a, const batches& b) {
        RC_ASSERT(total(a + b) == total(a) + total(b));
        RC_ASSERT(total(-a) == -total(a));
    });
}

TEST_CASE("theorem: ∫ does not see a delay", "[theorem][nested_integral]") {
    check_law("∫(z⁻¹(s)) == ∫(s)", [](const batches& s) { RC_ASSERT(total(delay(s)) == total(s)); });
}

TEST_CASE("theorem: ↑δ₀ and ↑∫ are linear and time invariant", "[theorem][delta0][nested_integral]") {
    check_law("↑δ₀", [](const batches& a, const batches& b) {
        must_be_linear(lift(delta0), a, b);
        must_be_time_invariant(lift(delta0), a);
        must_agree(incremental(lift(delta0))(a), lift(delta0)(a));
    });
    check_law("↑∫", [](const stream<batches>& a, const stream<batches>& b) {
        must_be_linear(lift(total), a, b);
        must_be_time_invariant(lift(total), a);
        must_agree(incremental(lift(total))(a), lift(total)(a));
    });
}

TEST_CASE("theorem: I makes a constant of δ₀", "[theorem][delta0][integrate]") {
    check_law("I(δ₀(a))[t] == a", [](const relation& a) {
        for (const auto& element : prefix(integrate(delta0(a)), horizon)) { RC_ASSERT(element == a); }
    });
}

TEST_CASE("theorem: ∫∘D is the value that a stream settles on", "[theorem][nested_integral][differentiate]") {
    check_law("∫(D(s)) == limit of s", [](const batches& changes) {
        auto const settling = integrate(changes);
        RC_ASSERT(nested_integral(differentiate(settling), with_gaps) == settling[20]);
    });
}

TEST_CASE("theorem: a lifted function between δ₀ and ∫ is the function",
          "[theorem][delta0][nested_integral]") {
    check_law("∫(↑f(δ₀(a))) == f(a) if f(0) == 0", [](const relation& a) {
        RC_ASSERT(nested_integral(lift(distinct)(delta0(a))) == distinct(a));
    });
}
