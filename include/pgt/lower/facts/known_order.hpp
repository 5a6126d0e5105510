/// `has_known_order`: types whose values are known to have an order.
#pragma once

#include <pgt/bind/catalog.hpp>

namespace pgt::lower {

/// Of types of the server's.  Another type may have no order; then it can neither be sorted by nor indexed.
[[nodiscard]] bool has_known_order(const bind::type_info& type);

/// Whether values of the type are short enough for an index, whatever they are.
[[nodiscard]] bool is_short(const bind::type_info& type);

} // namespace pgt::lower
