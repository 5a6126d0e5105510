/// The clock of stream tables whose queries have conditions on it: pgtrickle_catalog.pgt_moments.
#pragma once

#include "pg/value/value.hpp"

#include <cstdint>
#include <optional>

namespace pgt::ext {

struct table_moments {
    pg::moment contents; ///< the moment that the contents are the result of the query for
    pg::moment due;      ///< until then no row comes or goes unless a source changes
};

[[nodiscard]] std::optional<table_moments> moments_of(std::int64_t id);

/// Notes them for a stream table that this transaction has locked. The scheduler learns of a table that had none.
void note_moments(std::int64_t id, const table_moments& now);

/// Forgets those of a table whose query has no condition on the clock any more.
void forget_moments(std::int64_t id);

} // namespace pgt::ext
