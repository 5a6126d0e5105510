#include "property/support/law.hpp"
#include "property/support/relational.hpp"
#include "property/support/streams.hpp"

using namespace dbsp;
using namespace dbsp::formal;
using namespace dbsp::test;

namespace {
using batches = stream<relation>;

/// Neither linear nor lifted, but causal: what the state contained on two days running.
batches twice_seen(const batches& s) { return lift(distinct)(s + lift(square_weights)(delay(s))); }
batches squares(const batches& s) { return lift(square_weights)(s); }
batches joined(const batches& a, const batches& b) { return lift(compose)(a, lift(distinct)(b)); }
} // namespace

TEST_CASE("theorem: incremental version, definition", "[theorem][incremental]") {
    check_law("Q^Δ == D∘Q∘I", [](const batches& s) {
        must_agree(incremental(twice_seen)(s), differentiate(twice_seen(integrate(s))));
    });
}

TEST_CASE("theorem: incremental version, inversion", "[theorem][incremental]") {
    check_law("Q == I∘Q^Δ∘D", [](const batches& s) {
        must_agree(twice_seen(s), integrate(incremental(twice_seen)(differentiate(s))));
    });
    check_law("(I∘Q∘D)^Δ == Q", [](const batches& s) {
        auto const outer = [](const batches& x) { return integrate(twice_seen(differentiate(x))); };
        must_agree(incremental(outer)(s), twice_seen(s));
    });
}

TEST_CASE("theorem: incremental version, invariance", "[theorem][incremental]") {
    check_law("I, D, z⁻¹ and - are their own incremental versions", [](const batches& s) {
        must_agree(incremental(integrate)(s), integrate(s));
        must_agree(incremental(differentiate)(s), differentiate(s));
        must_agree(incremental(delay)(s), delay(s));
        must_agree(incremental([](const batches& x) { return -x; })(s), -s);
    });
    check_law("so is +", [](const batches& a, const batches& b) {
        must_agree(incremental([](const batches& x, const batches& y) { return x + y; })(a, b), a + b);
    });
}

TEST_CASE("theorem: push/pull rule", "[theorem][incremental]") {
    check_law("Q∘I == I∘Q^Δ", [](const batches& s) {
        must_agree(twice_seen(integrate(s)), integrate(incremental(twice_seen)(s)));
    });
    check_law("D∘Q == Q^Δ∘D", [](const batches& s) {
        must_agree(differentiate(twice_seen(s)), incremental(twice_seen)(differentiate(s)));
    });
    check_law("D(Q(a, b)) == Q^Δ(D(a), D(b))", [](const batches& a, const batches& b) {
        must_agree(differentiate(joined(a, b)), incremental(joined)(differentiate(a), differentiate(b)));
    });
}

TEST_CASE("theorem: chain rule", "[theorem][incremental]") {
    check_law("(Q₁∘Q₂)^Δ == Q₁^Δ∘Q₂^Δ", [](const batches& s) {
        auto const chain = [](const batches& x) { return twice_seen(squares(x)); };
        must_agree(incremental(chain)(s), incremental(twice_seen)(incremental(squares)(s)));
    });
    check_law("(Q∘(Q₁, Q₂))^Δ == Q^Δ∘(Q₁^Δ, Q₂^Δ)", [](const batches& a, const batches& b) {
        auto const chain = [](const batches& x, const batches& y) {
            return joined(squares(x), twice_seen(y));
        };
        must_agree(incremental(chain)(a, b),
                   incremental(joined)(incremental(squares)(a), incremental(twice_seen)(b)));
    });
}

TEST_CASE("theorem: add rule", "[theorem][incremental]") {
    check_law("(Q₁ + Q₂)^Δ == Q₁^Δ + Q₂^Δ", [](const batches& s) {
        auto const sum = [](const batches& x) { return twice_seen(x) + squares(x); };
        must_agree(incremental(sum)(s), incremental(twice_seen)(s) + incremental(squares)(s));
    });
}

TEST_CASE("theorem: cycle rule", "[theorem][incremental][feedback]") {
    auto const loop = [](const batches& s) {
        return feedback<relation>([&](const batches& past) { return joined(s, past) + s; });
    };
    auto const body = [](const batches& s, const batches& past) { return joined(s, past) + s; };
    check_law("(s ↦ fix α. T(s, z⁻¹α))^Δ == s ↦ fix α. T^Δ(s, z⁻¹α)", [=](const batches& s) {
        auto const changes =
            feedback<relation>([&](const batches& past) { return incremental(body)(s, past); });
        must_agree(incremental(loop)(s), changes);
    });
}

TEST_CASE("theorem: the incremental version of a causal operator is causal", "[theorem][incremental]") {
    check_law("Q^Δ is causal", [](const batches& s, const batches& other) {
        must_be_causal(incremental(twice_seen), s, other);
    });
}
