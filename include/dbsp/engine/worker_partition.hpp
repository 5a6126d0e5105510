/// `worker_partition`: the form of a static circuit that each worker runs, with exchanges of rows between them.
#pragma once

#include <dbsp/engine/worker_routes.hpp>
#include <dbsp/operator/source.hpp>
#include <dbsp/pass/memo.hpp>

#include <string>
#include <utility>

namespace dbsp::detail {

/// The changes of a source that one worker takes.
template <class Row, class W> struct source_slice {
    using circuit_tag = void;
    using value_type = Row;
    using weight_type = W;

    std::string table;
};

/// An input of an operator, whose rows go to the workers that `Route` names.
template <class Route, class Op, any_circuit In> struct exchanged {
    using circuit_tag = void;
    using value_type = typename In::value_type;
    using weight_type = typename In::weight_type;

    [[no_unique_address]] Op op;
    In in;
};

/// The pass, which expands composite operators and leaves the bodies of fixpoints as they are.  Run-time circuits stay: their executors ask for
/// routes (dbsp/engine/worker_dynamic.hpp).
class worker_partition {
  public:
    template <static_circuit C> auto operator()(const shared<C>& c) {
        return memo_.once(c, [&] { return share((*this)(*c)); });
    }
    template <dynamic_circuit C> C operator()(const C& c) { return c; }

    template <class Op> auto operator()(const node<Op>& n) { return n; }
    template <class Row, class W> auto operator()(const node<op::source<Row, W>>& n) {
        return source_slice<Row, W>{n.op.table};
    }
    template <class Op, any_circuit... In> auto operator()(const node<Op, In...>& n) {
        if constexpr (of_class<Op, composite>) {
            return (*this)(n.in.apply([&](const In&... in) { return n.op.expand(share(in)...); }));
        } else {
            return [&]<std::size_t... Side>(std::index_sequence<Side...>) {
                return wire(n.op, input<route_t<Side, Op, In...>>(n.op, get<Side>(n.in))...);
            }(std::index_sequence_for<In...>{});
        }
    }

  private:
    template <class Op, any_circuit... In> static auto wire(const Op& op, In... in) {
        return node<Op, In...>{op, {{{std::move(in)}...}}};
    }
    template <class Route, class Op, any_circuit In> auto input(const Op& op, const In& in) {
        if constexpr (std::same_as<Route, stays>) {
            return (*this)(in);
        } else {
            auto inner = (*this)(in);
            return exchanged<Route, Op, decltype(inner)>{op, std::move(inner)};
        }
    }

    memo memo_;
};

} // namespace dbsp::detail
