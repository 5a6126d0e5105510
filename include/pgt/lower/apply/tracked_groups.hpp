/// Applying a change to groups whose aggregates have states: what the change brings is added to what is stored.
///
///     d   what comes and goes, group by group
///     t   the same, and whether the group has to be computed anew
///     n   the same, with these groups as they are now
#pragma once

#include <pgt/lower/apply/groups.hpp>
#include <pgt/lower/tracked.hpp>

#include <numeric>

namespace pgt::lower::apply {

/// Where the parts of a stored row come from.
struct tracked_columns {
    std::vector<expression> columns; ///< of the stored row, over the key columns and the results of all calls
    std::vector<std::size_t> calls;  ///< the stored column that holds call i; `npos` where it isn't stored
    static constexpr std::size_t npos = static_cast<std::size_t>(-1);
};

namespace detail {
/// d: rid, k1, ..., d1, e1, ...
inline sql::text group_deltas(const block& change, const std::vector<sql::text>& key, const tracked& states,
                              const storage& st) {
    std::vector<sql::text> list{sql::build("{} AS rid", st.id_of(key))};
    for (std::size_t i = 0; i < key.size(); ++i) { list.push_back(sql::build("{} AS k{}", key[i], i + 1)); }
    std::ranges::copy(states.deltas(change), std::back_inserter(list));
    auto const grouping = key.empty() ? sql::text() : sql::build(" GROUP BY {}", sql::join(key, ", "));
    return sql::build("{}{} HAVING {}", select_list(change, list), grouping, states.any_delta(change));
}

/// What is stored of each call.
inline std::vector<sql::text> old_calls(const tracked_columns& where, const storage& st) {
    std::vector<sql::text> result;
    for (std::size_t const column : where.calls) {
        result.push_back(column == tracked_columns::npos ? sql::text() : st.column("s", column));
    }
    return result;
}

/// The stored row after the change.
inline std::vector<sql::text> merged_columns(const tracked_columns& where, const tracked& states,
                                             std::size_t keys, const std::vector<sql::text>* old) {
    std::vector<sql::text> parts;
    for (std::size_t i = 0; i < keys; ++i) { parts.push_back(sql::build("n.k{}", i + 1)); }
    for (std::size_t i = 0; i < states.calls().size(); ++i) { parts.push_back(states.merged(i, old)); }
    std::vector<sql::text> result;
    for (const auto& column : where.columns) { result.push_back(column.print(parts)); }
    return result;
}

inline std::vector<sql::text> keys_in_place(const storage& st) {
    auto by_key = new_columns(st);
    for (std::size_t i = 0; i < st.key.size(); ++i) { by_key[st.key[i]] = sql::build("n.k{}", i + 1); }
    return by_key;
}

/// The actions for groups whose states are merged.
inline std::vector<sql::text> merge_actions(const tracked& states, const tracked_columns& where,
                                            const storage& st, const std::vector<sql::text>& old,
                                            sql::pattern<> guard) {
    auto const count = sql::build("{} + n.d{}", old[states.group_count()], states.group_count() + 1);
    auto const added = sql::build("n.d{}", states.group_count() + 1);
    auto const only = sql::build(guard);
    auto const updated = merged_columns(where, states, st.key.size(), &old);
    auto const created = merged_columns(where, states, st.key.size(), nullptr);
    return {sql::build("WHEN MATCHED{} AND {} = 0 THEN DELETE", only, count),
            sql::build("WHEN MATCHED{} AND {} < 0 THEN {}", only, count,
                       update_inconsistent("more rows are deleted than a group has")),
            sql::build("WHEN MATCHED{} THEN {}", only, update_all(st, updated)),
            sql::build("WHEN NOT MATCHED{} AND {} > 0 THEN {}", only, added, insert_all(st, created)),
            sql::build("WHEN NOT MATCHED{} AND {} < 0 THEN {}", only, added,
                       insert_inconsistent("rows are deleted from a group that does not exist"))};
}
} // namespace detail

/// Adds what `change` brings to the stored groups; no group need be computed anew.
[[nodiscard]] inline sql::text add_to_groups(relational& r, const block& change,
                                             const std::vector<sql::text>& key, const tracked& states,
                                             const tracked_columns& where, const storage& st) {
    auto const d = detail::group_deltas(change, key, states, st);
    auto const old = detail::old_calls(where, st);
    return merge(r.with_list(), st, d, same_key(st, detail::keys_in_place(st)),
                 detail::merge_actions(states, where, st, old, ""));
}

namespace detail {
inline sql::text marked_deltas(const tracked& states, const tracked_columns& where, const storage& st) {
    return sql::build("SELECT n.*, coalesce({}, false) AS rescan FROM d AS n LEFT JOIN {} AS s ON {}",
                      states.rescan(old_calls(where, st)), st.table(), same_key(st, keys_in_place(st)));
}
inline sql::text with_groups_now(const sql::text& groups, const storage& st) {
    std::vector<sql::text> match{sql::build("t.rescan"), sql::build("g.rid OPERATOR(pg_catalog.=) t.rid")};
    for (std::size_t i = 0; i < st.key.size(); ++i) {
        match.push_back(same(st.types[st.key[i]], sql::build("g.{}", column_name(st.key[i])),
                             sql::build("t.k{}", i + 1)));
    }
    std::vector<sql::text> list{sql::build("t.*"), sql::build("g.rid IS NOT NULL AS found")};
    for (std::size_t i = 0; i < st.columns.size(); ++i) {
        list.push_back(sql::build("g.{}", column_name(i)));
    }
    return sql::build("SELECT {} FROM t LEFT JOIN ({}) AS g ON {}", sql::join(list, ", "), groups,
                      sql::join(match, " AND "));
}
} // namespace detail

/// The leaf that stands for the keys of the groups to compute anew.
inline constexpr const char* anew_leaf = "rescan";

/// Prepares d and t, and lets `anew_leaf` read the keys of the groups to compute anew.
inline void mark_groups(relational& r, const block& change, const std::vector<sql::text>& key,
                        const row_type& key_types, const tracked& states, const tracked_columns& where,
                        const storage& st) {
    r.with(sql::build("d"), detail::group_deltas(change, key, states, st));
    r.with(sql::build("t"), detail::marked_deltas(states, where, st));
    std::vector<std::size_t> indexes(key.size());
    std::iota(indexes.begin(), indexes.end(), 1);
    auto const columns =
        sql::join(indexes, ", ", [](std::size_t i) { return sql::build("t.k{} AS c{}", i, i); });
    r.with(sql::build("rescan"), sql::build("SELECT {} FROM t WHERE t.rescan", columns));
    r.give(anew_leaf, sql::build("rescan"), key_types);
}

/// Adds what a change brings, after `mark_groups`; `now` are the groups to compute anew, as stored.
[[nodiscard]] inline sql::text add_or_replace_groups(relational& r, const block& now, const tracked& states,
                                                     const tracked_columns& where, const storage& st) {
    auto const n = new_columns(st);
    auto actions =
        std::vector{sql::build("WHEN MATCHED AND n.rescan AND NOT n.found THEN DELETE"),
                    sql::build("WHEN MATCHED AND n.rescan THEN {}", update_all(st, n)),
                    sql::build("WHEN NOT MATCHED AND n.rescan AND n.found THEN {}", insert_all(st, n))};
    std::ranges::copy(
        detail::merge_actions(states, where, st, detail::old_calls(where, st), " AND NOT n.rescan"),
        std::back_inserter(actions));
    return merge(r.with_list(), st, detail::with_groups_now(detail::with_row_id(now, st), st),
                 same_key(st, detail::keys_in_place(st)), actions);
}

} // namespace pgt::lower::apply
