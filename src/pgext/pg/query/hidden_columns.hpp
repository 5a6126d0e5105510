/// `hide_columns`: keeps pg_trickle's own columns of stream tables out of the queries that read these. Only for .cpp
/// files below src/pgext/pg.
#pragma once

#include <pgt/lower/protocol.hpp>

#include "pg/boundary/server.hpp"

extern "C" {
#include <nodes/parsenodes.h>
}

namespace pgt::pg {

/// Each relation in FROM, anywhere in a raw query, that has the row ids of a stream table becomes a sub-query with those
/// of its columns not named `__pgt_...` that the query may mean: `*`, NATURAL and whole rows then see only the others, and the query does not depend on columns that it does
/// not name. Call it inside `call`.
void hide_columns(Node* raw);

/// Whether a name is one of those that pg_trickle keeps for itself.
inline bool is_hidden_name(const char* name) { return lower::protocol::is_own_name(name); }

} // namespace pgt::pg
