/// Applying a change to groups whose aggregates have states: what the change brings is added to what is stored.
///
///     d   what is inserted and deleted, group by group
///     t   the same, whether the group has to be recomputed, and values that are looked up: l1, x1, ...
///     n   the same, with these groups as they are now
#pragma once

#include <pgt/lower/facts/typing.hpp>
#include <pgt/lower/sql/block.hpp>
#include <pgt/lower/sql/match.hpp>
#include <pgt/lower/sql/relational.hpp>
#include <pgt/lower/store/aggregate/aggregate_states.hpp>
#include <pgt/lower/store/apply/groups.hpp>
#include <pgt/lower/store/storage.hpp>

#include <cstddef>
#include <vector>

namespace pgt::lower::apply {

/// Where the parts of a stored row come from.
struct state_columns {
    std::vector<expression> columns; ///< of the stored row, over the key columns and the results of all calls
    std::vector<std::size_t> calls;  ///< the stored column that holds call i; `npos` where it isn't stored
    static constexpr std::size_t npos = static_cast<std::size_t>(-1);
};

/// Calls whose values are looked up among the rows of their group where a change leaves them open: if l<i + 1>, call `i` is x<i + 1>.
/// Groups with a NULL in their key are recomputed, since no index finds them.
struct group_lookups {
    std::vector<std::size_t> calls;
    block rows;                 ///< of all groups
    std::vector<sql::text> key; ///< of these rows
    row_type key_types;
};

/// Adds what `change` brings to the stored groups; no group need be recomputed.
[[nodiscard]] sql::text add_to_groups(relational& r, const block& change, const std::vector<sql::text>& key,
                                      const aggregate_states& states, const state_columns& where,
                                      const storage& st);

/// The same for states of which some may make a group be recomputed: that is an error, see `plan::adding`.
[[nodiscard]] sql::text add_or_fail(relational& r, const block& change, const std::vector<sql::text>& key,
                                    const aggregate_states& states, const state_columns& where,
                                    const storage& st);

/// The leaf that stands for the keys of the groups to recompute.
inline constexpr const char* rescan_leaf = "rescan";

/// Prepares d and t, and lets `rescan_leaf` read the keys of the groups to recompute.
void mark_groups(relational& r, const block& change, const std::vector<sql::text>& key,
                 const row_type& key_types, const aggregate_states& states, const state_columns& where,
                 const group_lookups& found, const storage& st);

/// Adds what a change brings, after `mark_groups`; `now` are the groups to recompute, as stored.
[[nodiscard]] sql::text add_or_replace_groups(relational& r, const block& now, const aggregate_states& states,
                                              const state_columns& where, const group_lookups& found,
                                              const storage& st);

/// Adds what `change` brings to the stored groups, where all that it may leave open can be looked up.
[[nodiscard]] sql::text add_or_look_up(relational& r, const block& change, const std::vector<sql::text>& key,
                                       const aggregate_states& states, const state_columns& where,
                                       const group_lookups& found, const storage& st);

} // namespace pgt::lower::apply
