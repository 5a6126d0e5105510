/// The tables that hold the states of a stream table.
#pragma once

#include "catalog/stream_table.hpp"

#include <pgt/stage/maintenance_plan.hpp>

namespace pgt::ext {

/// Makes the states that a plan asks for, empty, and drops those of an earlier plan. They belong to the owner of the stream table
/// and are dropped with it. Called in an `owner_scope`.
void replace_states(const stream_table& table, const stage::maintenance_plan& plan);

/// Whether the states of a stream table are those that a plan asks for, down to the names of their columns.
[[nodiscard]] bool has_states(const stream_table& table, const stage::maintenance_plan& plan);

/// Gives the states of a stream table to its owner.
void follow_owner_of_states(const stream_table& table);

} // namespace pgt::ext
