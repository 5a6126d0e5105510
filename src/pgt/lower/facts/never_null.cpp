#include "lower/facts/never_null.hpp"

#include "lower/facts/widened.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace pgt::lower {

namespace {

/// PostgreSQL's `+`, `-` and `*` between these give a number or raise an error.  Of other types they need not: closed paths are added up to NULL.
bool is_exact_number(std::string_view type) {
    static constexpr std::array<std::string_view, 4> names{"smallint", "integer", "bigint", "numeric"};
    return std::ranges::contains(names, type) || type.starts_with("numeric(");
}

bool is_arithmetic(operation op) {
    return op == operation::add || op == operation::subtract || op == operation::multiply;
}

/// A number, or one with the type of an exact number: PostgreSQL's casts between these give no NULL, those of users may.
bool is_number(std::string_view printed) {
    constexpr std::string_view cast = "CAST(";
    constexpr std::string_view to = " AS \"pg_catalog\".\"";
    if (printed.starts_with(cast)) {
        auto const at = printed.find(to);
        if (at == std::string_view::npos || !printed.ends_with(')')) { return false; }
        auto const type = printed.substr(at + to.size());
        constexpr std::array<std::string_view, 4> names{"int2\")", "int4\")", "int8\")", "numeric\")"};
        if (!std::ranges::contains(names, type)) { return false; }
        printed = printed.substr(cast.size(), at - cast.size());
    }
    return !printed.empty() && printed.find_first_not_of("0123456789.") == std::string_view::npos;
}

/// Of a number, an exact one.
bool is_value_of_number(const expression& e, const row_type& in) {
    if (auto const column = e.as_column()) {
        const auto& [type, nullable] = in.at(*column);
        return !nullable && is_exact_number(type.name);
    }
    if (e.is_constant()) { return is_number(e.print({}).str()); }
    return is_arithmetic(e.op()) && std::ranges::all_of(e.args(), [&](const expression& part) {
               return is_value_of_number(part, in);
           });
}

/// A literal is what it says; a function without arguments may give NULL.
bool is_value(const expression& constant) {
    if (constant.known()) { return constant.known()->has_value(); }
    return !constant.print({}).str().ends_with("()");
}

} // namespace

bool is_never_null(const expression& e, const row_type& in) {
    if (auto const column = e.as_column()) { return !in.at(*column).nullable; }
    if (auto const column = widened_column(e, in)) { return !in.at(*column).nullable; }
    return e.is_constant() ? is_value(e) : is_value_of_number(e, in);
}

} // namespace pgt::lower
