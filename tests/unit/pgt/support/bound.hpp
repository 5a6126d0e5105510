/// Queries bound to a small schema, as text and as rows.
#pragma once

#include <pgt/bind/query.hpp>

#include <map>
#include <string>
#include <vector>

namespace support {

/// t(id, a, b, c, d, j, n, arr) with primary key id; u(id, t_id, x, y, ts) with primary key id; w(id, k); e(src, dst); the aggregate
/// total; stream table st(__pgt_row_id, id, a); views, a materialized view, a foreign table and a temporary one.
[[nodiscard]] pgt::bind::query bound(const std::string& sql);

/// The circuit of a query, as people read it.
[[nodiscard]] std::string circuit_of(const std::string& sql);
/// The same without its expressions.
[[nodiscard]] std::string skeleton_of(const std::string& sql);

/// The columns that are read, as `t: a b`, a line for each table.
[[nodiscard]] std::string used_by(const std::string& sql);

using rows = std::map<pgt::row, std::int64_t>; ///< each row and how often it is there

/// What the circuit gives for tables with these rows.
[[nodiscard]] rows result_of(const std::string& sql,
                             const std::map<std::string, std::vector<pgt::row>>& tables);

} // namespace support
