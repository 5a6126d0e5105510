/// `print(e)`: an expression as SQL.
#pragma once

#include <dbsp/detail/number.hpp>
#include <dbsp/row/fold.hpp>
#include <dbsp/row/sql_text.hpp>
#include <dbsp/row/sql_type.hpp>

#include <charconv>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace dbsp {

namespace detail {
/// In single quotes; as `E'...'` if there is a backslash, so that no setting of the server changes its
/// meaning.
inline std::string quote_text(std::string_view text) {
    std::string quoted = quote(text, '\'');
    if (text.find('\\') == std::string_view::npos) { return quoted; }
    return 'E' + replace_all(quoted, "\\", "\\\\");
}

template <number T> std::string shortest_text(T x) {
    char text[64];
    return {text, std::to_chars(text, text + sizeof text, x).ptr};
}

/// With a point or an exponent, so that `2.0` stays a fraction.
template <std::floating_point T> std::string print_float(T x) {
    if (x != x) { return "CAST('NaN' AS double precision)"; }
    if (x - x != 0) {
        return x > 0 ? "CAST('Infinity' AS double precision)" : "CAST('-Infinity' AS double precision)";
    }
    std::string const text = shortest_text(x);
    return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

template <class T> struct unprintable_literal {
    static constexpr std::string text() {
        return "print: a literal of type " + spelling<T>::text() +
               " has no SQL text; specialise dbsp::sql_literal for it";
    }
};
} // namespace detail

/// The SQL text of constants.  Specialise it for a type of your own: `static std::string text(const T&)`.
template <class T> struct sql_literal {
    static std::string text(const T& value) {
        if constexpr (std::same_as<T, bool>) {
            return value ? "TRUE" : "FALSE";
        } else if constexpr (std::same_as<T, char>) {
            return detail::quote_text({&value, 1});
        } else if constexpr (std::floating_point<T>) {
            return detail::print_float(value);
        } else if constexpr (detail::integer<T>) {
            return detail::shortest_text(value);
        } else if constexpr (detail::text<T>) {
            return detail::quote_text(value);
        } else {
            detail::require<false, detail::unprintable_literal<T>>();
        }
    }
};
template <class T> struct sql_literal<std::optional<T>> {
    static std::string text(const std::optional<T>& value) {
        if (value) { return sql_literal<T>::text(*value); }
        return sql_type_name<T>.empty() ? "NULL" : "CAST(NULL AS " + std::string(sql_type_name<T>) + ')';
    }
};

namespace detail {
/// The algebra with which `fold` prints.
struct sql_printer {
    template <fixed_string Name> sql_text operator()(const column<Name>&) const {
        return {quote_identifier(Name)};
    }

    template <class T> sql_text operator()(const literal<T>& constant) const {
        std::string text = sql_literal<T>::text(constant.value);
        auto const binds = text.starts_with('-') ? sql_binding::unary : sql_binding::atom;
        return {std::move(text), binds};
    }

    template <class Op, class... Operand> sql_text operator()(Op, const Operand&... operand) const {
        return Op::print(operand...);
    }
};
} // namespace detail

/// SQL that means `e`: identifiers in double quotes, text in single ones, inner quotes doubled, parentheses
/// where precedence or the reader needs them.  Law: parsed by SQL's rules it is the same tree as `e`.
template <expression E> std::string print(const E& e) { return fold(e, detail::sql_printer{}).text; }

} // namespace dbsp
