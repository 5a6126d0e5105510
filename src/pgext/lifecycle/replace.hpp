/// Definitions as scripts state them: created, altered, or left as they are.
#pragma once

#include "lifecycle/arguments.hpp"

namespace pgt::ext {

/// Creates the table; one that exists gets the query and the options, what is left out the default. An INFO says if it has them already:
/// then nothing is touched. Throws as `create_stream_table` and `alter_stream_table`.
void create_or_replace_stream_table(const creation& wanted);

} // namespace pgt::ext
