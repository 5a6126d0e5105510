/// Random values, weights and Z-sets.  Values come from small domains, so that those of two Z-sets meet;
/// weights have both signs; a Z-set may name a value several times before it is put together, and may be
/// empty.
#pragma once

#include <dbsp/zset/indexed_zset.hpp>

#include "property/support/rapidcheck.hpp"

#include <array>
#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace dbsp::test {

/// A number below `n`, whatever the size: `inRange` by itself has small sizes mean small numbers.
template <std::integral I> rc::Gen<I> below(I n) {
    return rc::gen::resize(rc::kNominalSize, rc::gen::inRange<I>(0, n));
}

/// One of few values of type `T`; specialise `value_of<T>` for types of your own.
template <class T> struct value_of;
template <class T> rc::Gen<T> small_value() { return value_of<T>::generate(); }

template <std::integral T> struct value_of<T> {
    static rc::Gen<T> generate() {
        return rc::gen::map(below(8), [](int i) { return static_cast<T>(i); });
    }
};
template <> struct value_of<bool> {
    static rc::Gen<bool> generate() { return rc::gen::arbitrary<bool>(); }
};
/// With both zeros, both infinities and NaN.
template <std::floating_point T> struct value_of<T> {
    static rc::Gen<T> generate() {
        return rc::gen::map(below<std::size_t>(8), [](std::size_t i) {
            using limits = std::numeric_limits<T>;
            auto const infinity = limits::infinity();
            return std::array{
                T(0), T(1), T(-0.0), T(-1.5), T(0.1), infinity, -infinity, limits::quiet_NaN()}[i];
        });
    }
};
template <> struct value_of<std::string> {
    static rc::Gen<std::string> generate() {
        return rc::gen::map(below<std::size_t>(6), [](std::size_t i) {
            return std::string(std::array{"", "a", "b", "ab", "ba", "longer than a small buffer"}[i]);
        });
    }
};
template <class T> struct value_of<std::optional<T>> {
    static rc::Gen<std::optional<T>> generate() {
        return rc::gen::apply(
            [](bool is_null, T value) { return is_null ? std::nullopt : std::optional(value); },
            rc::gen::arbitrary<bool>(), small_value<T>());
    }
};
template <class A, class B> struct value_of<std::pair<A, B>> {
    static rc::Gen<std::pair<A, B>> generate() { return rc::gen::pair(small_value<A>(), small_value<B>()); }
};
template <class... T> struct value_of<std::tuple<T...>> {
    static rc::Gen<std::tuple<T...>> generate() { return rc::gen::tuple(small_value<T>()...); }
};
template <class T> struct value_of<std::vector<T>> {
    static rc::Gen<std::vector<T>> generate() {
        return rc::gen::resize(4, rc::gen::container<std::vector<T>>(small_value<T>()));
    }
};

/// A weight between -3 and 3, often 1 or -1; shrinks towards 1.
template <weight_ring W> rc::Gen<W> small_weight() {
    return rc::gen::map(below<std::size_t>(9),
                        [](std::size_t i) { return W(std::array{1, -1, 1, -1, 2, -2, 3, -3, 0}[i]); });
}

template <row_value T, weight_ring W = default_weight> rc::Gen<zset<T, W>> any_zset_of(rc::Gen<T> value) {
    using entry_list = std::vector<std::pair<T, W>>;
    return rc::gen::map(rc::gen::container<entry_list>(rc::gen::pair(std::move(value), small_weight<W>())),
                        [](const entry_list& entries) { return zset<T, W>(std::from_range, entries); });
}

/// A Z-set whose weights are all one.
template <row_value T, weight_ring W = default_weight> rc::Gen<zset<T, W>> any_set_of(rc::Gen<T> value) {
    return rc::gen::map(any_zset_of<T, W>(std::move(value)), [](const zset<T, W>& z) {
        zset<T, W> set;
        for (const auto& entry : z) { set.add(entry.first, W{1}); }
        return set;
    });
}

} // namespace dbsp::test

template <class I> struct rc::Arbitrary<dbsp::checked<I>> {
    /// Small enough for sums and products of three.
    static Gen<dbsp::checked<I>> arbitrary() {
        return gen::map<std::int8_t>([](std::int8_t value) { return dbsp::checked<I>(value); });
    }
};

template <class T, class W> struct rc::Arbitrary<dbsp::zset<T, W>> {
    static Gen<dbsp::zset<T, W>> arbitrary() {
        return dbsp::test::any_zset_of<T, W>(dbsp::test::small_value<T>());
    }
};

template <class K, class T, class W> struct rc::Arbitrary<dbsp::indexed_zset<K, T, W>> {
    static Gen<dbsp::indexed_zset<K, T, W>> arbitrary() {
        using pairs = dbsp::zset<std::pair<K, T>, W>;
        return gen::map<pairs>([](const pairs& z) {
            dbsp::indexed_zset<K, T, W> indexed;
            for (const auto& [row, weight] : z) { indexed.add(row.first, row.second, weight); }
            return indexed;
        });
    }
};

namespace dbsp {
/// RapidCheck shows a counterexample by this.
template <class K, class T, class W> void showValue(const indexed_zset<K, T, W>& z, std::ostream& out) {
    print_value(out, z);
}
} // namespace dbsp
