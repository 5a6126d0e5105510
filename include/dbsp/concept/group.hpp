/// The algebra that everything rests on: groups and rings as concepts, documented by their laws.
#pragma once

#include <concepts>
#include <string_view>

namespace dbsp {

/// A commutative monoid under `+`.
/// Laws: `a + (b + c) == (a + b) + c`;  `a + b == b + a`;  `a + G{} == a`.
/// Minimal definition: default constructor (zero), `+`, `==`.
/// Laws are checked by tests/property/laws/group.hpp.
template <class G>
concept commutative_monoid = std::regular<G> && requires(const G& a, const G& b) {
    { a + b } -> std::convertible_to<G>;
};

/// Says that `G` is a group although the compiler cannot see it: specialise with `true` for types whose `+` and `-`
/// obey the laws.  It is false for the built-in numbers: `int` wraps or is undefined on overflow, `double` is not
/// associative.  Use `checked<int>` for the former; nothing makes the latter exact.
template <class G> inline constexpr bool enable_group = requires { typename G::group_tag; };

/// The operations of an abelian group, without a decidable `==`.  Laws: those of `abelian_group`, read as equality of
/// what the values stand for.
/// Minimal definition: copyable, default constructor (zero), `+`, unary `-`, and a member type `group_tag` or
/// `enable_group<G>`.
/// Models: every `abelian_group`, and `formal::stream`, whose equality is undecidable.
template <class G>
concept group_operations = std::semiregular<G> && enable_group<G> && requires(const G& a, const G& b) {
    { a + b } -> std::convertible_to<G>;
    { -a } -> std::convertible_to<G>;
};

/// An abelian group under `+`.
/// Laws: those of `commutative_monoid`, and `a + (-a) == G{}`.
/// Minimal definition: those of `commutative_monoid`, unary `-`, and a member type `group_tag` or `enable_group<G>`.
/// Models: `checked<I>`, `zset`, `indexed_zset`, `product_group`.  Non-models: `int`, `double`, `std::string`.
template <class G> concept abelian_group = commutative_monoid<G> && group_operations<G>;

/// A commutative ring with one.
/// Laws: those of `abelian_group`;  `a * (b * c) == (a * b) * c`;  `a * b == b * a`;  `a * (b + c) == a * b + a * c`;
/// `a * R{1} == a`.
/// Minimal definition: those of `abelian_group`, `*`, construction from the integer 1.
template <class R>
concept ring = abelian_group<R> && std::constructible_from<R, int> && requires(const R& a, const R& b) {
    { a * b } -> std::convertible_to<R>;
};

/// The weights of a Z-set: a ring with a total order that fits (`a > 0`, `b > 0` imply `a + b > 0` and `a * b > 0`).
template <class W> concept weight_ring = ring<W> && std::totally_ordered<W>;

namespace detail {
/// `a - b`, by the group's own `-` where it has one: that may be exact where `-b` alone overflows.
template <group_operations G> constexpr G subtract(const G& a, const G& b) {
    if constexpr (requires {
                      { a - b } -> std::convertible_to<G>;
                  }) {
        return a - b;
    } else {
        return a + -b;
    }
}
} // namespace detail

static_assert(!abelian_group<int> && !abelian_group<double> && !abelian_group<std::string_view>);

} // namespace dbsp
