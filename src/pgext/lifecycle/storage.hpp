/// The table that holds the contents of a stream table.
#pragma once

#include "catalog/stream_table.hpp"
#include "definition/definition.hpp"
#include "definition/recipe.hpp"
#include "lifecycle/partitioning.hpp"
#include "pg/access/lookup.hpp"

#include <pgt/bind/catalog.hpp>
#include <pgt/lower/plan.hpp>

#include <vector>

namespace pgt::ext {

// All but `guard_storage` are called in an `owner_scope`.

/// Creates it, empty, with the current user as its owner. Throws `error` where that user may not create tables.
[[nodiscard]] pg::oid create_storage(const pg::relation_name& name,
                                     const std::vector<bind::column_info>& columns, const lower::plan& plan,
                                     const partitioning& how);

/// Gives the columns, the guard and the indexes of a state to a table of the current user that has no columns yet.
[[nodiscard]] pg::oid complete_storage(const pg::relation_name& name,
                                       const std::vector<bind::column_info>& columns,
                                       const lower::plan& plan);

/// Creates the indexes that a plan asks for, unless the table has them.
void create_indexes(pg::oid table, const lower::plan& plan);

/// Creates the trigger that refuses all writes but those of refreshes.
void guard_storage(const pg::relation_name& table);

/// The recipe, if the server accepts its statements on the storage that was made for it; else the one for mode FULL, with the
/// storage fitted to that. Throws as `provable`.
[[nodiscard]] recipe accepted(recipe chosen, const stream_table& table, const definition& from);

/// Replaces the hidden columns, the indexes and the states by those of another recipe; the table must be empty or about to be refilled.
void fit_storage(const stream_table& table, const recipe& how);

} // namespace pgt::ext
