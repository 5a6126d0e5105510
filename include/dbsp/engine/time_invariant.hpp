/// z^-1, I and D in the engine.  They act on the changes as on any stream; only outside fixpoints.
#pragma once

#include <dbsp/engine/executor.hpp>

namespace dbsp::detail {

template <of_class<time_invariant> Op, any_circuit In, std::size_t D> class executor<node<Op, In>, D> {
    using value = zset<typename In::value_type, typename In::weight_type>;

  public:
    executor(const node<Op, In>& c, engine_context& context, scope<D>& where)
        : in_(get<0>(c.in), context, where) {
        if (D > 0 || c.op.clock != 0) {
            throw circuit_error(std::string(Op::name) +
                                " inside the body of a fixpoint: a body is a function of one iterate");
        }
    }
    template <class Out> void run(Out&& out) {
        value now;
        in_.run([&](auto&& row, const auto& w) { now.add(std::forward<decltype(row)>(row), w); });
        for (const auto& [row, w] : value(state_(std::move(now)))) { out(row, w); }
    }

  private:
    executor<In, D> in_;
    typename Op::template state<value> state_;
};

} // namespace dbsp::detail
