/// `check_calls`: whether queries that are printed and read again call what they called.
#pragma once

#include "pg/boundary/declarations.hpp"

struct Query;

namespace pgt::pg {

/// A view keeps the functions and operators that it calls by their numbers; the statements that are made from its text name them. Where a function or an operator of the same name was created that
/// fits the arguments better, or as well, such a statement would call that one: with other results, and by the rights of the owner of the stream table. Throws `user_error` 42725 then, also for the views
/// that the query reads. Nothing is done for a query that calls none but the server's own.
void check_calls(oid view);

/// Whether two queries call the same functions and operators, apart from the server's own. Their texts do not say.
[[nodiscard]] bool call_the_same(Query* one, Query* other);

/// Whether a view, or one that it reads, calls functions or operators that are not the server's own.
[[nodiscard]] bool calls_functions_of_users(oid view);

} // namespace pgt::pg
