#include "property/support/law.hpp"
#include "property/support/relational.hpp"
#include "property/support/streams.hpp"

using namespace dbsp;
using namespace dbsp::formal;
using namespace dbsp::test;

namespace {
using batches = stream<relation>;
} // namespace

TEST_CASE("theorem: D and I are inverse", "[theorem][integrate][differentiate]") {
    check_law("D(I(s)) == s", [](const batches& s) { must_agree(differentiate(integrate(s)), s); });
    check_law("I(D(s)) == s", [](const batches& s) { must_agree(integrate(differentiate(s)), s); });
}

TEST_CASE("theorem: I is linear and time invariant", "[theorem][integrate]") {
    check_law("I is linear", [](const batches& a, const batches& b) { must_be_linear(integrate, a, b); });
    check_law("I∘z⁻¹ == z⁻¹∘I", [](const batches& s) { must_be_time_invariant(integrate, s); });
}

TEST_CASE("theorem: D is linear and time invariant", "[theorem][differentiate]") {
    check_law("D is linear", [](const batches& a, const batches& b) { must_be_linear(differentiate, a, b); });
    check_law("D∘z⁻¹ == z⁻¹∘D", [](const batches& s) { must_be_time_invariant(differentiate, s); });
}

TEST_CASE("theorem: I and D are causal", "[theorem][integrate][differentiate]") {
    check_law("I is causal", [](const batches& s, const batches& o) { must_be_causal(integrate, s, o); });
    check_law("D is causal", [](const batches& s, const batches& o) { must_be_causal(differentiate, s, o); });
}

TEST_CASE("theorem: I gives the running sums", "[theorem][integrate]") {
    check_law("I(s)[t] == s[0] + ... + s[t]", [](const batches& s) {
        auto const sums = integrate(s);
        relation sum;
        for (std::size_t t = 0; t < horizon; ++t) { RC_ASSERT(sums[t] == (sum += s[t])); }
    });
}

TEST_CASE("theorem: I is what was before plus what is new", "[theorem][integrate]") {
    check_law("I(s) == z⁻¹(I(s)) + s",
              [](const batches& s) { must_agree(integrate(s), delay(integrate(s)) + s); });
}

TEST_CASE("theorem: I is a feedback loop around plus", "[theorem][integrate][feedback]") {
    check_law("I(s) == fix α. s + z⁻¹α", [](const batches& s) {
        must_agree(integrate(s), feedback<relation>([&](const batches& past) { return s + past; }));
    });
}

TEST_CASE("theorem: D is the stream less its delay", "[theorem][differentiate]") {
    check_law("D(s) == s - z⁻¹(s)", [](const batches& s) { must_agree(differentiate(s), s - delay(s)); });
}
