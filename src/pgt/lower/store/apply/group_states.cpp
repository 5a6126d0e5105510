#include <pgt/lower/store/apply/group_states.hpp>

#include <pgt/lower/facts/equality.hpp>
#include <pgt/lower/piece/column_name.hpp>
#include <pgt/lower/store/apply/merge.hpp>
#include <pgt/lower/store/apply/partitions.hpp>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

namespace pgt::lower::apply {

namespace {

/// d: rid, k1, ..., d1, e1, ...
sql::text group_deltas(const block& change, const std::vector<sql::text>& key, const aggregate_states& states,
                       const storage& st) {
    std::vector<sql::text> list{sql::build("{} AS rid", st.id_of(key))};
    for (std::size_t i = 0; i < key.size(); ++i) { list.push_back(sql::build("{} AS k{}", key[i], i + 1)); }
    std::ranges::copy(states.deltas(change), std::back_inserter(list));
    auto const grouping = key.empty() ? sql::text() : sql::build(" GROUP BY {}", sql::join(key, ", "));
    return sql::build("{}{} HAVING {}", select_list(change, list), grouping, states.any_delta(change));
}

/// What is stored of each call.
std::vector<sql::text> old_calls(const state_columns& where, const storage& st) {
    std::vector<sql::text> result;
    for (std::size_t const column : where.calls) {
        result.push_back(column == state_columns::npos ? sql::text() : st.column("s", column));
    }
    return result;
}

/// The stored row after the change.
std::vector<sql::text> merged_columns(const state_columns& where, const aggregate_states& states,
                                      std::size_t keys, const std::vector<sql::text>* old) {
    std::vector<sql::text> parts;
    for (std::size_t i = 0; i < keys; ++i) { parts.push_back(sql::build("n.k{}", i + 1)); }
    for (std::size_t i = 0; i < states.calls().size(); ++i) { parts.push_back(states.merged(i, old)); }
    std::vector<sql::text> result;
    for (const auto& column : where.columns) { result.push_back(column.print(parts)); }
    return result;
}

std::vector<sql::text> keys_in_place(const storage& st) {
    auto by_key = new_columns(st);
    for (std::size_t i = 0; i < st.key.size(); ++i) { by_key[st.key[i]] = sql::build("n.k{}", i + 1); }
    return by_key;
}

/// The actions for groups whose states are merged.
std::vector<sql::text> merge_actions(const aggregate_states& states, const state_columns& where,
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

} // namespace

sql::text add_to_groups(relational& r, const block& change, const std::vector<sql::text>& key,
                        const aggregate_states& states, const state_columns& where, const storage& st) {
    auto const d = group_deltas(change, key, states, st);
    auto const old = old_calls(where, st);
    return merge_groups(r.with_list(), st, d, same_key(st, keys_in_place(st)),
                        merge_actions(states, where, st, old, ""));
}

namespace {

sql::text marked_deltas(const aggregate_states& states, const state_columns& where, const storage& st) {
    return sql::build("SELECT n.*, coalesce({}, false) AS rescan FROM d AS n LEFT JOIN {} AS s ON {}",
                      states.rescan(old_calls(where, st)), st.table(), same_key(st, keys_in_place(st)));
}

sql::text with_groups_now(const sql::text& groups, const storage& st) {
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

} // namespace

void mark_groups(relational& r, const block& change, const std::vector<sql::text>& key,
                 const row_type& key_types, const aggregate_states& states, const state_columns& where,
                 const storage& st) {
    r.with(sql::build("d"), group_deltas(change, key, states, st));
    r.with(sql::build("t"), marked_deltas(states, where, st));
    std::vector<std::size_t> indexes(key.size());
    std::iota(indexes.begin(), indexes.end(), 1);
    auto const columns =
        sql::join(indexes, ", ", [](std::size_t i) { return sql::build("t.k{} AS c{}", i, i); });
    r.with(sql::build("rescan"), sql::build("SELECT {} FROM t WHERE t.rescan", columns));
    r.bind_leaf({rescan_leaf}, sql::build("rescan"), key_types);
}

sql::text add_or_replace_groups(relational& r, const block& now, const aggregate_states& states,
                                const state_columns& where, const storage& st) {
    auto const n = new_columns(st);
    auto actions =
        std::vector{sql::build("WHEN MATCHED AND n.rescan AND NOT n.found THEN DELETE"),
                    sql::build("WHEN MATCHED AND n.rescan THEN {}", update_all(st, n)),
                    sql::build("WHEN NOT MATCHED AND n.rescan AND n.found THEN {}", insert_all(st, n))};
    std::ranges::copy(merge_actions(states, where, st, old_calls(where, st), " AND NOT n.rescan"),
                      std::back_inserter(actions));
    return merge_groups(r.with_list(), st, with_groups_now(with_row_id(now, st), st),
                        same_key(st, keys_in_place(st)), actions);
}

} // namespace pgt::lower::apply
