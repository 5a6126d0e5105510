#include <pgt/lower/facts/known_order.hpp>

#include <pgt/sql/type_name.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace pgt::lower {

bool has_known_order(const bind::type_info& type) {
    static constexpr std::array<std::string_view, 14> ordered{
        "smallint", "integer", "bigint",  "numeric", "text",     "character", "date",
        "time",     "uuid",    "boolean", "bytea",   "interval", "oid",       "name"};
    const std::string_view name = sql::bare_type_name(type.name);
    // A type of another schema may have any name, and its schema, too.
    return !name.contains('.') && !name.ends_with("[]") &&
           std::ranges::any_of(ordered, [&](std::string_view one) { return name.starts_with(one); });
}

bool is_short(const bind::type_info& type) {
    static constexpr std::array<std::string_view, 3> long_types{"text", "character", "bytea"};
    constexpr std::string_view schema = "pg_catalog.";
    std::string_view name = type.name;
    if (name.starts_with(schema)) { name.remove_prefix(schema.size()); }
    return std::ranges::none_of(long_types, [&](std::string_view one) { return name.starts_with(one); });
}

} // namespace pgt::lower
