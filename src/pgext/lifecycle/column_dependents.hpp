/// What depends on columns of a stream table that another query does not have.
#pragma once

#include "catalog/stream_table.hpp"
#include "lifecycle/layout.hpp"

#include <string>
#include <vector>

namespace pgt::ext {

/// Throws `user_error` 2BP01, which names all views, stream tables, policies and other objects that depend on columns that the change drops.
/// Reports indexes and statistics that are dropped with them, but for `own_indexes`, those of refreshes.
void check_dependents(const stream_table& table, const layout_change& change,
                      const std::vector<pg::oid>& own_indexes);

/// Whether there are indexes or statistics on some of these columns, but for `own_indexes`.
[[nodiscard]] bool have_indexes(const stream_table& table, const std::vector<std::string>& columns,
                                const std::vector<pg::oid>& own_indexes);

} // namespace pgt::ext
