/// `recompute(c)`: D o c o I, literally; the specification of `incrementalize(c)`.
#pragma once

#include <dbsp/operator/differentiate.hpp>
#include <dbsp/operator/integrate.hpp>
#include <dbsp/operator/source.hpp>
#include <dbsp/pass/memo.hpp>

namespace dbsp {

namespace detail {
/// Puts an I behind every source.
class source_integrator {
  public:
    template <static_circuit C> auto operator()(const shared<C>& c) {
        return memo_.once(c, [&] { return share((*this)(*c)); });
    }
    template <dynamic_circuit C> C operator()(const C& c) {
        return memo_.once(c, [&] {
            return c.visit([&]<class Node>(const Node& n) {
                if constexpr (Node::arity == 0) {
                    return integrate(C(n));
                } else {
                    return C((*this)(n));
                }
            });
        });
    }
    template <class Row, class W> auto operator()(const node<op::source<Row, W>>& n) { return integrate(n); }
    template <class Op, class... In> auto operator()(const node<Op, In...>& n) {
        return n.in.apply([&](const In&... in) { return connect(n.op, (*this)(in)...); });
    }

  private:
    memo memo_;
};
} // namespace detail

/// The circuit that integrates the changes of its inputs, computes `c` on the whole states and takes the difference to the
/// step before: right by definition, and as slow as recomputing everything.
template <any_circuit C> [[nodiscard]] auto recompute(const C& c) {
    return differentiate(detail::source_integrator{}(c));
}

} // namespace dbsp
