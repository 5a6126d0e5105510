/// `is_of_one_row`: groups that are the rows which belong to one row of a source.
#pragma once

#include <pgt/bind/query.hpp>
#include <pgt/lower/facts/top_level.hpp>
#include <pgt/lower/facts/typing.hpp>

namespace pgt::stage {

/// Whether the columns of a group hold a key of some source, as columns of it or as what joins compare with them: the orders of one
/// customer.
[[nodiscard]] bool is_of_one_row(const bind::query& query, const lower::grouped_query& groups,
                                 lower::typing& types);

} // namespace pgt::stage
