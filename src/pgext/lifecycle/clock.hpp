/// What creation says about conditions on the clock.
#pragma once

#include "catalog/stream_table.hpp"
#include "definition/recipe.hpp"

namespace pgt::ext {

/// Throws `user_error` 22023 unless rows of the query come and go as time passes and are maintained: for temporal_mode 'sliding_window'.
void check_sliding_window(const recipe& how);

/// The same for a table that exists.
void require_sliding_window(const stream_table& table);

/// Reports sources whose rows are not found by an index when their moment has come. Called in an `owner_scope`.
void advise_clock_indexes(const recipe& how);

} // namespace pgt::ext
