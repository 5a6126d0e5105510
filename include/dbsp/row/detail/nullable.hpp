/// Values that may be missing: `std::optional<T>` next to plain `T`.
#pragma once

#include <dbsp/row/fixed_string.hpp>

#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace dbsp::detail {

template <class T> struct nullable_traits {
    using plain = T;
    static constexpr bool nullable = false;
};
template <class T> struct nullable_traits<std::optional<T>> {
    using plain = T;
    static constexpr bool nullable = true;
};

/// Whether a `T` may be missing.
template <class T> inline constexpr bool is_nullable = nullable_traits<std::remove_cvref_t<T>>::nullable;

/// `T` where it is there.
template <class T> using plain_t = typename nullable_traits<std::remove_cvref_t<T>>::plain;

/// `T`, as `std::optional<T>` if `Nullable`.
template <bool Nullable, class T> using nullable_if = std::conditional_t<Nullable, std::optional<T>, T>;

template <class T> constexpr bool is_present(const T& value) {
    if constexpr (is_nullable<T>) {
        return value.has_value();
    } else {
        return true;
    }
}

/// The value itself; `value` must be present and outlive the result.
// NOLINTBEGIN(bugprone-unchecked-optional-access, bugprone-return-const-ref-from-parameter): see above
template <class T> constexpr const plain_t<T>& plain(const T& value) {
    if constexpr (is_nullable<T>) {
        return *value;
    } else {
        return value;
    }
}
// NOLINTEND(bugprone-unchecked-optional-access, bugprone-return-const-ref-from-parameter)

/// `f(a...)` if every argument is present, missing otherwise; an optional only if some argument may be
/// missing.
template <class F, class... A> constexpr auto propagate_null(const F& f, const A&... a) {
    using result = decltype(f(plain(a)...));
    if constexpr ((is_nullable<A> || ...)) {
        return (is_present(a) && ...) ? std::optional<result>(f(plain(a)...)) : std::nullopt;
    } else {
        return f(a...);
    }
}

/// The type in which a value outlives the expression that gave it: text by copy.
template <class T> struct owned {
    using type = T;
};
template <std::size_t Size> struct owned<fixed_string<Size>> {
    using type = std::string;
};
template <> struct owned<const char*> {
    using type = std::string;
};
template <class T> using owned_t = typename owned<std::decay_t<T>>::type;

} // namespace dbsp::detail
