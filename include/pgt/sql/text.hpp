/// `sql::text`: SQL that is known to be well quoted, and the only ways to make some.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace pgt::sql {

class text;

namespace detail {
struct maker;
}

/// A piece of SQL.  There is no way from a string to it: it is made by `build` and `join` from constant patterns, identifiers,
/// literals, numbers and other texts, so whatever comes from outside has been quoted.
class text {
  public:
    text() = default;

    [[nodiscard]] const std::string& str() const { return text_; }
    [[nodiscard]] bool empty() const { return text_.empty(); }
    friend bool operator==(const text&, const text&) = default;
    friend auto operator<=>(const text&, const text&) = default;

  private:
    friend struct detail::maker;
    explicit text(std::string sql) : text_(std::move(sql)) {}
    std::string text_;
};

namespace detail {
/// `name` between `quote`s, with those inside doubled.
[[nodiscard]] std::string quoted(std::string_view name, char quote);
struct maker {
    static text make(std::string sql) { return text(std::move(sql)); }
};
} // namespace detail

/// An identifier; always printed in quotes, since a bare `user` would be CURRENT_USER.
struct ident {
    std::string_view name;
    [[nodiscard]] std::string sql() const;
};

/// A name with its schema.
struct qname {
    std::string_view schema;
    std::string_view name;
    [[nodiscard]] std::string sql() const;
};

/// A string constant; `E''` where there is a backslash, so that `standard_conforming_strings` doesn't matter.
struct literal {
    std::string_view value;
    [[nodiscard]] std::string sql() const;
};

/// `$n`.
struct param {
    int number;
    [[nodiscard]] std::string sql() const { return "$" + std::to_string(number); }
};

template <class T>
concept printable = std::same_as<T, text> || std::integral<T> || requires(const T& x) {
    { x.sql() } -> std::same_as<std::string>;
};

/// A constant pattern with a hole `{}` for each argument.  Checked by the compiler: as many holes as arguments, and no quotes, so
/// that no hole can stand inside a constant.
template <printable... Arg> class pattern {
  public:
    template <std::size_t N> consteval pattern(const char (&format)[N]) : format_(format, N - 1) {
        std::size_t holes = 0;
        for (std::size_t i = 0; i + 1 < N; ++i) {
            if (format[i] == '\'' || format[i] == '"') { quote_in_pattern(); }
            if (format[i] == '{' && format[i + 1] == '}') { ++holes; }
        }
        if (holes != sizeof...(Arg)) { holes_and_arguments_differ_in_number(); }
    }
    [[nodiscard]] std::string_view format() const { return format_; }

  private:
    static void quote_in_pattern() {} // not constexpr: calling one is the error
    static void holes_and_arguments_differ_in_number() {}
    std::string_view format_;
};

namespace detail {
inline const std::string& printed(const text& x) { return x.str(); }
template <std::integral T> std::string printed(T x) { return std::to_string(x); }
template <class T>
    requires(!std::integral<T>)
std::string printed(const T& x) {
    return x.sql();
}
} // namespace detail

/// `build("select {} from {}", columns, sql::qname{schema, table})`.
template <printable... Arg>
[[nodiscard]] text build(pattern<std::type_identity_t<Arg>...> form, const Arg&... arg) {
    std::array<std::string, sizeof...(Arg)> const parts{std::string(detail::printed(arg))...};
    std::string result;
    std::string_view rest = form.format();
    for (const auto& part : parts) {
        auto const hole = rest.find("{}");
        result.append(rest.substr(0, hole)).append(part);
        rest.remove_prefix(hole + 2);
    }
    return detail::maker::make(result.append(rest));
}

/// The elements of `range`, each as `print` gives it, with a constant between them.
template <class Range, class Print>
[[nodiscard]] text join(const Range& range, pattern<> separator, Print&& print) {
    std::string result;
    bool first = true;
    for (const auto& element : range) {
        if (!std::exchange(first, false)) { result += separator.format(); }
        result += detail::printed(print(element));
    }
    return detail::maker::make(std::move(result));
}
template <class Range> [[nodiscard]] text join(const Range& range, pattern<> separator) {
    return join(range, separator, [](const auto& element) -> const auto& { return element; });
}

/// Text that PostgreSQL itself printed (a canonical query, `format_type`), or that a test wrote: trusted as it is.
[[nodiscard]] inline text from_server(std::string sql) { return detail::maker::make(std::move(sql)); }

} // namespace pgt::sql
