/// States: tables in the schema pgtrickle_state in which stream tables keep the rows of parts of their queries.
#pragma once

#include "pg/access/lookup.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace pgt::ext {

/// Of the stream table with this id; `number` counts from 1.
[[nodiscard]] pg::relation_name name_of_state(std::int64_t id, std::size_t number);

/// Those of a stream table that exist, in the order of their numbers.
[[nodiscard]] std::vector<pg::oid> states_of(std::int64_t id);

/// Whether a relation stands in the schema of the states.
[[nodiscard]] bool is_state(pg::oid relation);

} // namespace pgt::ext
