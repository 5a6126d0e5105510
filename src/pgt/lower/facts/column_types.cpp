#include <pgt/lower/facts/column_types.hpp>

#include <pgt/sql/type_name.hpp>

#include <string_view>

namespace pgt::lower {

bool is_type_of_column(const bind::type_info& type) {
    const std::string_view name = sql::bare_type_name(type.name);
    return !name.empty() && name != "record" && name != "record[]" && name != "unknown";
}

} // namespace pgt::lower
