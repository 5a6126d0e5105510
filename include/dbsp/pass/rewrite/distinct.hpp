/// Rules that drop a `distinct` without effect on its input or on the result.
///
/// The preconditions speak of multiplicities (rewrite/multiplicity.hpp): *set*, weights 0 and 1; *bag*, no negative weight.  They
/// are derived from the operators; of sources nothing is assumed unless it is declared.
#pragma once

#include <dbsp/pass/rewrite/multiplicity.hpp>

namespace dbsp::rewrite {

namespace detail {
template <class... Option> struct is_any_of {
    template <class Op> static constexpr bool value = is_one_of<Op, Option...>;
};
struct is_filter_like {
    template <class Op>
    static constexpr bool value =
        is_instance<Op, op::semijoin> || is_instance<Op, op::antijoin> || is_instance<Op, op::restrict>;
};
struct is_sum_of_products {
    template <class Op>
    static constexpr bool value =
        is_instance<Op, op::map> || is_instance<Op, op::flat_map> || std::same_as<Op, op::plus> ||
        is_instance<Op, op::join> || is_instance<Op, op::product>;
};

/// A circuit that is positive at the same rows as `c` and has fewer of `distinct` and `positive`.  Parts that are used elsewhere stay.
///
///     distinct(x), positive(x)         ~ x
///     filter(x), delay(x)              ~ filter(x'), delay(x')         x' ~ x
///     semijoin(x, b) and the like      ~ semijoin(x', b)
///     map(x), flat_map(x), x + y,
///     join(x, y), product(x, y)        ~ map(x'), ...                  x, y, x', y' bags: then no weight cancels another
struct same_sign : descent {
    template <any_circuit C, class Context> auto look(const C& c, const Context& context) const {
        return given(context.exclusive(c), [&] {
            return either([&] { return without_top(c, context); },
                          [&] { return below_selection(c, context); }, [&] { return below_sum(c, context); });
        });
    }

    template <any_circuit C, class Context> auto without_top(const C& c, const Context& context) const {
        return match_if<is_any_of<op::distinct, op::positive>>(c, [&](const auto& n) {
            return either([&] { return (*this)(input<0>(n), context); }, [&] { return input<0>(n); });
        });
    }
    template <any_circuit C, class Context> auto below_selection(const C& c, const Context& context) const {
        auto const inner = [&](const auto& n) {
            return on_some_input(n, [&](const auto& in) { return (*this)(in, context); });
        };
        return either([&] { return match<op::filter>(c, inner); }, [&] { return match<op::delay>(c, inner); },
                      [&] {
                          return match_if<is_filter_like>(c, [&](const auto& n) {
                              return then((*this)(input<0>(n), context),
                                          [&](const auto& x) { return connect(n.op, x, input<1>(n)); });
                          });
                      });
    }
    template <any_circuit C, class Context> auto below_sum(const C& c, const Context& context) const {
        return match_if<is_sum_of_products>(c, [&](const auto& n) {
            return given(context.all_bags(n), [&] {
                return on_some_input(n, [&](const auto& in) {
                    return then((*this)(in, context),
                                [&](const auto& x) { return given(context.is_bag(x), [&] { return x; }); });
                });
            });
        });
    }
};
} // namespace detail

/// `distinct(x) = x` and `support(x) = x` for a set, `positive(x) = x` for a bag; `support(x) = distinct(x)` for a bag.
/// Precondition, why: `distinct({a: 2}) = {a: 1}`, `support({a: -1}) = {a: 1}`.
/// Law: tests/property/pass/rewrite_distinct.cpp, "distinct: of a set".
struct distinct_of_set {
    template <any_circuit In, class Context>
    auto operator()(const node<op::distinct, In>& n, const Context& context) const {
        return given(context.is_set(input<0>(n)), [&] { return input<0>(n); });
    }
    template <any_circuit In, class Context>
    auto operator()(const node<op::support, In>& n, const Context& context) const {
        return either(
            [&] { return given(context.is_set(input<0>(n)), [&] { return input<0>(n); }); },
            [&] { return given(context.is_bag(input<0>(n)), [&] { return distinct(input<0>(n)); }); });
    }
    template <any_circuit In, class Context>
    auto operator()(const node<op::positive, In>& n, const Context& context) const {
        return given(context.is_bag(input<0>(n)), [&] { return input<0>(n); });
    }
};

/// `f(x) = f(x')` where `f` sees only which weights are positive, and `x'` is positive at the same rows (see `same_sign`):
///
///     distinct(x), intersect_distinct(x, y), except_distinct(x, y)   in each input
///     union_distinct(x, y)                                            where x, y and x', y' are bags: it sees the sign of the sum
///     semijoin(a, x), antijoin(a, x)                                  the same: it sees the sum over the partners of a row
///
/// For example `distinct(filter(distinct(x))) = distinct(filter(x))` for any x, and, for bags,
/// `distinct(join(distinct(a), distinct(b))) = distinct(join(a, b))`.  Precondition, why: with `a = {x: 1, y: -1}` and
/// `f(x) = f(y)`, `distinct(map(distinct(a), f))` has a row and `distinct(map(a, f))` has none.
/// Source: Budiu et al., DBSP, propositions 4.4 and 4.5.  Law: "distinct: below an operator that sees signs".
struct distinct_unseen {
    template <class Op, any_circuit... In, class Context>
        requires(detail::is_one_of<Op, op::distinct, op::intersect_distinct, op::except_distinct>)
    auto operator()(const node<Op, In...>& n, const Context& context) const {
        return on_some_input(n, [&](const auto& in) { return detail::same_sign{}(in, context); });
    }
    template <any_circuit A, any_circuit B, class Context>
    auto operator()(const node<op::union_distinct, A, B>& n, const Context& context) const {
        return given(context.all_bags(n), [&] {
            return on_some_input(n, [&](const auto& in) { return bag_of_same_sign(in, context); });
        });
    }
    template <class Op, any_circuit A, any_circuit B, class Context>
        requires(is_instance<Op, op::semijoin> || is_instance<Op, op::antijoin>)
    auto operator()(const node<Op, A, B>& n, const Context& context) const {
        return given(context.is_bag(input<1>(n)), [&] {
            return then(bag_of_same_sign(input<1>(n), context),
                        [&](const auto& b) { return connect(n.op, input<0>(n), b); });
        });
    }

  private:
    template <any_circuit C, class Context> static auto bag_of_same_sign(const C& c, const Context& context) {
        return then(detail::same_sign{}(c, context),
                    [&](const auto& x) { return given(context.is_bag(x), [&] { return x; }); });
    }
};

inline constexpr rule_set<distinct_of_set, distinct_unseen> distinct_rules;

} // namespace dbsp::rewrite
