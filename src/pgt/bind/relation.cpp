#include "bind/relation.hpp"

#include <cstddef>

namespace pgt::bind::detail {

void rename(std::vector<relation_column>& columns, const std::vector<std::string>& names) {
    std::size_t next = 0;
    for (auto& column : columns) {
        if (!column.hidden && next < names.size()) { column.name = names[next++]; }
    }
}

} // namespace pgt::bind::detail
