/// `naive<O>(rule, input)`: a recursive query, evaluated by repeating its rule until nothing changes.
#pragma once

#include <dbsp/stream/delta0.hpp>
#include <dbsp/stream/differentiate.hpp>
#include <dbsp/stream/feedback.hpp>
#include <dbsp/stream/integrate.hpp>
#include <dbsp/stream/lift.hpp>
#include <dbsp/stream/nested_integral.hpp>

namespace dbsp::formal {

/// `∫(D(fix α. ↑rule(I(δ₀(input)), z⁻¹α)))`: what `x ↦ rule(input, x)` settles on, starting from zero.
///
/// `rule` maps the input and the result so far to a result.  For a Datalog program it contains a `distinct`,
/// or counts of derivations grow without end over a cycle.  Law: the result `x` has `x = rule(input, x)`, and
/// is the first such value among `0, rule(input, 0), ...`.  Errors: `budget_error` when there is none within
/// the budget. Source: Budiu et al., DBSP, section 5.
template <abelian_group O, class Rule, group_operations A>
[[nodiscard]] O naive(const Rule& rule, const A& input, vanishing when = {}) {
    auto const inputs = integrate(delta0(input));
    auto const iterates =
        feedback<O>([&](const stream<O>& previous) { return lift(rule)(inputs, previous); });
    return nested_integral(differentiate(iterates), when);
}

} // namespace dbsp::formal
