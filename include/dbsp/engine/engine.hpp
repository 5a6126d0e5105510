/// The incremental engine: push changes, step, take the change of the output.
#pragma once

#include <dbsp/engine/bilinear.hpp>
#include <dbsp/engine/engine_step.hpp>
#include <dbsp/engine/features.hpp>
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
/// A step is a transaction: where one throws, the engine is as before it, its changes are staged again, and `failure` tells the
/// operator and the row (tests/property/engine).
/// Errors: those of the operators; `broken_state_error` of a step within a step, which changes nothing, and of an engine that was
/// moved from.
/// Not for several threads at once.
///
/// `engine running(circuit, with<snapshots, profiles>{})` can be saved (dbsp/engine/snapshot.hpp) and measured
/// (dbsp/engine/profile.hpp).
template <any_circuit C, class Features = plain> class engine {
  public:
    using value_type = typename C::value_type;
    using weight_type = typename C::weight_type;
    using change_type = zset<value_type, weight_type>;

    explicit engine(const C& circuit, Features = {}) : machine_(std::make_unique<machine>(circuit)) {}

    /// The input called `name`, of rows `Row`; `circuit_error` when the circuit has none such.
    template <class Row> dbsp::input<Row, weight_type>& input(const std::string& name) {
        return detail::present("engine", machine_).context.inputs.template find<Row, weight_type>(name);
    }

    /// Takes everything pushed since the last step; the change of the output, consolidated.  Valid until the next step.
    const change_type& step() {
        auto& now = detail::present("engine", machine_);
        return now.step("engine", now.context, [&](auto&& out) { now.run(out); });
    }

    /// The same, piece by piece: `out(row, weight)` for changes that add up to that of the output.  Saves the consolidation.
    /// What `out` throws makes the step fail, too; what it has been given then has not happened.
    template <class Out>
        requires std::invocable<Out&, const value_type&, const weight_type&>
    void step(Out&& out) {
        auto& now = detail::present("engine", machine_);
        now.step("engine", now.context, [&](auto&& all) { now.run(all); }, out);
    }

    /// Where the last step failed; nothing where it succeeded.
    [[nodiscard]] const std::optional<step_failure>& failure() const {
        return detail::present("engine", machine_).context.step.failure.known();
    }

    /// Forgets what operators keep for keys that close at `until` or before (see `closing`); nothing is given out for them.  From then on a
    /// change of such a key makes a step fail with `late_error`.
    /// Law: as long as no step fails for that, each gives what it gives without (tests/property/engine/collect.cpp).
    void collect(event_time until) {
        for (const auto& one : detail::machine_access::context_of("collect", *this).collections) {
            one(until);
        }
    }

  private:
    friend struct detail::machine_access;

    /// What is run; it stays where it is when the engine moves.
    struct machine : detail::output_steps<value_type, weight_type> {
        using prepared = typename Features::template prepared<C>;

        typename Features::context context;
        detail::scope<0> scope = detail::outermost(context.step);
        detail::executor<prepared, 0> root;

        explicit machine(const C& circuit) : root(Features::prepare(circuit, context), context, scope) {
            context.shared.clear();
        }

        template <class Out> void run(Out&& out) {
            ++scope.tick;
            root.run(out);
        }
    };
    std::unique_ptr<machine> machine_;
};

} // namespace dbsp
