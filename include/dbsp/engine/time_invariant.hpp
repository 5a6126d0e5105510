/// z^-1, I and D in the engine.  They act on the changes as on any stream; only outside fixpoints.
#pragma once

#include <dbsp/engine/executor.hpp>

namespace dbsp::detail {

/// The state of such an operator, with a copy of what it was before the step: these operators copy whole Z-sets anyway.
template <class State> class copied_state final : public participant {
  public:
    /// To be called once a step.
    template <class Z> Z operator()(Z now) {
        before_.emplace(state_);
        return Z(state_(std::move(now)));
    }
    /// What is left between steps.
    [[nodiscard]] auto& kept() { return state_.kept(); }

    void commit() noexcept override { before_.reset(); }
    void rollback() noexcept override {
        if (before_) { state_ = std::move(*before_); }
        before_.reset();
    }

  private:
    State state_;
    std::optional<State> before_;
};

template <of_class<time_invariant> Op, any_circuit In, std::size_t D> class executor<node<Op, In>, D> {
    using value = zset<typename In::value_type, typename In::weight_type>;

  public:
    template <class Context>
    executor(const node<Op, In>& c, Context& context, scope<D>& where)
        : step_(where.step), in_(get<0>(c.in), context, where) {
        if (D > 0 || c.op.clock != 0) {
            throw circuit_error(std::string(Op::name) +
                                " inside the body of a fixpoint: a body is a function of one iterate");
        }
        context.keep(state_.kept());
    }
    template <class Out> void run(Out&& out) {
        value now;
        in_.run([&](auto&& row, const auto& w) { now.add(std::forward<decltype(row)>(row), w); });
        step_->states.enlist(state_);
        for (const auto& [row, w] : state_(std::move(now))) { out(row, w); }
    }

  private:
    step_environment* step_;
    executor<In, D> in_;
    copied_state<typename Op::template state<value>> state_;
};

} // namespace dbsp::detail
