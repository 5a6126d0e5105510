/// Setting up a stream table anew after its query has come to mean something else.
#pragma once

#include "catalog/stream_table.hpp"

namespace pgt::ext {

/// Looks at the query again, captures what it reads now, and gives the table the hidden columns that its upkeep needs now.
/// What the table holds is to be replaced after this. Throws `user_error` if the query can't be kept up to date any more in
/// the mode that was asked for.
[[nodiscard]] stream_table set_up_anew(const stream_table& table);

} // namespace pgt::ext
