/// Names of types, as the server prints them.
#pragma once

#include <string_view>

namespace pgt::sql {

/// The name of a type of the server without its schema, which is printed where the search path hides it; other names as they are.
[[nodiscard]] constexpr std::string_view bare_type_name(std::string_view type) {
    constexpr std::string_view schema = "pg_catalog.";
    return type.starts_with(schema) ? type.substr(schema.size()) : type;
}

/// Whether a type is in a schema but that of the server, and no array: a domain may take no NULL, not even that of CASE. A NULL that is taken
/// from an array is not checked.
[[nodiscard]] constexpr bool may_be_domain(std::string_view type) {
    return bare_type_name(type).contains('.') && !type.ends_with("[]");
}

} // namespace pgt::sql
