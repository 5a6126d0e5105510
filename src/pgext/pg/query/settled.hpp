/// Which functions give the same result at every refresh. Only for .cpp files below src/pgext/pg, and only inside `call`.
///
/// A stable function may depend on the clock, on catalogs, on the session, on tables; or on settings only. Those that the
/// meaning of a query may depend on are kept with a stream table, so functions of PostgreSQL's own that read nothing else
/// are as good as immutable ones.
#pragma once

#include "pg/boundary/server.hpp"

extern "C" {
#include <nodes/pg_list.h>
}

namespace pgt::pg {

/// Whether a call of a function is settled by its arguments and the settings that are kept; `arguments` are expressions.
[[nodiscard]] bool is_settled_call(Oid function, const List* arguments);
/// Whether a function reads values of the columns that its call says from JSON, and is stable for that alone.
[[nodiscard]] bool is_record_of_json(Oid function);
/// Whether the text of a value is settled by the value, and the value by its text.
[[nodiscard]] bool is_settled_output(Oid type);
[[nodiscard]] bool is_settled_input(Oid type);

} // namespace pgt::pg
