/// Another type for a column that stream tables read.
#pragma once

#include "catalog/stream_table.hpp"
#include "pg/access/object.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pgt::ext {

/// The stream tables whose queries name a column of a relation.
[[nodiscard]] std::vector<stream_table> users_of_column(const pg::object& column);

/// Throws `user_error` 0A000 if stream tables use the column: PostgreSQL would refuse to change its type, because of the views that hold their
/// queries.
void refuse_retyped(const pg::object& column);

/// Changes the type of a column of a table of the current user: the queries of all stream tables that follow from it are set aside
/// meanwhile, then these tables are set up again and computed. `conversion` is the expression of USING; none: an assignment. Throws
/// `user_error` 42501 unless the current user owns these stream tables, and what ALTER TABLE throws. An error undoes all of it with the statement.
void alter_column_type(pg::oid relation, const std::string& column, const std::string& type,
                       const std::optional<std::string>& conversion);

} // namespace pgt::ext
