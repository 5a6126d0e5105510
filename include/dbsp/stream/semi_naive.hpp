/// `semi_naive<O>(rule_delta, input)`: a recursive query, evaluated by following only what is new.
#pragma once

#include <dbsp/stream/delta0.hpp>
#include <dbsp/stream/feedback.hpp>
#include <dbsp/stream/nested_integral.hpp>

namespace dbsp::formal {

/// `∫(fix α. rule_delta(δ₀(input), z⁻¹α))`, where `rule_delta` is the incremental version of `lift(rule)`: an
/// operator of two streams, `incremental(lift(rule))` or whatever its laws make of that.
///
/// Law: `semi_naive<O>(incremental(lift(rule)), input) = naive<O>(rule, input)`, by the cycle rule and the
/// inversion of D and I.  Errors: as `naive`.  Source: Budiu et al., DBSP, section 5.
template <abelian_group O, class RuleDelta, group_operations A>
[[nodiscard]] O semi_naive(const RuleDelta& rule_delta, const A& input, vanishing when = {}) {
    auto const news =
        feedback<O>([&](const stream<O>& previous) { return rule_delta(delta0(input), previous); });
    return nested_integral(news, when);
}

} // namespace dbsp::formal
