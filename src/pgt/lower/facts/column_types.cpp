#include <pgt/lower/facts/column_types.hpp>

#include <string_view>

namespace pgt::lower {

bool is_type_of_column(const bind::type_info& type) {
    constexpr std::string_view schema = "pg_catalog.";
    std::string_view name = type.name;
    if (name.starts_with(schema)) { name.remove_prefix(schema.size()); }
    return !name.empty() && name != "record" && name != "record[]" && name != "unknown";
}

} // namespace pgt::lower
