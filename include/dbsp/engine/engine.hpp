/// The incremental engine: push changes, step, take the change of the output.
#pragma once

#include <dbsp/detail/running_step.hpp>
#include <dbsp/engine/bilinear.hpp>
#include <dbsp/engine/fixpoint.hpp>
#include <dbsp/engine/groupwise.hpp>
#include <dbsp/engine/pointwise.hpp>
#include <dbsp/engine/time_invariant.hpp>

#include <memory>

namespace dbsp {

/// Keeps the result of a circuit up to date.  What is pushed are changes; a step answers with the change of the output, at a
/// cost that follows the change.
///
///     engine totals(source<order>("orders") | group_by(region) | aggregate(sum(amount)));
///     auto& orders = totals.input<order>("orders");
///     orders.insert({1, "north", 10});
///     for (const auto& [row, weight] : totals.step()) { ... }
///
/// Law: `step` gives what the evaluator gives for `incrementalize(circuit)` (tests/property/operator).
/// Errors: those of the operators; a step that throws leaves the engine unusable, later steps throw `broken_state_error`.  So do
/// a step within a step, which changes nothing, and an engine that was moved from.
/// Not for several threads at once.
template <any_circuit C> class engine {
  public:
    using value_type = typename C::value_type;
    using weight_type = typename C::weight_type;
    using change_type = zset<value_type, weight_type>;

    explicit engine(const C& circuit) : machine_(std::make_unique<machine>(circuit)) {}

    /// The input called `name`, of rows `Row`; `circuit_error` when the circuit has none such.
    template <class Row> dbsp::input<Row, weight_type>& input(const std::string& name) {
        return detail::present("engine", machine_).context.inputs.template find<Row, weight_type>(name);
    }

    /// Takes everything pushed since the last step; the change of the output, consolidated.  Valid until the next step.
    const change_type& step() {
        auto& now = detail::present("engine", machine_);
        detail::running_step running("engine", now.state);
        now.change.clear();
        now.run(
            [&](auto&& row, const weight_type& w) { now.change.add(std::forward<decltype(row)>(row), w); });
        running.done();
        return now.change;
    }

    /// The same, piece by piece: `out(row, weight)` for changes that add up to that of the output.  Saves the consolidation.
    template <class Out>
        requires std::invocable<Out&, const value_type&, const weight_type&>
    void step(Out&& out) {
        auto& now = detail::present("engine", machine_);
        detail::running_step running("engine", now.state);
        now.run(out);
        running.done();
    }

  private:
    /// What is run; it stays where it is when the engine moves.
    struct machine {
        detail::engine_context context;
        detail::scope<0> scope;
        detail::executor<C, 0> root;
        change_type change;
        detail::step_state state = detail::step_state::ready;

        explicit machine(const C& circuit) : root(circuit, context, scope) { context.shared.clear(); }

        template <class Out> void run(Out&& out) {
            context.inputs.advance();
            ++scope.tick;
            root.run(out);
        }
    };
    std::unique_ptr<machine> machine_;
};

} // namespace dbsp
