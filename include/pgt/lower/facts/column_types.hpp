/// `is_type_of_column`: types that columns of tables can have.
#pragma once

#include <pgt/bind/catalog.hpp>

namespace pgt::lower {

/// Whether a table can have a column of this type: not one that is not known, or that stands for any row.
[[nodiscard]] bool is_type_of_column(const bind::type_info& type);

} // namespace pgt::lower
