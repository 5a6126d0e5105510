#include <pgt/sql/text.hpp>

namespace pgt::sql {

namespace detail {
std::string quoted(std::string_view name, char quote) {
    std::string result(1, quote);
    for (char const c : name) {
        if (c == quote) { result += quote; }
        result += c;
    }
    return result += quote;
}
} // namespace detail

std::string ident::sql() const { return detail::quoted(name, '"'); }

std::string qname::sql() const { return detail::quoted(schema, '"') + "." + detail::quoted(name, '"'); }

std::string literal::sql() const {
    if (value.find('\\') == std::string_view::npos) { return detail::quoted(value, '\''); }
    std::string escaped = "E'";
    for (char const c : value) {
        if (c == '\'' || c == '\\') { escaped += c; }
        escaped += c;
    }
    return escaped += '\'';
}

} // namespace pgt::sql
