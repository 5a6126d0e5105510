/// `storable_nodes`: nodes whose rows a table can hold.
#pragma once

#include <pgt/bind/query.hpp>

#include <vector>

namespace pgt::stage {

/// The nodes of a query that can be cut and all of whose columns exist: a source has columns that the query does not read, and so has what
/// shows all columns of it.
[[nodiscard]] std::vector<circuit> storable_nodes(const bind::query& query);

} // namespace pgt::stage
