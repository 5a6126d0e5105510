/// The arguments of the functions that create and alter stream tables.
#pragma once

#include "lifecycle/options.hpp"
#include "pg/value/function.hpp"

#include <string>

namespace pgt::ext {

/// A new stream table. `options` has its query.
struct creation {
    std::string name; ///< as written
    table_options options;
};

/// What to change about a stream table.
struct alteration {
    std::string name; ///< as written
    table_options options;
};

/// The arguments of create_stream_table() and its like. Throws as `read_options`, and `user_error` 22023 without a name or a query.
[[nodiscard]] creation read_creation(const pg::function_call& call);

/// The arguments of alter_stream_table(); throws as `read_options`.
[[nodiscard]] alteration read_alteration(const pg::function_call& call);

} // namespace pgt::ext
