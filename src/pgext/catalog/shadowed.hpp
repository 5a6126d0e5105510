/// Which stream tables are in shadow mode: pgtrickle_catalog.pgt_shadowed.
#pragma once

#include <cstdint>

namespace pgt::ext {

/// Whether each refresh that applies changes is compared with a full computation.
[[nodiscard]] bool is_shadowed(std::int64_t table);
void set_shadowed(std::int64_t table, bool shadowed);

} // namespace pgt::ext
