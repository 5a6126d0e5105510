/// `engine_step`: one step of an engine, which happens as a whole or not at all.
#pragma once

#include <dbsp/detail/running_step.hpp>
#include <dbsp/engine/scope.hpp>
#include <dbsp/zset/zset.hpp>

#include <utility>

namespace dbsp::detail {

/// Begins by handing the staged changes to the circuit.  Left before `commit`, it rolls all states back and stages the changes
/// again.  Refused, with nothing changed, while another step runs.
template <class Context> class engine_step {
  public:
    engine_step(const char* machine, Context& context, step_state& state)
        : context_(&context), state_(&state) {
        require_ready(machine, state);
        context.step.failure.clear();
        context.prepare_step();
        context.inputs.advance();
        context.step_begins();
        state = step_state::running;
    }
    engine_step(const engine_step&) = delete;
    engine_step& operator=(const engine_step&) = delete;
    ~engine_step() {
        if (*state_ != step_state::running) { return; }
        context_->step.states.rollback();
        context_->inputs.take_back();
        *state_ = step_state::ready;
    }
    void commit() noexcept {
        context_->step.states.commit();
        context_->step_ends();
        *state_ = step_state::ready;
    }

  private:
    Context* context_;
    step_state* state_;
};

/// What takes the output of an engine, for `step_failure`.
struct consumer {
    static constexpr const char* name = "the consumer of the output";
};

/// The steps of an engine with one output, and the change of that.
template <class T, class W> struct output_steps {
    zset<T, W> change;
    zset<T, W> next; ///< the change of the step that runs
    step_state state = step_state::ready;

    /// `run(out)` computes the step and calls `out(row, weight)`.  The change is consolidated.
    template <class Context, class Run>
    const zset<T, W>& step(const char* machine, Context& context, Run&& run) {
        engine_step running(machine, context, state);
        next.clear();
        run(consumed(context,
                     [this](auto&& row, const W& w) { next.add(std::forward<decltype(row)>(row), w); }));
        running.commit();
        std::swap(change, next);
        next.clear();
        return change;
    }
    /// The change goes to `out`, piece by piece.
    template <class Context, class Run, class Out>
    void step(const char* machine, Context& context, Run&& run, Out& out) {
        engine_step running(machine, context, state);
        run(consumed(context, out));
        running.commit();
    }

  private:
    /// `out`, with what it throws noted as a failure of the consumer.
    template <class Context, class Out> static auto consumed(Context& context, Out&& out) {
        return [&context, &out](auto&& row, const W& w) {
            attribute(context.step.failure, consumer{}, "row", row,
                      [&] { out(std::forward<decltype(row)>(row), w); });
        };
    }
};

/// The scope of a whole circuit.
inline scope<0> outermost(step_environment& step) {
    scope<0> made;
    made.step = &step;
    return made;
}

} // namespace dbsp::detail
