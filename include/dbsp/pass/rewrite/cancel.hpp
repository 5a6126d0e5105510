/// Rules that take away what undoes itself.
#pragma once

#include <dbsp/operator/differentiate.hpp>
#include <dbsp/operator/integrate.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/operator/minus.hpp>
#include <dbsp/operator/negate.hpp>
#include <dbsp/operator/plus.hpp>
#include <dbsp/pass/rewrite/functions.hpp>
#include <dbsp/pass/rewrite/rule.hpp>

namespace dbsp::rewrite {

namespace detail {
struct is_linear_or_time_invariant {
    template <class Op> static constexpr bool value = of_class<Op, linear> || of_class<Op, time_invariant>;
};

/// `D(c)` without the D, where that cancels: `D(I(x)) = x`, `D(L(x, ...)) = L(D(x), ...)` for linear and time-invariant `L`.
/// A part that is used elsewhere is not taken apart.
struct differentiated : descent {
    op::differentiate d;

    template <any_circuit C, class Context> auto look(const C& c, const Context& context) const {
        return either(
            [&] {
                return match<op::integrate>(c, [&](const auto& i) {
                    return given(context.same_clock(d, i.op), [&] { return input<0>(i); });
                });
            },
            [&] {
                return given(context.exclusive(c), [&] {
                    return match_if<is_linear_or_time_invariant>(c, [&](const auto& n) {
                        return on_every_input(n, [&](const auto& in) { return (*this)(in, context); });
                    });
                });
            });
    }
};
} // namespace detail

/// `D(I(x)) = x`, and `D(L(I(x), ...)) = L(x, ...)` for linear `L`.  Precondition: one clock.  In the body of a fixpoint, where
/// there are several, only run-time circuits are rewritten: the clock is not part of a static circuit's type.
/// Law: tests/property/pass/rewrite_cancel.cpp, "cancel: D after I".
struct differentiate_after_integrate {
    template <any_circuit In, class Context>
    auto operator()(const node<op::differentiate, In>& n, const Context& context) const {
        return detail::differentiated{{}, n.op}(input<0>(n), context);
    }
};

/// `I(D(x)) = x`.  Precondition: one clock, as above.  Law: "cancel: I after D".
struct integrate_after_differentiate {
    template <any_circuit In, class Context>
    auto operator()(const node<op::integrate, In>& n, const Context& context) const {
        return match<op::differentiate>(input<0>(n), [&](const auto& d) {
            return given(context.same_clock(n.op, d.op), [&] { return input<0>(d); });
        });
    }
};

/// `-(-x) = x`; `-(a - b) = b - a`.  Law: "cancel: negations".
struct negate_twice {
    template <any_circuit In, class Context>
    auto operator()(const node<op::negate, In>& n, const Context& context) const {
        return either(
            [&] {
                return match<op::negate>(input<0>(n), [&](const auto& inner) { return input<0>(inner); });
            },
            [&] {
                return given(context.exclusive(input<0>(n)), [&] {
                    return match<op::minus>(input<0>(n),
                                            [&](const auto& m) { return minus(input<1>(m), input<0>(m)); });
                });
            });
    }
};

/// `a + (-b) = a - b`; `(-a) + b = b - a`.  Law: "cancel: negations".
struct plus_negated {
    template <any_circuit A, any_circuit B, class Context>
    auto operator()(const node<op::plus, A, B>& n, const Context&) const {
        return either(
            [&] {
                return match<op::negate>(input<1>(n),
                                         [&](const auto& b) { return minus(input<0>(n), input<0>(b)); });
            },
            [&] {
                return match<op::negate>(input<0>(n),
                                         [&](const auto& a) { return minus(input<1>(n), input<0>(a)); });
            });
    }
};

/// `a - (-b) = a + b`.  Law: "cancel: negations".
struct minus_negated {
    template <any_circuit A, any_circuit B, class Context>
    auto operator()(const node<op::minus, A, B>& n, const Context&) const {
        return match<op::negate>(input<1>(n), [&](const auto& b) { return plus(input<0>(n), input<0>(b)); });
    }
};

/// `map(x, identity) = x`.  Precondition: the function is `identity_fn`, or says that it is the identity.
/// Law: "cancel: map of the identity".
struct map_identity {
    template <class Fn, any_circuit In, class Context>
    auto operator()(const node<op::map<Fn>, In>& n, const Context&) const {
        return given(is_identity(n.op.fn), [&] { return input<0>(n); });
    }
};

inline constexpr rule_set<differentiate_after_integrate, integrate_after_differentiate, negate_twice,
                          plus_negated, minus_negated, map_identity>
    cancel_rules;

} // namespace dbsp::rewrite
