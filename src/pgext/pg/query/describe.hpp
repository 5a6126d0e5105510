/// Facts about relations, queries and functions, for the front end.
#pragma once

#include <pgt/bind/catalog.hpp>

#include "pg/boundary/declarations.hpp"

#include <string>
#include <vector>

namespace pgt::pg {

/// Columns, keys and kind of a relation. A stream table is described as a plain table, with all its columns. Throws `error` if
/// there is no such relation.
[[nodiscard]] bind::relation_info describe_relation(oid relation);
/// The query of a view, printed with every name qualified.
[[nodiscard]] std::string definition_of_view(oid view);
/// The types of the columns of a query. Throws `error` if the server rejects it.
[[nodiscard]] std::vector<bind::type_info> describe_query(const std::string& text);
/// The meaning of `=` in a query `SELECT a = b, common, a, b`, whose second column has the common type. Throws `error` if the server rejects it.
[[nodiscard]] bind::join_equality describe_equality(const std::string& query);
/// The kind of the function with that name and number of arguments; without a schema, in pg_catalog.
[[nodiscard]] bind::function_kind describe_function(const std::string& schema, const std::string& name,
                                                    std::size_t arguments);

} // namespace pgt::pg
