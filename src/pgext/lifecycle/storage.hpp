/// The table that holds the contents of a stream table.
#pragma once

#include "pg/access/lookup.hpp"

#include <pgt/bind/catalog.hpp>
#include <pgt/lower/plan.hpp>

#include <vector>

namespace pgt::ext {

// All but `guard_storage` are called in an `owner_scope`.

/// Makes it, empty, with the current user as its owner. Throws `error` where that user may not create tables.
[[nodiscard]] pg::oid create_storage(const pg::relation_name& name,
                                     const std::vector<bind::column_info>& columns, const lower::plan& plan);

/// Gives the columns, the guard and the indexes of a state to a table of the current user that has no columns yet.
[[nodiscard]] pg::oid complete_storage(const pg::relation_name& name,
                                       const std::vector<bind::column_info>& columns,
                                       const lower::plan& plan);

/// Gives it the trigger that refuses writes of anybody but the refresh.
void guard_storage(const pg::relation_name& table);

/// Replaces the columns and indexes that the upkeep needs by those of another plan; the table must be empty or about to
/// be filled anew.
void replace_hidden_columns(pg::oid table, const lower::plan& plan);

} // namespace pgt::ext
