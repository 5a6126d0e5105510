/// The tables that hold the states of a stream table.
#pragma once

#include "catalog/stream_table.hpp"
#include "lifecycle/layout.hpp"
#include "pg/access/lookup.hpp"

#include <pgt/stage/maintenance_plan.hpp>

#include <vector>

namespace pgt::ext {

/// Makes the states that a plan asks for, empty, and drops those of an earlier plan. They belong to the owner of the stream table
/// and are dropped with it. Called in an `owner_scope`.
void replace_states(const stream_table& table, const stage::maintenance_plan& plan);

/// Gives the states other names, so that those of another plan can be made beside them. In their order.
[[nodiscard]] std::vector<pg::relation_name> set_states_aside(const stream_table& table);
/// Makes a state, empty.
void create_state(const stream_table& table, const stage::stage& how);
/// Makes a state out of one that was set aside: it gets the name, the columns and the indexes of the plan.
void adopt_state(const pg::relation_name& aside, const stage::stage& how, const layout_change& change);
/// Drops a state that was set aside.
void drop_state(const pg::relation_name& aside);

/// Whether the states of a stream table are those that a plan asks for, down to the names of their columns.
[[nodiscard]] bool has_states(const stream_table& table, const stage::maintenance_plan& plan);

/// Gives the states of a stream table to its owner.
void follow_owner_of_states(const stream_table& table);

} // namespace pgt::ext
