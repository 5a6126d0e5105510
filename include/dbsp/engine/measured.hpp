/// `measured<C>`: a static circuit whose operators are measured.
#pragma once

#include <dbsp/engine/executor.hpp>
#include <dbsp/engine/meter.hpp>
#include <dbsp/operator/fixpoint.hpp>
#include <dbsp/pass/memo.hpp>

#include <functional>
#include <utility>

namespace dbsp::detail {

/// A node with what measures its operator; nothing does where that is null.  Means what its target means.
template <any_circuit C> struct measured {
    using circuit_tag = void;
    using value_type = typename C::value_type;
    using weight_type = typename C::weight_type;

    C target;
    operator_meter* meter;
};

/// Collects what an operator gives before it is handed on, so that the time of the operator can be told from that of its reader.
template <any_circuit C, std::size_t D> class executor<measured<C>, D> {
  public:
    template <class Context>
    executor(const measured<C>& c, Context& context, scope<D>& where)
        : executor(c, context, where, context.enter(c.meter)) {}

    template <class Out> void run(Out&& out) {
        if (meter_ == nullptr) {
            target_.run(out);
            return;
        }
        recycle(result_);
        collect();
        meter_->gives(result_.size());
        for (const auto& [row, w] : result_) { out(row, w); }
    }

  private:
    using weight_type = typename C::weight_type;

    template <class Context>
    executor(const measured<C>& c, Context& context, scope<D>& where, operator_meter* outside)
        : meter_(c.meter), target_(c.target, context, where) {
        context.leave(outside);
    }
    void collect() {
        metering const now(*meter_);
        target_.run([this](auto&& row, const weight_type& w) {
            result_.emplace_back(std::forward<decltype(row)>(row), w);
        });
    }

    operator_meter* meter_;
    executor<C, D> target_;
    batch<typename C::value_type, weight_type> result_;
};

/// Makes the measured form of a static circuit.  (Executors of run-time circuits ask for their meters.)
class measurer {
  public:
    /// Says what measures a node, by the address of its inputs.
    using meter_finder = std::function<operator_meter*(const void*)>;

    explicit measurer(meter_finder meter_of) : meter_of_(std::move(meter_of)) {}

    template <static_circuit C> auto operator()(const shared<C>& c) {
        return memo_.once(c, [&] { return share((*this)(*c)); });
    }
    template <class Op, class... In> auto operator()(const node<Op, In...>& n) {
        auto made = n.in.apply([&](const In&... in) { return connect(prepared(n.op), (*this)(in)...); });
        return measured<decltype(made)>{std::move(made), meter_of_(&n.in)};
    }

  private:
    template <class Op> const Op& prepared(const Op& op) const { return op; }
    template <static_circuit Body, op::iteration Form>
    auto prepared(const op::fixpoint<Body, Form>& of) const {
        auto body = measurer(meter_of_)(of.body);
        return op::fixpoint<decltype(body), Form>{std::move(body), of.scope, of.budget, of.title,
                                                  of.recomputes};
    }

    meter_finder meter_of_;
    memo memo_;
};

} // namespace dbsp::detail
