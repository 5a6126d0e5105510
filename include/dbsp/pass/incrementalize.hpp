/// `incrementalize(c)`: the circuit that maps the changes of the inputs of `c` to the changes of its output.
#pragma once

#include <dbsp/operator/delay.hpp>
#include <dbsp/operator/differentiate.hpp>
#include <dbsp/operator/fixpoint.hpp>
#include <dbsp/operator/integrate.hpp>
#include <dbsp/operator/minus.hpp>
#include <dbsp/operator/plus.hpp>
#include <dbsp/operator/restrict.hpp>
#include <dbsp/operator/semijoin.hpp>
#include <dbsp/operator/support.hpp>
#include <dbsp/operator/variable.hpp>
#include <dbsp/pass/memo.hpp>
#include <dbsp/pass/origins.hpp>

#include <any>
#include <array>
#include <vector>

namespace dbsp {

namespace detail {

/// The clocks along which changes are taken, counted outwards from a node, outermost first.  Static circuits need
/// their number in the type; run-time circuits do not.
template <std::size_t N> using clock_list = std::array<int, N>;

template <std::size_t N> constexpr clock_list<N - 1> rest(const clock_list<N>& clocks) {
    clock_list<N - 1> tail{};
    std::copy(clocks.begin() + 1, clocks.end(), tail.begin());
    return tail;
}
inline std::vector<int> rest(const std::vector<int>& clocks) { return {clocks.begin() + 1, clocks.end()}; }

/// The clocks as the body of a fixpoint sees them: each one further out, and its own.
template <std::size_t N> constexpr clock_list<N + 1> inside(const clock_list<N>& clocks) {
    clock_list<N + 1> inner{};
    std::ranges::transform(clocks, inner.begin(), [](int clock) { return clock + 1; });
    return inner;
}
inline std::vector<int> inside(std::vector<int> clocks) {
    for (int& clock : clocks) { ++clock; }
    clocks.push_back(0);
    return clocks;
}

/// `d(a |X| b) = da |X| z^-1 I b + I a |X| db`, once for each clock.
template <class Op, any_circuit A, any_circuit B>
auto product_rule(const Op& op, const A& da, const B& db, const clock_list<0>&) {
    return connect(op, da, db);
}
template <class Op, any_circuit A, any_circuit B, std::size_t N>
auto product_rule(const Op& op, const A& da, const B& db, const clock_list<N>& clocks) {
    int const clock = clocks.front();
    return plus(product_rule(op, da, share(delay(integrate(db, clock), clock)), rest(clocks)),
                product_rule(op, share(integrate(da, clock)), db, rest(clocks)));
}
template <class Op, dynamic_circuit C>
C product_rule(const Op& op, const C& da, const C& db, const std::vector<int>& clocks) {
    if (clocks.empty()) { return connect(op, da, db); }
    int const clock = clocks.front();
    return plus(product_rule(op, da, delay(integrate(db, clock), clock), rest(clocks)),
                product_rule(op, integrate(da, clock), db, rest(clocks)));
}

/// `D o op o I` along every clock: sums outermost first, differences outermost last, so that what is summed along an outer clock
/// is always a stream of changes along the inner ones.
template <class Op, std::size_t N, any_circuit... D>
auto plain_rule(const Op& op, const clock_list<N>& clocks, const D&... change) {
    if constexpr (N == 0) {
        return connect(op, change...);
    } else {
        int const clock = clocks.front();
        return differentiate(plain_rule(op, rest(clocks), integrate(change, clock)...), clock);
    }
}
template <class Op, dynamic_circuit C, std::same_as<C>... More>
C plain_rule(const Op& op, const std::vector<int>& clocks, const C& change, const More&... more) {
    if (clocks.empty()) { return connect(op, change, more...); }
    int const clock = clocks.front();
    return differentiate(plain_rule(op, rest(clocks), integrate(change, clock), integrate(more, clock)...),
                         clock);
}

/// `f(I dz restricted to K) - f(z^-1 I dz restricted to K)`, along the one clock of a circuit that is not nested.  `keep`
/// restricts to K, the affected keys.
template <class Op, class Keep, any_circuit... D>
auto touched_rule(const Op& op, const Keep& keep, const D&... change) {
    return minus(connect(op, keep(integrate(change))...), connect(op, keep(delay(integrate(change)))...));
}

/// The pass.  One clock (`Nested` false): the circuit itself; several: the body of a fixpoint.
template <bool Nested, class Clocks> class incrementalizer {
  public:
    explicit incrementalizer(Clocks clocks) : clocks_(std::move(clocks)) {}
    template <class C> incrementalizer(Clocks clocks, origins<C>& made) : incrementalizer(std::move(clocks)) {
        made_ = &made;
    }

    template <static_circuit C> auto operator()(const shared<C>& c) {
        return memo_.once(c, [&] { return share((*this)(*c)); });
    }
    template <dynamic_circuit C> C operator()(const C& c) {
        return memo_.once(c, [&] {
            auto const change = c.visit([&](const auto& n) { return C((*this)(n)); });
            if (made_.has_value()) { std::any_cast<origins<C>*>(made_)->add(change, c); }
            return change;
        });
    }

    /// A leaf carries the change itself.
    template <of_class<leaf> Op> auto operator()(const node<Op>& n) { return n; }

    /// An input of a fixpoint does not change from one iteration to the next: its change along them is an impulse.
    template <class Row, class W> auto operator()(const node<op::import <Row, W>>& n) {
        auto change = n;
        change.op.impulse = true;
        return change;
    }

    /// Linear and time-invariant operators are their own incremental form.
    template <of_class<linear> Op, any_circuit... In> auto operator()(const node<Op, In...>& n) {
        return n.in.apply([&](const In&... in) { return connect(n.op, (*this)(in)...); });
    }
    template <of_class<time_invariant> Op, any_circuit In> auto operator()(const node<Op, In>& n) {
        if (Nested) {
            throw circuit_error(std::string(Op::name) +
                                " inside the body of a fixpoint: a body is a function of one iterate");
        }
        return connect(n.op, (*this)(get<0>(n.in)));
    }

    template <of_class<bilinear> Op, any_circuit A, any_circuit B> auto operator()(const node<Op, A, B>& n) {
        auto const da = share((*this)(get<0>(n.in)));
        auto const db = share((*this)(get<1>(n.in)));
        return product_rule(n.op, da, db, clocks_);
    }

    template <of_class<groupwise> Op, any_circuit In> auto operator()(const node<Op, In>& n) {
        auto const change = share((*this)(get<0>(n.in)));
        if constexpr (Nested) {
            return plain_rule(n.op, clocks_, change);
        } else {
            return touched_rule(
                n.op, [&](auto z) { return restrict(std::move(z), change, n.op.key); }, change);
        }
    }

    /// As group-wise, every value being a group of its own.
    template <of_class<pointwise> Op, any_circuit... In> auto operator()(const node<Op, In...>& n) {
        auto const changes = n.in.apply([&](const In&... in) {
            return detail::pack<decltype(share((*this)(in)))...>{{{share((*this)(in))}...}};
        });
        return changes.apply([&](const auto&... change) {
            if constexpr (Nested) {
                return plain_rule(n.op, clocks_, change...);
            } else {
                auto const touched = share(sum_of(support(change)...));
                return touched_rule(
                    n.op, [&](auto z) { return restrict(std::move(z), touched, identity_fn{}); }, change...);
            }
        });
    }

    template <of_class<composite> Op, any_circuit... In> auto operator()(const node<Op, In...>& n) {
        return (*this)(n.in.apply([&](const In&... in) { return n.op.expand(share(in)...); }));
    }

    /// A semijoin with a residual condition, of a run-time circuit: it is linear in its first input, and other rows of it change only
    /// where they may have a changed partner.
    ///
    ///     d(semijoin(a, b)) = semijoin(da, I b) + semijoin(t, I b) - semijoin(t, z^-1 I b),   t = restrict(z^-1 I a, db)
    ///
    /// The general rule would compare whole rows of `a`, a key that no table is found by.
    template <class On, dynamic_circuit C> C operator()(const node<op::semijoin<On>, C, C>& n) {
        auto const& a = get<0>(n.in);
        auto const& b = get<1>(n.in);
        if (Nested || !is_condition(n.op.on.condition)) { return (*this)(n.op.expand(a, b)); }
        C const da = (*this)(a);
        C const db = (*this)(b);
        C const now = integrate(db);
        C const touched = restrict(delay(integrate(da)), db, n.op.on.left, n.op.on.right);
        return plus(connect(n.op, da, now),
                    minus(connect(n.op, touched, now), connect(n.op, touched, delay(now))));
    }

    /// The nested circuit with its body differentiated along its own clock as well.
    template <any_circuit Body, any_circuit... In>
    auto operator()(const node<op::fixpoint<Body, op::iteration::of_states>, In...>& n) {
        auto const clocks = inside(clocks_);
        auto body = incrementalizer<true, std::remove_const_t<decltype(clocks)>>(clocks)(n.op.body);
        using changes = op::fixpoint<decltype(body), op::iteration::of_changes>;
        return n.in.apply([&](const In&... in) {
            return connect(changes{std::move(body), n.op.scope, n.op.budget, n.op.title, n.op.recomputes},
                           (*this)(in)...);
        });
    }
    template <any_circuit Body, any_circuit... In>
    auto operator()(const node<op::fixpoint<Body, op::iteration::of_changes>, In...>& n) {
        static_assert(dynamic_circuit<Body>, "incrementalize: the circuit is incremental already");
        throw circuit_error("incrementalize: the circuit is incremental already");
        return n; // gives the function its type
    }

  private:
    template <class C> static auto sum_of(C c) { return c; }
    template <class A, class B, class... C> static auto sum_of(A a, B b, C... c) {
        return plus(std::move(a), std::move(b), std::move(c)...);
    }

    Clocks clocks_;
    memo memo_;
    std::any made_; ///< origins<C>*, of run-time circuits
};

} // namespace detail

/// The incremental form of a circuit: if `c` maps the states of its inputs to the state of its output, `incrementalize(c)` maps
/// changes to changes, `incrementalize(c) = D o c o I`.  Derived from the class of each operator; sharing is kept.
/// Law: for every stream, the evaluator gives the same for `incrementalize(c)` and `recompute(c)` (tests/property/operator).
/// Errors: `circuit_error` for a circuit that is incremental already.
/// Source: Budiu et al., DBSP (arXiv 2203.16684), algorithm 4.6 and section 6.
template <static_circuit C> [[nodiscard]] auto incrementalize(const C& c) {
    return detail::incrementalizer<false, detail::clock_list<1>>({0})(c);
}
template <dynamic_circuit C> [[nodiscard]] C incrementalize(const C& c) {
    return detail::incrementalizer<false, std::vector<int>>({0})(c);
}

/// The same, remembering in `made` which piece of `c` each piece of the result belongs to.
template <dynamic_circuit C> [[nodiscard]] C incrementalize(const C& c, origins<C>& made) {
    return detail::incrementalizer<false, std::vector<int>>({0}, made)(c);
}

} // namespace dbsp
