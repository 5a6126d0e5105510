/// Which stream table tries another query or mode beside which: pgtrickle_catalog.pgt_canaries.
#pragma once

#include "pg/access/lookup.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace pgt::ext {

/// The canary of a stream table: its oid; nothing: it has none.
[[nodiscard]] std::optional<pg::oid> canary_of(std::int64_t table);
/// Whether a stream table is the canary of another one.
[[nodiscard]] bool is_canary(std::int64_t table);
void insert_canary(std::int64_t table, std::int64_t canary);

/// The query of a stream table with the present names of what it reads, each with its schema.
[[nodiscard]] std::string qualified_query_of(pg::oid table);

} // namespace pgt::ext
