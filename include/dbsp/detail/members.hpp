/// One way to look inside a value: tuples, pairs, arrays and Hana structs as a list of their members.
#pragma once

#include <boost/hana/accessors.hpp>
#include <boost/hana/concept/struct.hpp>
#include <boost/hana/second.hpp>
#include <boost/hana/tuple.hpp>
#include <boost/hana/unpack.hpp>

#include <tuple>
#include <type_traits>
#include <utility>

namespace dbsp::detail {

template <class T> concept hana_struct = boost::hana::Struct<T>::value;

template <class T> concept tuple_like = !hana_struct<T> && requires { typename std::tuple_size<T>::type; };

/// Has members that can be visited one by one.
template <class T> concept product_type = hana_struct<T> || tuple_like<T>;

/// `f(member...)` with the members of `x`, by reference.
template <product_type T, class F> constexpr decltype(auto) with_members(const T& x, F&& f) {
    if constexpr (tuple_like<T>) {
        return std::apply(std::forward<F>(f), x);
    } else {
        return boost::hana::unpack(boost::hana::accessors<T>(), [&](auto... member) -> decltype(auto) {
            return f(boost::hana::second(member)(x)...);
        });
    }
}

/// `f(member_of_a, member_of_b)` for each pair of members until one call gives true; that "stopped" is the result.
template <product_type T, class F> constexpr bool any_member(const T& a, const T& b, F&& f) {
    return with_members(a, [&](const auto&... left) {
        return with_members(b, [&](const auto&... right) { return (f(left, right) || ...); });
    });
}

} // namespace dbsp::detail
