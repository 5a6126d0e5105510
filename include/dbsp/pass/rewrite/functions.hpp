/// Functions made of functions, and what can be seen of a function: which part of a row it reads.
///
/// Of a function of a static circuit the type tells: an expression names its columns, `on_first(g)` reads the first member of a
/// pair.  A lambda tells nothing, and the rules leave it where it is.  The functions of a run-time circuit may tell by members, all
/// optional:
///
///     f.is_identity()          -> bool
///     f.after(g)               -> function    x -> f(g(x)), in a form that can still be printed
///     p.also(q)                -> function    p(x) and then q(x)
///     f.of_side(pairing, side) -> std::optional<function>   g with f(pairing(a, b)) = g(a) (side 0) or g(b) (side 1)
///     f.of_group(key, group)   -> std::optional<function>   g with f(row) = g(key) for each row that the group function gives
#pragma once

#include <dbsp/operator/aggregate.hpp>
#include <dbsp/operator/left_join.hpp>
#include <dbsp/operator/right_join.hpp>
#include <dbsp/operator/top_k.hpp>
#include <dbsp/pass/rewrite/rule.hpp>
#include <dbsp/row/columns_of.hpp>
#include <dbsp/row/fields.hpp>
#include <dbsp/row/key.hpp>
#include <dbsp/wiring/join_on.hpp>

#include <algorithm>
#include <string>

namespace dbsp {

/// `fn` of the first member of a pair: of the left row of a join with the default pairing, of the key of an aggregate.
template <class Fn> struct on_first {
    Fn fn;
    template <class Pair> constexpr decltype(auto) operator()(const Pair& pair) const {
        return fn(pair.first);
    }
    [[nodiscard]] std::string label() const { return "first: " + label_of(fn); }
    [[nodiscard]] constexpr bool lacks_target() const { return detail::lacks_target(fn); }
};
template <class Fn> on_first(Fn) -> on_first<Fn>;

/// `fn` of the second member of a pair.
template <class Fn> struct on_second {
    Fn fn;
    template <class Pair> constexpr decltype(auto) operator()(const Pair& pair) const {
        return fn(pair.second);
    }
    [[nodiscard]] std::string label() const { return "second: " + label_of(fn); }
    [[nodiscard]] constexpr bool lacks_target() const { return detail::lacks_target(fn); }
};
template <class Fn> on_second(Fn) -> on_second<Fn>;

namespace rewrite {

/// `outer(inner(x))`.
template <class Outer, class Inner> struct composed {
    Outer outer;
    Inner inner;
    template <class T> constexpr auto operator()(const T& x) const { return outer(inner(x)); }
    [[nodiscard]] std::string label() const { return label_of(outer) + " of (" + label_of(inner) + ")"; }
};

/// `first(x)` and, only where it holds, `second(x)`.
template <class First, class Second> struct conjoined {
    First first;
    Second second;
    template <class T> constexpr bool operator()(const T& x) const {
        return is_true(first(x)) && is_true(second(x));
    }
    [[nodiscard]] std::string label() const {
        return "(" + label_of(first) + ") AND (" + label_of(second) + ")";
    }
};

template <class Outer, class Inner> auto compose(const Outer& outer, const Inner& inner) {
    if constexpr (std::same_as<Inner, identity_fn>) {
        return outer;
    } else if constexpr (requires { outer.after(inner); }) {
        return outer.after(inner);
    } else {
        return composed<Outer, Inner>{outer, inner};
    }
}
template <class First, class Second> auto conjoin(const First& first, const Second& second) {
    if constexpr (requires { first.also(second); }) {
        return first.also(second);
    } else {
        return conjoined<First, Second>{first, second};
    }
}

/// Whether a function is known to be `x -> x`.
template <class Fn> constexpr auto is_identity(const Fn& fn) {
    if constexpr (requires {
                      { fn.is_identity() } -> std::convertible_to<bool>;
                  }) {
        return static_cast<bool>(fn.is_identity());
    } else {
        return std::bool_constant<std::same_as<Fn, identity_fn>>{};
    }
}

namespace detail {
/// An expression, or a list of them, whose columns are known.
template <class Fn> inline constexpr bool tells_columns = expression<Fn>;
template <class... Items> inline constexpr bool tells_columns<key_columns<Items...>> = true;
template <class A, class B>
inline constexpr bool tells_columns<conjoined<A, B>> = tells_columns<A> && tells_columns<B>;

/// Whether a function reads columns of rows `R` alone, as far as its type tells.
template <class Fn, class R>
inline constexpr bool reads_only_columns_of = [] {
    if constexpr (named_row<R> && tells_columns<Fn>) {
        return std::ranges::all_of(columns_of<Fn>, [](std::string_view name) {
            return std::ranges::contains(field_names_v<R>, name);
        });
    } else {
        return false;
    }
}();

/// A key that is a list of plain columns, each under its own name.
template <class Key> inline constexpr bool is_plain_key = false;
template <fixed_string... Name> inline constexpr bool is_plain_key<key_columns<column<Name>...>> = true;
} // namespace detail

/// `g` with `fn(pairing(a, b)) = g(a)`, or `= g(b)` for side 1; `unchanged` where that is not known.
template <std::size_t Side, class A, class B, class Fn, class Pairing>
auto of_side([[maybe_unused]] const Fn& fn, [[maybe_unused]] const Pairing& pairing) {
    if constexpr (requires { fn.of_side(pairing, Side); }) {
        return fn.of_side(pairing, Side);
    } else if constexpr (!std::same_as<Pairing, default_pairing>) {
        return unchanged{};
    } else if constexpr (!(named_row<A> && named_row<B>)) { // the pair of both
        if constexpr ((Side == 0 && is_instance<Fn, on_first>) || (Side == 1 && is_instance<Fn, on_second>)) {
            return fn.fn;
        } else {
            return unchanged{};
        }
    } else if constexpr (detail::reads_only_columns_of<Fn, std::conditional_t<Side == 0, A, B>>) {
        return fn;
    } else {
        return unchanged{};
    }
}

/// Which side of an outer join is kept row by row, if its rows show that side as it is: 0, 1, or 2 for neither.
template <class Op> inline constexpr std::size_t kept_side = 2;
template <class On, class Missing>
inline constexpr std::size_t kept_side<op::left_join<On, right_optional, pad_right<Missing>>> = 0;
template <class On, class Missing>
inline constexpr std::size_t kept_side<op::right_join<On, left_optional, pad_left<Missing>>> = 1;

namespace detail {
template <class Group> inline constexpr bool starts_with_key = false;
template <class... Agg>
inline constexpr bool starts_with_key<aggregation<default_group_row<Agg...>, Agg...>> = true;

/// `fn`, which reads a key or what starts with one, as a function of the rows that have it.
template <class Fn, class Key> auto before_key(const Fn& fn, const Key& key) {
    if constexpr (is_plain_key<Key>) {
        return fn;
    } else {
        return compose(fn, key);
    }
}
} // namespace detail

/// `g` with `fn(row) = g(x)` for each row that the group-wise operator gives for the group of a row `x`; `unchanged` where that
/// is not known.
template <class Fn, class Op, class In> auto of_group([[maybe_unused]] const Fn& fn, const node<Op, In>& n) {
    using key = typename Op::template key_type<typename In::value_type>;
    [[maybe_unused]] auto const& op = n.op;
    if constexpr (requires { fn.of_group(op.key, op.fn); }) {
        auto const known = fn.of_group(op.key, op.fn);
        using function = decltype(compose(*known, op.key));
        return known ? std::optional<function>(compose(*known, op.key)) : std::nullopt;
    } else if constexpr (is_instance<Op, op::aggregate> && detail::starts_with_key<decltype(op.fn)>) {
        if constexpr (!named_row<key> && is_instance<Fn, on_first>) {
            return compose(fn.fn, op.key);
        } else if constexpr (detail::reads_only_columns_of<Fn, key>) {
            return detail::before_key(fn, op.key);
        } else {
            return unchanged{};
        }
    } else if constexpr (is_instance<Op, op::top_k> && detail::is_plain_key<decltype(op.key)> &&
                         detail::reads_only_columns_of<Fn, key>) {
        return fn;
    } else {
        return unchanged{};
    }
}

} // namespace rewrite

namespace detail {
template <class A, class B> struct mentions<rewrite::conjoined<A, B>> : mentions_in_all<A, B> {};
} // namespace detail

} // namespace dbsp
