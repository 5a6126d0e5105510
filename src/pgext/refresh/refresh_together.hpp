/// `refresh_together`: several stream tables brought to the same state of what they read.
#pragma once

#include "catalog/history.hpp"
#include "catalog/stream_table.hpp"

#include <vector>

namespace pgt::ext {

/// Brings populated tables that were locked with `lock_for_refresh` up to date, all under one snapshot, each in its own mode. They become what the catalog
/// says then. Throws `user_error` 55000 for a table that has to be recomputed first, 22023 where a fuse stops it.
void refresh_together(std::vector<stream_table>& tables, initiator by);

} // namespace pgt::ext
