#include <pgt/lower/store/apply/rows.hpp>

#include <pgt/lower/facts/equality.hpp>
#include <pgt/lower/piece/column_name.hpp>
#include <pgt/lower/protocol.hpp>
#include <pgt/lower/store/apply/merge.hpp>
#include <pgt/lower/store/apply/partitions.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace pgt::lower::apply {

namespace {

/// d (c1, ..., w): the change, each row once, with its weight.
block change_once(relational& r, const block& change, const storage& st) {
    auto const d = r.consolidated(change, st.types, same_row::identical, "<> 0");
    r.with(sql::build("d"), select(d));
    return with_all_columns(reading(sql::build("d"), sql::build("d"), shape(d), true), st);
}

/// The columns of the partition in which the row of a key is stored: that of the deleted row, if there is one.
std::vector<sql::text> partition_of_row(const block& d, const storage& st) {
    auto const columns = d.texts();
    std::vector<sql::text> list;
    for (std::size_t const i : partition_beside_key(st)) {
        auto const of = [&](sql::pattern<> sign) {
            return sql::build("any_value({}) FILTER (WHERE {} {})", columns[i], d.weight, sql::build(sign));
        };
        list.push_back(sql::build("CASE WHEN bool_or({} < 0) THEN {} ELSE {} END AS {}", d.weight, of("< 0"),
                                  of("> 0"), partition_column(list.size() + 1)));
    }
    return list;
}

/// What `n` calls the columns of the deleted row.
std::vector<sql::text> deleted_columns(const storage& st) {
    std::vector<sql::text> result;
    for (std::size_t i = 0; i < st.columns.size(); ++i) { result.push_back(sql::build("n.o{}", i + 1)); }
    return result;
}

/// n: for each key what becomes of its row.  A deleted row and an inserted one with the same key are an update.
sql::text rows_by_key(const block& d, const storage& st, rows_of_change how) {
    auto const columns = d.texts();
    auto const key = st.key_of(columns);
    std::vector<sql::text> list{sql::build("{} AS rid", st.id_of(key))};
    for (std::size_t i = 0; i < columns.size(); ++i) {
        list.push_back(
            sql::build("any_value({}) FILTER (WHERE {} > 0) AS {}", columns[i], d.weight, column_name(i)));
    }
    for (std::size_t i = 0; how == rows_of_change::once_or_error && i < columns.size(); ++i) {
        list.push_back(sql::build("any_value({}) FILTER (WHERE {} < 0) AS o{}", columns[i], d.weight, i + 1));
    }
    for (std::size_t i = 0; i < key.size(); ++i) { list.push_back(sql::build("{} AS k{}", key[i], i + 1)); }
    auto const part = [&](sql::pattern<> sign) {
        return sql::build("coalesce({} FILTER (WHERE {} {}), 0)", total_of(d.weight), d.weight,
                          sql::build(sign));
    };
    list.push_back(sql::build("{} AS comes", part("> 0")));
    list.push_back(sql::build("{} AS goes", part("< 0")));
    std::ranges::move(partition_of_row(d, st), std::back_inserter(list));
    auto const grouping =
        key.empty() ? sql::build("HAVING count(*) > 0") : sql::build("GROUP BY {}", sql::join(key, ", "));
    return sql::build("{} {}", select_list(d, list), grouping);
}

/// The key of `n`, which also rows have that are only deleted.
sql::text same_touched_key(const storage& st) {
    auto n = new_columns(st);
    for (std::size_t i = 0; i < st.key.size(); ++i) { n[st.key[i]] = sql::build("n.k{}", i + 1); }
    return same_key(st, n);
}

} // namespace

namespace {

/// The actions for an updated row, where the deleted and the inserted row may be identical.
std::vector<sql::text> update_if_different(const storage& st, const std::vector<sql::text>& n,
                                           const sql::text& stays) {
    return {sql::build("{} AND {} THEN {}", stays, some_difference(st, n), update_all(st, n)),
            sql::build("{} THEN DO NOTHING", stays)};
}

/// Errors for keys of which more is inserted or deleted than the stored row and the one that replaces it: some of that cancels out.
std::vector<sql::text> refuse_repeated(const storage& st) {
    auto const error = sql::build("pgtrickle.not_additive()");
    return {
        sql::build("WHEN MATCHED AND (n.comes > 1 OR n.goes < -1 OR (n.comes = 1 AND n.goes = -1 AND {})) "
                   "THEN UPDATE SET {} = {}",
                   some_difference(st, deleted_columns(st)), sql::ident{row_id_column}, error),
        sql::build("WHEN NOT MATCHED AND n.comes - n.goes > 1 THEN INSERT ({}) VALUES ({})",
                   sql::ident{row_id_column}, error)};
}

/// The actions for rows that come and go, and for those that the table does not agree with.
std::vector<sql::text> come_or_go(const storage& st, const std::vector<sql::text>& n) {
    return {
        sql::build("WHEN MATCHED AND n.goes = -1 AND n.comes = 0 THEN DELETE"),
        sql::build("WHEN NOT MATCHED AND n.goes = 0 AND n.comes = 1 THEN {}", insert_all(st, n)),
        sql::build("WHEN MATCHED THEN {}", update_inconsistent("a row to be inserted is there already")),
        sql::build("WHEN NOT MATCHED THEN {}", insert_inconsistent("a row to be deleted does not exist"))};
}

} // namespace

sql::text keyed(relational& r, const block& change, const storage& st, rows_of_change how) {
    bool const is_net = how == rows_of_change::as_they_come;
    auto const d = is_net ? change_once(r, change, st) : with_all_columns(r.closed(change), st);
    auto const n = new_columns(st);
    auto const stays = sql::build("WHEN MATCHED AND n.goes = -1 AND n.comes = 1");
    std::vector<sql::text> actions;
    if (how == rows_of_change::once_or_error) { actions = refuse_repeated(st); }
    std::ranges::move(is_net ? std::vector{sql::build("{} THEN {}", stays, update_all(st, n))}
                             : update_if_different(st, n, stays),
                      std::back_inserter(actions));
    std::ranges::move(come_or_go(st, n), std::back_inserter(actions));
    return merge_in_partitions(r.with_list(), st, rows_by_key(d, st, how),
                               sql::build("{}{}", same_touched_key(st), and_in_partition(st)), actions);
}

namespace {

/// The stored row `s` is in the partition that some columns belong to.
std::vector<sql::text> in_partition_of(const storage& st, const std::vector<sql::text>& columns) {
    std::vector<sql::text> conditions;
    for (std::size_t const i : st.partition) {
        conditions.push_back(same(st.types[i], st.column("s", i), columns[i]));
    }
    return conditions;
}

/// Partitions number their rows each by themselves.
std::vector<sql::text> place_of_row(const storage& st, sql::pattern<> alias) {
    std::vector<sql::text> place{sql::build("{}.ctid", sql::build(alias))};
    if (!st.partition.empty()) { place.push_back(sql::build("{}.tableoid", sql::build(alias))); }
    return place;
}

/// What to read of a place: it, and the columns of its partition.
std::vector<sql::text> shown_places(const storage& st, const std::vector<sql::text>& columns) {
    auto list = place_of_row(st, "p");
    for (std::size_t i = 0; i < st.partition.size(); ++i) {
        list.push_back(sql::build("{} AS {}", columns[st.partition[i]], partition_column(i + 1)));
    }
    return list;
}

/// The stored row `s` is at the place `x`.
sql::text at_place(const storage& st) {
    auto const stored = place_of_row(st, "s");
    auto const wanted = place_of_row(st, "x");
    std::vector<sql::text> conditions;
    for (std::size_t i = 0; i < stored.size(); ++i) {
        conditions.push_back(sql::build("{} = {}", stored[i], wanted[i]));
    }
    std::vector<sql::text> columns(st.columns.size());
    for (std::size_t i = 0; i < st.partition.size(); ++i) {
        columns[st.partition[i]] = sql::build("x.{}", partition_column(i + 1));
    }
    std::ranges::move(in_partition_of(st, columns), std::back_inserter(conditions));
    if (!st.partition.empty()) {
        std::ranges::move(in_range_of(st, "d", column_name(st.partition.front())),
                          std::back_inserter(conditions));
    }
    return sql::join(conditions, " AND ");
}

/// x: for each deleted row, the ctids of as many identical stored rows as its weight says.
sql::text places_of_rows(const block& d, const storage& st) {
    auto const columns = d.texts();
    auto const stored = st.texts("s");
    std::vector<sql::text> like{sql::build("s.{} OPERATOR(pg_catalog.=) {}", sql::ident{row_id_column},
                                           st.id_of(st.key_of(columns)))};
    for (std::size_t i = 0; i < columns.size(); ++i) {
        like.push_back(same_image(st.types[i], stored[i], columns[i]));
    }
    std::ranges::move(in_partition_of(st, columns), std::back_inserter(like));
    return sql::build("SELECT {} FROM d CROSS JOIN LATERAL (SELECT {} FROM {} AS s WHERE {} LIMIT (- d.w)) "
                      "AS p WHERE d.w < 0",
                      sql::join(shown_places(st, columns), ", "), sql::join(place_of_row(st, "s"), ", "),
                      st.table(), sql::join(like, " AND "));
}

sql::text rows_to_insert(const block& d, const storage& st) {
    auto const columns = d.texts();
    std::vector<sql::text> list{st.id_of(st.key_of(columns))};
    list.insert(list.end(), columns.begin(), columns.end());
    return sql::build("SELECT {} FROM d CROSS JOIN generate_series(1, d.w)", sql::join(list, ", "));
}

/// The number of rows deleted, as many as are due.
sql::text checked_deletions() {
    return sql::build("CASE WHEN gone.n = due.n THEN gone.n ELSE {} END",
                      inconsistent("a row to be deleted does not exist"));
}
sql::text deletions() {
    return sql::build("(SELECT count(*) AS n FROM gone) AS gone, (SELECT coalesce({}, 0) AS n FROM d WHERE w "
                      "< 0) AS due",
                      total_of(sql::build("- w")));
}
/// The change itself, once it has been applied.
sql::text applied_change(const block& d, const storage& st) {
    std::vector<sql::text> list;
    auto const columns = d.texts();
    for (std::size_t i = 0; i < *st.returned; ++i) {
        list.push_back(sql::build("{} AS {}", columns[i], delta_column(i)));
    }
    list.push_back(sql::build("d.w::integer AS {}", sql::ident{protocol::weight_column}));
    return sql::build("SELECT {} FROM d, {} WHERE {} >= 0", sql::join(list, ", "), deletions(),
                      checked_deletions());
}
} // namespace

sql::text bag(relational& r, const block& change, const storage& st) {
    auto const d = change_once(r, change, st);
    auto parts = r.with_list();
    parts.push_back(sql::build("gone AS (DELETE FROM {} AS s USING ({}) AS x WHERE {} RETURNING 1)",
                               st.table(), places_of_rows(d, st), at_place(st)));
    parts.push_back(sql::build("came AS (INSERT INTO {} ({}) {} RETURNING 1)", st.table(), stored_names(st),
                               rows_to_insert(d, st)));
    if (st.returned) { return sql::build("{}{}", with_clause(parts), applied_change(d, st)); }
    return sql::build("{}SELECT (SELECT count(*) FROM came), 0::bigint, {} FROM {}", with_clause(parts),
                      checked_deletions(), deletions());
}

namespace {
/// The weight of a row that comes, or an error in its place.
sql::text checked_weight(const block& d) {
    return sql::build("CASE WHEN {} > 0 THEN {} ELSE {} END", d.weight, d.weight,
                      inconsistent("a row would be deleted from what is only added to"));
}
/// A row with a key comes once.
sql::text checked_id(const block& d, const storage& st) {
    return sql::build("CASE WHEN {} = 1 THEN {} ELSE {} END", d.weight, st.id_of(st.key_of(d.texts())),
                      inconsistent("a row to be inserted is there already, or would be deleted"));
}
} // namespace

sql::text append(relational& r, const block& change, const storage& st, rows_of_change how) {
    bool const as_it_is = how == rows_of_change::once_for_a_key;
    auto d = as_it_is ? with_all_columns(r.closed(change), st) : change_once(r, change, st);
    auto list = d.texts();
    list.insert(list.begin(), st.keyed ? checked_id(d, st) : st.id_of(st.key_of(d.texts())));
    if (!st.keyed) { d.from.push_back(sql::build("generate_series(1, {})", checked_weight(d))); }
    return sql::build("{}INSERT INTO {} ({}) {}", with_clause(r.with_list()), st.table(), stored_names(st),
                      select_list(d, list));
}

sql::text replace_bag(relational& r, const block& all, const storage& st) {
    block stored;
    stored.from = {sql::build("{} AS s", st.table())};
    for (const auto& column : st.texts("s")) { stored.columns.push_back({column, true}); }
    stored.weight = sql::build("(-1)::bigint");
    return bag(r, r.united({all, stored}, st.types), st);
}

} // namespace pgt::lower::apply
