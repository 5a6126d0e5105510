/// A named column of a record type.
#pragma once

#include <dbsp/detail/require.hpp>
#include <dbsp/detail/type_name.hpp>
#include <dbsp/row/fixed_string.hpp>

#include <string>

namespace dbsp {

/// A column called `Name` that holds a `T`.  Only ever a template argument of `record`.
template <fixed_string Name, class T> struct field {
    using type = T;
    static constexpr auto name = Name;
};

namespace detail {
template <class T> inline constexpr bool is_field = false;
template <fixed_string Name, class T> inline constexpr bool is_field<field<Name, T>> = true;

template <fixed_string Name, class T> struct spelling<field<Name, T>> {
    static constexpr std::string text() { return "field<" + quoted(Name) + ", " + spelling<T>::text() + ">"; }
};
} // namespace detail

} // namespace dbsp
