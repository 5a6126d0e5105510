/// Streams of streams: two times, the outer one of a session, the inner one of an iteration.

#include "property/support/law.hpp"
#include "property/support/relational.hpp"
#include "property/support/streams.hpp"

using namespace dbsp;
using namespace dbsp::formal;
using namespace dbsp::test;

namespace {
using batches = stream<relation>;
using nested = stream<batches>;

constexpr effort modest{.max_size = 30};

/// Causal in inner time, not linear.
batches body(const batches& s, const batches& past) { return lift(compose)(s, lift(distinct)(past)) + s; }
batches loop(const batches& s) {
    return feedback<relation>([&](const batches& past) { return body(s, past); });
}
} // namespace

TEST_CASE("theorem: operators of the outer and of the inner time commute", "[theorem][nested]") {
    check_law("↑I∘I == I∘↑I", [](const nested& s) {
        must_agree(lift(integrate)(integrate(s)), integrate(lift(integrate)(s)));
    });
    check_law("↑D∘D == D∘↑D", [](const nested& s) {
        must_agree(lift(differentiate)(differentiate(s)), differentiate(lift(differentiate)(s)));
    });
    check_law("↑z⁻¹∘z⁻¹ == z⁻¹∘↑z⁻¹",
              [](const nested& s) { must_agree(lift(delay)(delay(s)), delay(lift(delay)(s))); });
    check_law("↑I∘D == D∘↑I and ↑z⁻¹∘I == I∘↑z⁻¹", [](const nested& s) {
        must_agree(lift(integrate)(differentiate(s)), differentiate(lift(integrate)(s)));
        must_agree(lift(delay)(integrate(s)), integrate(lift(delay)(s)));
    });
}

TEST_CASE("theorem: ↑D and ↑I are inverse", "[theorem][nested]") {
    check_law("↑D∘↑I == id == ↑I∘↑D", [](const nested& s) {
        must_agree(lift(differentiate)(lift(integrate)(s)), s);
        must_agree(lift(integrate)(lift(differentiate)(s)), s);
    });
}

TEST_CASE("theorem: ↑I, ↑D and ↑z⁻¹ are their own incremental versions", "[theorem][nested][incremental]") {
    check_law("(↑Q)^Δ == ↑Q for linear Q", [](const nested& s) {
        must_agree(incremental(lift(integrate))(s), lift(integrate)(s));
        must_agree(incremental(lift(differentiate))(s), lift(differentiate)(s));
        must_agree(incremental(lift(delay))(s), lift(delay)(s));
    });
}

TEST_CASE("theorem: lifting an operator of streams distributes over composition", "[theorem][nested]") {
    check_law("↑(Q₁∘Q₂) == ↑Q₁∘↑Q₂", [](const nested& s) {
        auto const both = [](const batches& x) { return lift(distinct)(integrate(x)); };
        must_agree(lift(both)(s), lift(lift(distinct))(lift(integrate)(s)));
    });
}

TEST_CASE("theorem: lifting an incremental version", "[theorem][nested][incremental]") {
    check_law("↑(Q^Δ) == ↑D∘↑Q∘↑I", [](const nested& s) {
        must_agree(lift(incremental(lift(distinct)))(s),
                   lift(differentiate)(lift(lift(distinct))(lift(integrate)(s))));
    });
    check_law("(↑(Q^Δ))^Δ == D∘↑D∘↑Q∘↑I∘I", [](const nested& s) {
        must_agree(incremental(lift(incremental(lift(distinct))))(s),
                   differentiate(lift(differentiate)(lift(lift(distinct))(lift(integrate)(integrate(s))))));
    });
}

TEST_CASE("theorem: linear rule, lifted twice", "[theorem][nested][incremental]") {
    check_law("(↑((↑f)^Δ))^Δ == ↑↑f for linear f", [](const nested& s) {
        must_agree(incremental(lift(incremental(lift(fold_targets))))(s), lift(lift(fold_targets))(s));
    });
}

TEST_CASE("theorem: bilinear rule, lifted twice", "[theorem][nested][incremental]") {
    check_law(
        "(↑((↑⋈)^Δ))^Δ is the bilinear rule of the bilinear rule",
        [](const nested& a, const nested& b) {
            auto const derived = incremental(lift(incremental(lift(compose))));
            auto const written = incremental_product(lift(incremental_product(lift(compose))));
            must_agree(derived(a, b), written(a, b), 4);
        },
        modest);
}

TEST_CASE("theorem: chain rule, lifted twice", "[theorem][nested][incremental]") {
    check_law("(↑(Q₁∘Q₂))^Δ == (↑Q₁)^Δ∘(↑Q₂)^Δ", [](const nested& s) {
        auto const squares = lift(square_weights);
        auto const chain = [=](const batches& x) { return incremental_distinct(squares(x)); };
        must_agree(incremental(lift(chain))(s),
                   incremental(lift(incremental_distinct))(incremental(lift(squares))(s)));
    });
}

TEST_CASE("theorem: lifting a cycle", "[theorem][nested][feedback]") {
    check_law("↑(s ↦ fix α. T(s, z⁻¹α)) == s ↦ fix α. (↑T)(s, ↑z⁻¹α)", [](const nested& s) {
        auto const along_inner_time =
            nested_feedback<relation>([&](const nested& past) { return lift(body)(s, past); });
        must_agree(lift(loop)(s), along_inner_time);
    });
}

TEST_CASE("theorem: nested feedback solves its equation", "[theorem][nested][feedback]") {
    check_law("α == T(s, ↑z⁻¹α), with T crossing outer times", [](const nested& s) {
        auto const crossing = [&](const nested& past) { return lift(body)(s, past) + delay(past); };
        auto const solution = nested_feedback<relation>(crossing);
        must_agree(solution, crossing(lift(delay)(solution)));
    });
}

TEST_CASE("theorem: cycle rule for lifted cycles", "[theorem][nested][feedback][incremental]") {
    check_law("(↑(s ↦ fix α. T(s, z⁻¹α)))^Δ == s ↦ fix α. (↑T)^Δ(s, ↑z⁻¹α)", [](const nested& s) {
        auto const changes =
            nested_feedback<relation>([&](const nested& past) { return incremental(lift(body))(s, past); });
        must_agree(incremental(lift(loop))(s), changes);
    });
}
