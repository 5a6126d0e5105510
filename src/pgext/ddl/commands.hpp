/// What a DDL command that has just been run touched.
#pragma once

#include "pg/declarations.hpp"

#include <string>
#include <vector>

namespace pgt::ext {

/// The relations that the command made or altered; for use in an event trigger at the end of a command.
[[nodiscard]] std::vector<pg::oid> touched_relations();
/// The functions that it made or replaced.
struct touched_function {
    pg::oid id = pg::no_oid;
    std::string name; ///< with its schema and arguments
};
[[nodiscard]] std::vector<touched_function> touched_functions();
/// The relations that have just been dropped; for use in an event trigger at a drop.
[[nodiscard]] std::vector<pg::oid> dropped_relations();
/// The stream tables among what has just been dropped; for use in an event trigger at a drop.
[[nodiscard]] std::vector<pg::oid> dropped_stream_tables();

} // namespace pgt::ext
