/// `to_text(v)`: a value as people read it, for error messages, explanations and test output.
#pragma once

#include <dbsp/value/equal.hpp>

#include <ostream>
#include <sstream>
#include <string>
#include <string_view>

namespace dbsp {

/// Writes `value`: numbers plainly, strings in single quotes, empty optionals as `null`, products as `(a, b)`, ranges as
/// `[a, b]`, other types by their `<<`; a type without one as `?`.
template <class T> void print_value(std::ostream& out, const T& value);

namespace detail {
template <class Range> void print_range(std::ostream& out, const Range& range) {
    out << '[';
    const char* separator = "";
    for (const auto& element : range) {
        out << std::exchange(separator, ", ");
        print_value(out, element);
    }
    out << ']';
}
} // namespace detail

template <class T> void print_value(std::ostream& out, const T& value) {
    if constexpr (std::same_as<T, bool>) {
        out << (value ? "true" : "false");
    } else if constexpr (std::same_as<T, signed char> || std::same_as<T, unsigned char>) {
        out << +value; // std::int8_t and std::uint8_t
    } else if constexpr (std::convertible_to<const T&, std::string_view>) {
        out << '\'' << std::string_view(value) << '\'';
    } else if constexpr (detail::optional_like<T>) {
        if (value) {
            print_value(out, *value);
        } else {
            out << "null";
        }
    } else if constexpr (detail::product_type<T>) {
        out << '(';
        const char* separator = "";
        detail::with_members(value, [&](const auto&... member) {
            ((out << std::exchange(separator, ", "), print_value(out, member)), ...);
        });
        out << ')';
    } else if constexpr (detail::is_variant<T>) {
        std::visit([&](const auto& x) { print_value(out, x); }, value);
    } else if constexpr (requires { out << value; }) {
        out << value;
    } else if constexpr (detail::nested_range<T>) {
        detail::print_range(out, value);
    } else {
        out << '?';
    }
}

template <class T> std::string to_text(const T& value) {
    std::ostringstream out;
    print_value(out, value);
    return out.str();
}

} // namespace dbsp
