#include <pgt/lower/piece/column_name.hpp>

namespace pgt::lower {

sql::text column_name(std::size_t i) { return sql::build("c{}", i + 1); }

namespace detail {
std::vector<sql::text> plain_columns(std::size_t width) {
    std::vector<sql::text> names;
    for (std::size_t i = 0; i < width; ++i) { names.push_back(column_name(i)); }
    return names;
}
} // namespace detail

} // namespace pgt::lower
