/// Applying a change to groups whose aggregates have states: what the change brings is added to what is stored.
///
///     d   what is inserted and deleted, group by group
///     t   the same, and whether the group has to be recomputed
///     n   the same, with these groups as they are now
#pragma once

#include <pgt/lower/facts/typing.hpp>
#include <pgt/lower/sql/block.hpp>
#include <pgt/lower/sql/match.hpp>
#include <pgt/lower/sql/relational.hpp>
#include <pgt/lower/store/aggregate/aggregate_states.hpp>
#include <pgt/lower/store/apply/groups.hpp>
#include <pgt/lower/store/storage.hpp>

namespace pgt::lower::apply {

/// Where the parts of a stored row come from.
struct state_columns {
    std::vector<expression> columns; ///< of the stored row, over the key columns and the results of all calls
    std::vector<std::size_t> calls;  ///< the stored column that holds call i; `npos` where it isn't stored
    static constexpr std::size_t npos = static_cast<std::size_t>(-1);
};

/// Adds what `change` brings to the stored groups; no group need be recomputed.
[[nodiscard]] sql::text add_to_groups(relational& r, const block& change, const std::vector<sql::text>& key,
                                      const aggregate_states& states, const state_columns& where,
                                      const storage& st);

/// The leaf that stands for the keys of the groups to recompute.
inline constexpr const char* rescan_leaf = "rescan";

/// Prepares d and t, and lets `rescan_leaf` read the keys of the groups to recompute.
void mark_groups(relational& r, const block& change, const std::vector<sql::text>& key,
                 const row_type& key_types, const aggregate_states& states, const state_columns& where,
                 const storage& st);

/// Adds what a change brings, after `mark_groups`; `now` are the groups to recompute, as stored.
[[nodiscard]] sql::text add_or_replace_groups(relational& r, const block& now, const aggregate_states& states,
                                              const state_columns& where, const storage& st);

} // namespace pgt::lower::apply
