#include "property/support/law.hpp"
#include "property/support/relational.hpp"
#include "property/support/streams.hpp"

using namespace dbsp;
using namespace dbsp::formal;
using namespace dbsp::test;

namespace {
using batches = stream<relation>;

/// Causal, not linear: `s + distinct(past)` composed with `s`.
auto body_of(const batches& s) {
    return [s](const batches& past) { return lift(compose)(s, lift(distinct)(past)) + s; };
}
batches loop_of(const batches& s) { return feedback<relation>(body_of(s)); }
} // namespace

TEST_CASE("theorem: feedback solves its equation", "[theorem][feedback]") {
    check_law("α == T(s, z⁻¹α)", [](const batches& s) {
        auto const solution = loop_of(s);
        must_agree(solution, body_of(s)(delay(solution)));
    });
}

TEST_CASE("theorem: the solution of a feedback is unique", "[theorem][feedback]") {
    check_law("what first differs from α at t fails the equation at t", [](const batches& s, relation other) {
        RC_PRE(!other.empty());
        auto const t = *below(horizon);
        auto const solution = loop_of(s);
        batches const wrong([=](std::size_t i) { return i == t ? solution[i] + other : solution[i]; });
        RC_ASSERT(body_of(s)(delay(wrong))[t] != wrong[t]);
    });
}

TEST_CASE("theorem: a feedback around a causal operator is causal", "[theorem][feedback]") {
    check_law("s ↦ fix α. T(s, z⁻¹α) is causal",
              [](const batches& s, const batches& other) { must_be_causal(loop_of, s, other); });
}

TEST_CASE("theorem: a feedback around a linear time-invariant operator is one too", "[theorem][feedback]") {
    auto const loop = [](const batches& s) {
        return feedback<relation>([&](const batches& past) { return s + lift(inverse)(past); });
    };
    check_law("linear", [=](const batches& a, const batches& b) { must_be_linear(loop, a, b); });
    check_law("time invariant", [=](const batches& s) { must_be_time_invariant(loop, s); });
}
