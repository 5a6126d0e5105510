#include "bind/relation.hpp"

#include <cstddef>

namespace pgt::bind::detail {

std::vector<expression> columns_from(std::size_t first, std::size_t count) {
    std::vector<expression> result;
    for (std::size_t i = 0; i < count; ++i) { result.push_back(expression::column(first + i)); }
    return result;
}

void rename(std::vector<relation_column>& columns, const std::vector<std::string>& names) {
    std::size_t next = 0;
    for (auto& column : columns) {
        if (!column.hidden && next < names.size()) { column.name = names[next++]; }
    }
}

} // namespace pgt::bind::detail
