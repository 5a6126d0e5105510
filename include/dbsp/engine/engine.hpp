/// The incremental engine: push changes, step, take the change of the output.
#pragma once

#include <dbsp/engine/bilinear.hpp>
#include <dbsp/engine/fixpoint.hpp>
#include <dbsp/engine/groupwise.hpp>
#include <dbsp/engine/pointwise.hpp>
#include <dbsp/engine/time_invariant.hpp>

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
/// Errors: those of the operators; a step that throws leaves the engine unusable, later steps throw `broken_state_error`.
/// Not for several threads at once.
template <any_circuit C> class engine {
  public:
    using value_type = typename C::value_type;
    using weight_type = typename C::weight_type;
    using change_type = zset<value_type, weight_type>;

    explicit engine(const C& circuit)
        : context_(std::make_unique<detail::engine_context>()),
          scope_(std::make_unique<detail::scope<0>>()),
          root_(circuit, *context_, *scope_) {
        context_->shared.clear();
    }

    /// The input called `name`, of rows `Row`; `circuit_error` when the circuit has none such.
    template <class Row> dbsp::input<Row, weight_type>& input(const std::string& name) {
        return context_->inputs.template find<Row, weight_type>(name);
    }

    /// Takes everything pushed since the last step; the change of the output, consolidated.  Valid until the next step.
    const change_type& step() {
        change_.clear();
        step([this](auto&& row, const weight_type& w) { change_.add(std::forward<decltype(row)>(row), w); });
        return change_;
    }

    /// The same, piece by piece: `out(row, weight)` for changes that add up to that of the output.  Saves the consolidation.
    template <class Out>
        requires std::invocable<Out&, const value_type&, const weight_type&>
    void step(Out&& out) {
        if (std::exchange(broken_, true)) {
            throw broken_state_error(
                "engine: an earlier step failed, so its state is not that of any input; build it anew");
        }
        context_->inputs.advance();
        ++scope_->tick;
        root_.run(out);
        broken_ = false;
    }

  private:
    std::unique_ptr<detail::engine_context> context_;
    std::unique_ptr<detail::scope<0>> scope_;
    detail::executor<C, 0> root_;
    change_type change_;
    bool broken_ = false;
};

} // namespace dbsp
