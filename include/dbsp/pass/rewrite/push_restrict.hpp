/// Rules that move `restrict` towards the sources, so that the state of a circuit is computed for the affected keys only.
///
/// At each moment `restrict(z, d, k, kd)` is a filter, `k(x)` being among the keys of that moment's `d`; so it passes whatever a
/// filter passes, but for the operators that look at other moments: `restrict(I(z), d) != I(restrict(z, d))`, because an old row
/// may have a key that is affected now.  It also passes parts that are used elsewhere: not to compute those is what it is for.
#pragma once

#include <dbsp/pass/rewrite/push_filter.hpp>

namespace dbsp::rewrite {

namespace detail {
struct is_rowwise_now {
    template <class Op> static constexpr bool value = is_rowwise<Op> || is_instance<Op, op::filter>;
};
struct is_linear {
    template <class Op> static constexpr bool value = of_class<Op, linear>;
};
/// Operators without a memory that give nothing for nothing: `delay(f(x, ...)) = f(delay(x), ...)`.
struct is_memoryless {
    template <class Op>
    static constexpr bool value = of_class<Op, linear> || of_class<Op, bilinear> || of_class<Op, pointwise> ||
                                  of_class<Op, groupwise> || of_class<Op, composite>;
};

/// `restrict(z, d, k, kd)` with the restriction moved below the top operator of `z`.
template <class K, class KD, any_circuit D> struct restriction {
    K key;
    KD change_key;
    D change;

    /// `restrict(z, change, g, change_key)`.
    template <any_circuit Z, class G> auto with(const Z& z, const G& g) const {
        if constexpr (can_store<Z, role::key, G>) {
            return restrict(z, change, g, change_key);
        } else {
            return unchanged{};
        }
    }

    template <any_circuit Z> auto below(const Z& z) const {
        return either(
            [&] { return match_if<is_rowwise_now>(z, [&](const auto& n) { return rowwise(n); }); },
            [&] { return match<op::map>(z, [&](const auto& n) { return mapped(n); }); },
            [&] { return match_if<is_semi_or_antijoin>(z, [&](const auto& n) { return first(n); }); },
            [&] { return match_if<is_join_or_product>(z, [&](const auto& n) { return one_side(n); }); },
            [&] { return match_if<is_outer_join>(z, [&](const auto& n) { return kept(n); }); },
            [&] { return match_if<is_aggregate_or_top_k>(z, [&](const auto& n) { return grouped(n); }); });
    }
    template <class N> auto rowwise(const N& n) const {
        return on_inputs(n, [&](const auto& in) { return restrict(in, change, key, change_key); });
    }
    template <class N> auto mapped(const N& n) const {
        return then(with(input<0>(n), compose(key, n.op.fn)),
                    [&](const auto& in) { return connect(n.op, in); });
    }
    template <class N> auto first(const N& n) const {
        return connect(n.op, restrict(input<0>(n), change, key, change_key), input<1>(n));
    }
    template <class Op, class A, class B> auto one_side(const node<Op, A, B>& n) const {
        using left = typename A::value_type;
        using right = typename B::value_type;
        return either(
            [&] {
                return when_known(of_side<0, left, right>(key, n.op.pairing), [&](const auto& g) {
                    return connect(n.op, restrict(input<0>(n), change, g, change_key), input<1>(n));
                });
            },
            [&] {
                return when_known(of_side<1, left, right>(key, n.op.pairing), [&](const auto& g) {
                    return connect(n.op, input<0>(n), restrict(input<1>(n), change, g, change_key));
                });
            });
    }
    template <class Op, class A, class B> auto kept(const node<Op, A, B>& n) const {
        constexpr auto side = kept_side<Op>;
        using left = typename A::value_type;
        using right = typename B::value_type;
        return when_known(of_side<side, left, right>(key, default_pairing{}), [&](const auto& g) {
            return on_side<side>(n, [&](const auto& in) { return restrict(in, change, g, change_key); });
        });
    }
    template <class N> auto grouped(const N& n) const {
        return when_known(of_group(key, n), [&](const auto& g) {
            return then(with(input<0>(n), g), [&](const auto& in) { return connect(n.op, in); });
        });
    }
};
template <class K, class KD, any_circuit D> restriction(K, KD, D) -> restriction<K, KD, D>;
} // namespace detail

/// `restrict(f(x, ...), d, k, kd) =`
///
///     f(restrict(x, d, k, kd), ...)            f row-wise, or filter
///     map(restrict(x, d, k of f, kd), f)       f = map
///     f(restrict(x, d, k, kd), b)              f = semijoin, antijoin
///     join(restrict(a, d, g, kd), b)           f = join or product where k(pairing(a, b)) = g(a); and the other side
///     left_join(restrict(a, d, g, kd), b)      f = left_join with the default rows, the same; right_join on its right side
///     aggregate(restrict(x, d, g of key, kd))  f = aggregate or top_k where k(row) = g(key of the group)
///
/// Preconditions: what the lines say, and that it is known of the functions (rewrite/functions.hpp).
/// Law: tests/property/pass/rewrite_push_restrict.cpp, "push_restrict: operators of one moment".
struct restrict_now {
    template <class K, class KD, any_circuit Z, any_circuit D, class Context>
    auto operator()(const node<op::restrict<K, KD>, Z, D>& n, const Context&) const {
        return detail::restriction{n.op.key, n.op.change_key, input<1>(n)}.below(input<0>(n));
    }
};

namespace detail {
struct is_delay {
    template <class Op> static constexpr bool value = std::same_as<Op, op::delay>;
};
struct is_time_invariant {
    template <class Op> static constexpr bool value = of_class<Op, time_invariant>;
};

/// `f(t(x), ...)` for `t(f(x, ...))`, with a chain of operators of kind `Time` for `t` and one of kind `Moment` for `f`.
template <class Time, class Moment> struct moment_outside : descent {
    template <any_circuit C, class Context> auto look(const C& c, const Context& context) const {
        return match_if<Time>(c, [&](const auto& t) {
            auto const exchanged = [&](const auto& f) {
                return on_inputs(f, [&](const auto& x) { return connect(t.op, x); });
            };
            return either([&] { return match_if<Moment>(input<0>(t), exchanged); },
                          [&] {
                              return then((*this)(input<0>(t), context), [&](const auto& inner) {
                                  return match_if<Moment>(inner, exchanged);
                              });
                          });
        });
    }
};
} // namespace detail

/// `restrict(t(f(x, ...)), d) = restrict(f(t(x), ...), d)`, as a step towards a rule above and only where one applies then, for
///
///     t = delay                              f without a memory
///     t = delay, integrate, differentiate    f linear
///
/// and for chains of such `t`.  Law: "push_restrict: operators over time".
struct restrict_over_time {
    template <class K, class KD, any_circuit Z, any_circuit D, class Context>
    auto operator()(const node<op::restrict<K, KD>, Z, D>& n, const Context& context) const {
        using detail::moment_outside;
        auto const down = [&](const auto& z) {
            return detail::restriction{n.op.key, n.op.change_key, input<1>(n)}.below(z);
        };
        return either(
            [&] {
                return then(moment_outside<detail::is_delay, detail::is_memoryless>{}(input<0>(n), context),
                            down);
            },
            [&] {
                return then(
                    moment_outside<detail::is_time_invariant, detail::is_linear>{}(input<0>(n), context),
                    down);
            });
    }
};

inline constexpr rule_set<restrict_now, restrict_over_time> push_restrict_rules;

} // namespace dbsp::rewrite
