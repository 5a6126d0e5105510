/// What the front end asks about relations, queries and functions.
#pragma once

#include <pgt/bind/catalog.hpp>

#include "pg/boundary/declarations.hpp"

#include <string>
#include <vector>

namespace pgt::pg {

/// Columns, keys and kind of a relation. A stream table comes as a plain table, with all its columns. Throws `error` if
/// there is no such relation.
[[nodiscard]] bind::relation_info describe_relation(oid relation);
/// The query of a view, printed with every name qualified.
[[nodiscard]] std::string definition_of_view(oid view);
/// What the columns of a query have for types. Throws `error` if the server finds it wrong.
[[nodiscard]] std::vector<bind::type_info> describe_query(const std::string& text);
/// What `=` means in a query `SELECT a = b, common, a, b`, whose second column has the type that both have in common. Throws
/// `error` if the server finds it wrong.
[[nodiscard]] bind::join_equality describe_equality(const std::string& query);
/// What a function of that name and number of arguments is; without a schema, one of pg_catalog.
[[nodiscard]] bind::function_kind describe_function(const std::string& schema, const std::string& name,
                                                    std::size_t arguments);

} // namespace pgt::pg
