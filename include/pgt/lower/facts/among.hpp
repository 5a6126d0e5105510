/// `is_among`: a condition that a row is one of those that a query selects, by a hash table.
#pragma once

#include <pgt/lower/facts/typing.hpp>
#include <pgt/sql/text.hpp>

#include <vector>

namespace pgt::lower {

/// Columns of rows to be compared.
struct compared_rows {
    row_type types;
    std::vector<sql::text> here;  ///< the columns of the row
    std::vector<sql::text> there; ///< the columns of the rows of the query
};

/// A row is equal in these columns to a row of a query, `from` being the query without its SELECT list: `FROM d AS g WHERE g.w < 0`. NULLs are equal to each other.
///
/// The server computes the query once and looks rows up in a hash table, whatever number of rows the plan was made for. For `EXISTS`, a plan for few rows compares each row with
/// each. The types are some whose equality is the server's.
[[nodiscard]] sql::text is_among(const compared_rows& rows, const sql::text& from);

} // namespace pgt::lower
