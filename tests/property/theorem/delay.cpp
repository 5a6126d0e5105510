#include "property/support/law.hpp"
#include "property/support/relational.hpp"
#include "property/support/streams.hpp"

using namespace dbsp;
using namespace dbsp::formal;
using namespace dbsp::test;

namespace {
using batches = stream<relation>;
} // namespace

TEST_CASE("theorem: the delay is linear", "[theorem][delay]") {
    check_law("z⁻¹(a + b) == z⁻¹(a) + z⁻¹(b)",
              [](const batches& a, const batches& b) { must_be_linear(delay, a, b); });
}

TEST_CASE("theorem: the delay is time invariant", "[theorem][delay]") {
    check_law("z⁻¹∘z⁻¹ shifts by two", [](const batches& s) {
        must_be_time_invariant(delay, s);
        auto const twice = delay(delay(s));
        for (std::size_t t = 0; t < horizon; ++t) { RC_ASSERT(twice[t] == (t < 2 ? relation() : s[t - 2])); }
    });
}

TEST_CASE("theorem: the delay is strict", "[theorem][delay]") {
    check_law("z⁻¹(s)[t] depends on s[0..t-1]",
              [](const batches& s, const batches& other) { must_be_strict(delay, s, other); });
}

TEST_CASE("theorem: a causal operator after or before a strict one is strict", "[theorem][delay]") {
    check_law("z⁻¹∘Q and Q∘z⁻¹ are strict", [](const batches& s, const batches& other) {
        must_be_strict([](const batches& x) { return lift(distinct)(delay(x)); }, s, other);
        must_be_strict([](const batches& x) { return delay(integrate(x)); }, s, other);
    });
}
