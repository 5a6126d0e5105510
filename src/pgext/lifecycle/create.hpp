/// Making stream tables.
#pragma once

#include "lifecycle/arguments.hpp"

namespace pgt::ext {

/// Throws `user_error`: 42P07 if the name is taken; what is wrong with the query; 42501 if the caller may not read all
/// that it reads. Whatever it throws, nothing is left behind once the statement has ended.
void create_stream_table(const creation& wanted);

/// The same, but leaves a stream table of that name as it is, whatever its query.
void create_stream_table_if_not_exists(const creation& wanted);

} // namespace pgt::ext
