/// Conditions on the existence of rows, and on NULLs in them.
#pragma once

#include <pgt/lower/facts/typing.hpp>
#include <pgt/lower/sql/block.hpp>

#include <vector>

namespace pgt::lower {

/// `EXISTS` of a row of the block for which the conditions hold, too.
[[nodiscard]] sql::text exists(const block& in, const std::vector<sql::text>& conditions);

/// Whether some column may be NULL.
[[nodiscard]] bool some_nullable(const row_type& types);

/// One of those columns is NULL that may be.  Precondition: some may.
[[nodiscard]] sql::text any_null(const std::vector<sql::text>& columns, const row_type& types);

} // namespace pgt::lower
