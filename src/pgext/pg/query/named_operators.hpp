/// CASE with an operand, NULLIF and IS DISTINCT FROM do not name the operator by which they compare, which is then looked up when their text is read. Only
/// for .cpp files below src/pgext/pg.
#pragma once

#include "pg/boundary/server.hpp"

extern "C" {
#include <nodes/primnodes.h>
}

namespace pgt::pg {

// All of these are to be called inside `call`.

/// The schema of an operator; that of PostgreSQL's own if there is no such operator.
Oid schema_of_operator(Oid id);
/// Whether a node compares by an operator of another schema than PostgreSQL's own, and can be written with its name.
bool can_name_operator(const Node* node);
/// The tree with such nodes written as CASE with conditions, which name their operators.
Node* with_named_operators(Node* tree);

} // namespace pgt::pg
