/// The readers of a source, row by row, without SQL.
#pragma once

#include "catalog/source.hpp"
#include "pg/value/value.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace pgt::ext {

/// Calls `take` with the id of each stream table that needs exactly this of a relation, as of now.
void each_reader(pg::oid relation, source_need need,
                 const std::function<void(const pg::nullable_datum& id)>& take);

/// What a stream table reads that is none itself, as of now.
[[nodiscard]] std::vector<pg::oid> relations_read_by(std::int64_t id);

/// Has sessions that write to what a stream table reads look for its readers again.
void announce_readers(std::int64_t id);

} // namespace pgt::ext
