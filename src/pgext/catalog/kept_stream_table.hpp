/// What this session keeps of a row of pgt_stream_tables.
#pragma once

#include "catalog/stream_table.hpp"

#include <memory>

namespace pgt::ext {

/// As `find_stream_table`, which copies it: the row is looked at each time, and read when it has changed. Null if the relation is no stream table.
[[nodiscard]] std::shared_ptr<const stream_table> find_kept_stream_table(pg::oid relation);

} // namespace pgt::ext
