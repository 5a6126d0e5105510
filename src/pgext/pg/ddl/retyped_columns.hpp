/// `retyped_columns`: the columns whose types an ALTER TABLE is about to change.
#pragma once

#include "pg/access/object.hpp"
#include "pg/value/function.hpp"

#include <vector>

namespace pgt::pg {

/// For an event trigger at the start of the command. Columns that do not exist are left to the server.
[[nodiscard]] std::vector<object> retyped_columns(const function_call& event);

/// The table that a DETACH PARTITION CONCURRENTLY is about to take a partition from; none if it is another command. For the same event trigger.
[[nodiscard]] oid detached_concurrently(const function_call& event);

/// A type as SQL names it now: what it is called, with its modifier, independently of the search path. Throws `error` if there is none.
[[nodiscard]] std::string qualified_type(const std::string& written);

} // namespace pgt::pg
