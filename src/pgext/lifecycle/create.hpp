/// Creating stream tables.
#pragma once

#include "lifecycle/arguments.hpp"

namespace pgt::ext {

/// Throws `user_error`: 42P07 if the name is taken; 42501 if the caller may not read all that the query reads; what `checked_query` and
/// `choose_recipe` throw. An error undoes all of it with the statement.
void create_stream_table(const creation& wanted);

/// The same; a stream table that exists under this name is kept as it is, whatever its query.
void create_stream_table_if_not_exists(const creation& wanted);

} // namespace pgt::ext
