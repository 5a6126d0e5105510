#include <pgt/lower/store/apply/group_states.hpp>

#include <pgt/lower/facts/equality.hpp>
#include <pgt/lower/piece/column_name.hpp>
#include <pgt/lower/protocol.hpp>
#include <pgt/lower/sql/existence.hpp>
#include <pgt/lower/store/apply/merge.hpp>
#include <pgt/lower/store/apply/partitions.hpp>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string>
#include <utility>
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

/// Call `i` after the change.
sql::text merged_or_found(std::size_t i, const aggregate_states& states, const group_lookups& found,
                          const std::vector<sql::text>* old) {
    auto const merged = states.merged(i, old);
    if (!std::ranges::contains(found.calls, i)) { return merged; }
    return sql::build("CASE WHEN n.l{} THEN n.x{} ELSE {} END", i + 1, i + 1, merged);
}

/// The stored row after the change.
std::vector<sql::text> merged_columns(const state_columns& where, const aggregate_states& states,
                                      const group_lookups& found, std::size_t keys,
                                      const std::vector<sql::text>* old) {
    std::vector<sql::text> parts;
    for (std::size_t i = 0; i < keys; ++i) { parts.push_back(sql::build("n.k{}", i + 1)); }
    for (std::size_t i = 0; i < states.calls().size(); ++i) {
        parts.push_back(merged_or_found(i, states, found, old));
    }
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
                                     const group_lookups& found, const storage& st, sql::pattern<> guard) {
    auto const old = old_calls(where, st);
    auto const count = sql::build("{} + n.d{}", old[states.group_count()], states.group_count() + 1);
    auto const added = sql::build("n.d{}", states.group_count() + 1);
    auto const only = sql::build(guard);
    auto const updated = merged_columns(where, states, found, st.key.size(), &old);
    auto const created = merged_columns(where, states, found, st.key.size(), nullptr);
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
    return merge_groups(r.with_list(), st, d, same_key(st, keys_in_place(st)),
                        merge_actions(states, where, {}, st, ""));
}

namespace {

/// What is stored of the calls of a group that is not there.
std::vector<sql::text> nothing_stored(const aggregate_states& states) {
    std::vector<sql::text> result;
    for (std::size_t i = 0; i < states.calls().size(); ++i) {
        const std::string& type = states.type_of(i).name;
        result.push_back(type.empty() ? sql::build("NULL")
                                      : sql::build("CAST(NULL AS {})", sql::from_server(type)));
    }
    return result;
}

/// Whether a group has to be recomputed that would not become empty.
sql::text not_additive(const aggregate_states& states, const std::vector<sql::text>& old) {
    std::vector<std::size_t> all(states.calls().size());
    std::iota(all.begin(), all.end(), 0);
    return sql::build("coalesce({}, false)", states.rescan(old, all));
}

/// `merge_actions`, with an error for groups that have to be recomputed. One that becomes empty, or stays away, need not be.
std::vector<sql::text> additive_actions(const aggregate_states& states, const state_columns& where,
                                        const storage& st) {
    auto const error = sql::build("pgtrickle.not_additive()");
    auto const added = sql::build("n.d{}", states.group_count() + 1);
    auto result = merge_actions(states, where, {}, st, "");
    auto const place = [&](std::ptrdiff_t at, sql::text action) {
        result.insert(result.begin() + at, std::move(action));
    };
    place(3, sql::build("WHEN NOT MATCHED AND {} = 0 THEN DO NOTHING", added));
    place(4, sql::build("WHEN NOT MATCHED AND {} THEN INSERT ({}) VALUES ({})",
                        not_additive(states, nothing_stored(states)), sql::ident{row_id_column}, error));
    place(1, sql::build("WHEN MATCHED AND {} THEN UPDATE SET {} = {}",
                        not_additive(states, old_calls(where, st)), sql::ident{row_id_column}, error));
    return result;
}

} // namespace

sql::text add_or_fail(relational& r, const block& change, const std::vector<sql::text>& key,
                      const aggregate_states& states, const state_columns& where, const storage& st) {
    auto const d = group_deltas(change, key, states, st);
    return merge_groups(r.with_list(), st, d, same_key(st, keys_in_place(st)),
                        additive_actions(states, where, st));
}

namespace {

std::vector<sql::text> touched_key(const group_lookups& found) {
    std::vector<sql::text> result;
    for (std::size_t i = 0; i < found.key.size(); ++i) { result.push_back(sql::build("n.k{}", i + 1)); }
    return result;
}

/// The call over the rows of its group, by conditions that an index serves: FILTER would keep PostgreSQL from it.
sql::text looked_up(const aggregate_call& call, const group_lookups& found) {
    auto rows = found.rows;
    auto const touched = touched_key(found);
    for (std::size_t i = 0; i < touched.size(); ++i) {
        rows.where.push_back(equals(found.key_types[i].type, found.key[i], touched[i]));
    }
    auto const columns = rows.texts();
    if (call.filter) { rows.where.push_back(call.filter->print(columns)); }
    return select_list(rows, {call.call.print(columns)});
}

/// What of t tells how a group is brought up to date.
std::vector<sql::text> marks(const aggregate_states& states, const std::vector<sql::text>& old,
                             const group_lookups& found) {
    std::vector<std::size_t> others;
    for (std::size_t i = 0; i < states.calls().size(); ++i) {
        if (!std::ranges::contains(found.calls, i)) { others.push_back(i); }
    }
    auto rescan = states.rescan(old, others);
    bool const has_nulls = some_nullable(found.key_types);
    auto const is_null = has_nulls ? any_null(touched_key(found), found.key_types) : sql::text();
    if (has_nulls) {
        rescan = sql::build("{} OR (({}) AND {})", rescan, states.rescan(old, found.calls), is_null);
    }
    std::vector<sql::text> list{sql::build("n.*"), sql::build("coalesce({}, false) AS rescan", rescan)};
    for (std::size_t const i : found.calls) {
        auto const open = states.rescan(old, {i});
        auto const is_found = has_nulls ? sql::build("({} AND NOT {})", open, is_null) : open;
        list.push_back(sql::build("coalesce({}, false) AS l{}", is_found, i + 1));
        list.push_back(sql::build("CASE WHEN {} THEN ({}) END AS x{}", is_found,
                                  looked_up(states.calls()[i], found), i + 1));
    }
    return list;
}

sql::text marked_deltas(const aggregate_states& states, const state_columns& where,
                        const group_lookups& found, const storage& st) {
    return sql::build("SELECT {} FROM d AS n LEFT JOIN {} AS s ON {}",
                      sql::join(marks(states, old_calls(where, st), found), ", "), st.table(),
                      same_key(st, keys_in_place(st)));
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
                 const group_lookups& found, const storage& st) {
    r.with(sql::build("d"), group_deltas(change, key, states, st));
    r.with(sql::build("t"), marked_deltas(states, where, found, st));
    std::vector<std::size_t> indexes(key.size());
    std::iota(indexes.begin(), indexes.end(), 1);
    auto const columns =
        sql::join(indexes, ", ", [](std::size_t i) { return sql::build("t.k{} AS c{}", i, i); });
    r.with(sql::build("rescan"), sql::build("SELECT {} FROM t WHERE t.rescan", columns));
    r.bind_leaf({rescan_leaf}, sql::build("rescan"), key_types);
}

sql::text add_or_replace_groups(relational& r, const block& now, const aggregate_states& states,
                                const state_columns& where, const group_lookups& found, const storage& st) {
    auto const n = new_columns(st);
    auto actions =
        std::vector{sql::build("WHEN MATCHED AND n.rescan AND NOT n.found THEN DELETE"),
                    sql::build("WHEN MATCHED AND n.rescan THEN {}", update_all(st, n)),
                    sql::build("WHEN NOT MATCHED AND n.rescan AND n.found THEN {}", insert_all(st, n))};
    std::ranges::copy(merge_actions(states, where, found, st, " AND NOT n.rescan"),
                      std::back_inserter(actions));
    return merge_groups(r.with_list(), st, with_groups_now(with_row_id(now, st), st),
                        same_key(st, keys_in_place(st)), actions);
}

sql::text add_or_look_up(relational& r, const block& change, const std::vector<sql::text>& key,
                         const aggregate_states& states, const state_columns& where,
                         const group_lookups& found, const storage& st) {
    r.with(sql::build("d"), group_deltas(change, key, states, st));
    return merge_groups(r.with_list(), st, marked_deltas(states, where, found, st),
                        same_key(st, keys_in_place(st)), merge_actions(states, where, found, st, ""));
}

} // namespace pgt::lower::apply
