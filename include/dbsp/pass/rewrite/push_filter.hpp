/// Rules that move a filter towards the sources.
///
/// A part that is used elsewhere too is computed anyway; a filter stays above it.
/// Functions are taken to be total: a rule may call one on rows that it did not see before.
#pragma once

#include <dbsp/operator/negate.hpp>
#include <dbsp/pass/rewrite/functions.hpp>
#include <dbsp/pass/rewrite/multiplicity.hpp>

namespace dbsp::rewrite {

/// Operators whose output weight at a row depends on the weights of the inputs at that row alone, at this moment, and is zero where
/// those are.
template <class Op>
inline constexpr bool is_rowwise =
    of_class<Op, pointwise> ||
    detail::is_one_of<Op, op::plus, op::minus, op::negate, op::union_distinct, op::except_all>;

namespace detail {
struct is_rowwise_over_time {
    template <class Op> static constexpr bool value = is_rowwise<Op> || of_class<Op, time_invariant>;
};
struct is_semi_or_antijoin {
    template <class Op>
    static constexpr bool value = is_instance<Op, op::semijoin> || is_instance<Op, op::antijoin>;
};
struct is_join_or_product {
    template <class Op>
    static constexpr bool value = is_instance<Op, op::join> || is_instance<Op, op::product>;
};
struct is_outer_join {
    template <class Op> static constexpr bool value = kept_side<Op> < 2;
};
struct is_aggregate_or_top_k {
    template <class Op>
    static constexpr bool value = is_instance<Op, op::aggregate> || is_instance<Op, op::top_k>;
};

/// Whether circuits like `C` can hold this function in that role.
template <class C, class Role, class Fn>
inline constexpr bool can_store = std::constructible_from<dbsp::detail::stored_t<C, Role, Fn>, Fn>;

/// A rule for a filter over a node for which `Test` holds: `push(predicate, n)`.
template <class Test, class P, any_circuit In, class Context, class Push>
auto push_into(const node<op::filter<P>, In>& n, const Context& context, const Push& push) {
    return given(context.exclusive(input<0>(n)), [&] {
        return match_if<Test>(input<0>(n), [&](const auto& inner) { return push(n.op.pred, inner); });
    });
}
} // namespace detail

/// `filter(filter(x, p), q) = filter(x, p and then q)`.  Law: tests/property/pass/rewrite_push_filter.cpp, "push_filter: filters".
struct filter_filter {
    template <class Q, any_circuit In, class Context>
    auto operator()(const node<op::filter<Q>, In>& n, const Context& context) const {
        return detail::push_into<detail::is_op_template<op::filter>>(
            n, context, [&](const Q& q, const auto& inner) {
                using both = decltype(conjoin(inner.op.pred, q));
                if constexpr (detail::can_store<In, role::predicate, both>) {
                    return filter(input<0>(inner), conjoin(inner.op.pred, q));
                } else {
                    return unchanged{};
                }
            });
    }
};

/// `filter(f(x, ...), p) = f(filter(x, p), ...)` for row-wise `f`: plus, minus, negate, distinct, positive, support, the set
/// operations; and for delay, integrate, differentiate.  Law: "push_filter: row-wise operators".
struct filter_rowwise {
    template <class P, any_circuit In, class Context>
    auto operator()(const node<op::filter<P>, In>& n, const Context& context) const {
        return detail::push_into<detail::is_rowwise_over_time>(
            n, context, [&](const P& p, const auto& inner) {
                return on_inputs(inner, [&](const auto& in) { return filter(in, p); });
            });
    }
};

/// `filter(map(x, f), p) = map(filter(x, p of f), f)`.  Law: "push_filter: map".
struct filter_map {
    template <class P, any_circuit In, class Context>
    auto operator()(const node<op::filter<P>, In>& n, const Context& context) const {
        return detail::push_into<detail::is_op_template<op::map>>(
            n, context, [&](const P& p, const auto& inner) {
                using before = decltype(compose(p, inner.op.fn));
                if constexpr (detail::can_store<In, role::predicate, before>) {
                    return connect(inner.op, filter(input<0>(inner), compose(p, inner.op.fn)));
                } else {
                    return unchanged{};
                }
            });
    }
};

/// `filter(semijoin(a, b), p) = semijoin(filter(a, p), b)`, and for antijoin.  Law: "push_filter: semijoin".
struct filter_semijoin {
    template <class P, any_circuit In, class Context>
    auto operator()(const node<op::filter<P>, In>& n, const Context& context) const {
        return detail::push_into<detail::is_semi_or_antijoin>(n, context, [&](const P& p, const auto& inner) {
            return connect(inner.op, filter(input<0>(inner), p), input<1>(inner));
        });
    }
};

/// `filter(join(a, b), p) = join(filter(a, g), b)` where `p(pairing(a, b)) = g(a)`, and for the other side; also for product.
/// Precondition: that is known of `p` (see rewrite/functions.hpp).  Law: "push_filter: one side of a join".
struct filter_join {
    template <class P, any_circuit In, class Context>
    auto operator()(const node<op::filter<P>, In>& n, const Context& context) const {
        return detail::push_into<detail::is_join_or_product>(
            n, context, [&]<class Op, class A, class B>(const P& p, const node<Op, A, B>& inner) {
                using left = typename A::value_type;
                using right = typename B::value_type;
                return either(
                    [&] {
                        return when_known(of_side<0, left, right>(p, inner.op.pairing), [&](const auto& g) {
                            return connect(inner.op, filter(input<0>(inner), g), input<1>(inner));
                        });
                    },
                    [&] {
                        return when_known(of_side<1, left, right>(p, inner.op.pairing), [&](const auto& g) {
                            return connect(inner.op, input<0>(inner), filter(input<1>(inner), g));
                        });
                    });
            });
    }
};

/// `filter(left_join(a, b), p) = left_join(filter(a, g), b)` where `p` of the row is `g(a)`; right_join alike.  Precondition: the
/// default rows, and that is known of `p`.  Why not the other side: a row whose partners are filtered away would stay, padded.
/// Run-time circuits do not tell which rows they make; they would need a member as for `filter_join`.
/// Law: "push_filter: the side that an outer join keeps".
struct filter_outer_join {
    template <class P, any_circuit In, class Context>
    auto operator()(const node<op::filter<P>, In>& n, const Context& context) const {
        return detail::push_into<detail::is_outer_join>(
            n, context, []<class Op, class A, class B>(const P& p, const node<Op, A, B>& inner) {
                constexpr auto side = kept_side<Op>;
                using left = typename A::value_type;
                using right = typename B::value_type;
                return when_known(of_side<side, left, right>(p, default_pairing{}), [&](const auto& g) {
                    return on_side<side>(inner, [&](const auto& in) { return filter(in, g); });
                });
            });
    }
};

/// `filter(aggregate(x, key), p) = aggregate(filter(x, g of key), key)` where `p(row) = g(k)` for the row of key `k`; the same for
/// top_k.  Precondition: that is known of `p`.  Why: a filter on rows below would change the groups instead of choosing among them.
/// Law: "push_filter: groups".
struct filter_groups {
    template <class P, any_circuit In, class Context>
    auto operator()(const node<op::filter<P>, In>& n, const Context& context) const {
        return detail::push_into<detail::is_aggregate_or_top_k>(
            n, context, [&](const P& p, const auto& inner) {
                return when_known(of_group(p, inner), [&](const auto& g) {
                    return connect(inner.op, filter(input<0>(inner), g));
                });
            });
    }
};

inline constexpr rule_set<filter_filter, filter_rowwise, filter_map, filter_semijoin, filter_join,
                          filter_outer_join, filter_groups>
    push_filter_rules;

} // namespace dbsp::rewrite
