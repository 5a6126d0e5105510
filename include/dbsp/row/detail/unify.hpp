/// One type for the values of several expressions.
#pragma once

#include <dbsp/detail/number.hpp>
#include <dbsp/row/detail/nullable.hpp>
#include <dbsp/row/literal.hpp>

#include <concepts>
#include <optional>
#include <string>
#include <type_traits>

namespace dbsp::detail {

template <class... T> struct unified {};
template <class First, class... Rest>
    requires(std::same_as<First, Rest> && ...)
struct unified<First, Rest...> {
    using type = First;
};
template <class First, class... Rest>
    requires(number<First> && ... && number<Rest>) && (!(std::same_as<First, Rest> && ...))
struct unified<First, Rest...> {
    using type = std::common_type_t<First, Rest...>;
};
template <class First, class... Rest>
    requires(text<First> && ... && text<Rest>) && (!(std::same_as<First, Rest> && ...))
struct unified<First, Rest...> {
    using type = std::string;
};

/// Numbers: their common type; text: `std::string`; otherwise one and the same type.
template <class... T> using unified_t = typename unified<owned_t<plain_t<T>>...>::type;

template <class... T> concept unifiable = requires { typename unified_t<T...>; };

/// `x` as a `To`, which its type has been unified to; an integer that does not fit is an `overflow_error`.
template <class To, class T> constexpr To unify(const T& x) {
    if constexpr (is_nullable<To>) {
        return is_present(x) ? To(unify<plain_t<To>>(plain(x))) : To();
    } else if constexpr (number<To> && number<plain_t<T>>) {
        return to_number<To>(plain(x));
    } else {
        return To(plain(x));
    }
}

} // namespace dbsp::detail
