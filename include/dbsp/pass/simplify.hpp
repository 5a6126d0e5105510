/// `simplify(c)`: a circuit that means the same and does less.
#pragma once

#include <dbsp/pass/rewrite/cancel.hpp>
#include <dbsp/pass/rewrite/distinct.hpp>
#include <dbsp/pass/rewrite/push_filter.hpp>
#include <dbsp/pass/rewrite/push_restrict.hpp>
#include <dbsp/pass/rewrite/rewriter.hpp>

namespace dbsp {

namespace rewrite {
/// Every rule of the library.
inline constexpr auto all_rules = cancel_rules + distinct_rules + push_filter_rules + push_restrict_rules;
} // namespace rewrite

/// The circuit rewritten by `rules` until none applies.  Sharing is kept; what no rule applies to stays the same piece of a run-time
/// circuit.  `sources` says what may be assumed of the inputs: nothing, or `every_source<multiplicity::set>`, or, for run-time
/// circuits, `declared_sources{{{"orders", multiplicity::set}}}`.
/// Law: the evaluator gives the same for `c` and `simplify(c)`, for all streams that are as `sources` says; the laws of the single
/// rules are named beside them.
template <any_circuit C, class... Rule, class Sources = unknown_sources>
[[nodiscard]] auto simplify(const C& c, rewrite::rule_set<Rule...>, Sources sources = {}) {
    return rewrite::detail::rewriter<rewrite::rule_set<Rule...>, Sources, dynamic_circuit<C>, false>(sources)
        .run(c);
}

/// The same by all rules.
template <any_circuit C, class Sources = unknown_sources>
[[nodiscard]] auto simplify(const C& c, Sources sources = {}) {
    return dbsp::simplify(c, rewrite::all_rules, std::move(sources));
}

} // namespace dbsp
